"""Evaluate in a real browser: a run that outlives a reload and the server, its charts, its files, its end."""

import json
import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
SLOW = 60_000
REPLY = ["Invoices are kept for ten years [1]."]
HELD = 30
"""Answers that come before the model falls silent."""
ASKED = (
    {"question": "How long are invoices kept?", "answers": ["ten years"], "document": "invoices.txt", "pages": [1]},
    {"question": "How many days of leave?", "answers": ["nine"], "document": "holidays.md", "pages": [1]},
)


@pytest.fixture
def question_set(tmp_path):
    file = tmp_path / "my set.jsonl"
    lines = [{"id": f"q{number}", **ASKED[number % 2]} for number in range(120)]
    file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return file


@pytest.fixture
def ollama(scripted_ollama):
    """A chat server that says the same to every question, and holds one of its replies back."""
    scripted_ollama.install("scribe:3b")
    scripted_ollama.replies += [*([REPLY] * HELD), [None, *REPLY], *([REPLY] * 240)]
    scripted_ollama.go_on.clear()
    return scripted_ollama


def start_run(page, question_set):
    expect(page.get_by_role("heading", name="Evaluate", level=1)).to_be_visible(timeout=SLOW)
    page.get_by_text("Upload a file").click()
    page.locator("input[type=file]").set_input_files(question_set)
    for mode in ("Auto", "Closed book"):
        page.get_by_role("button", name=mode).click()
    start = page.get_by_role("button", name="Start")
    expect(start).to_be_enabled(timeout=SLOW)
    start.click()
    expect(page.get_by_role("button", name="Stop")).to_be_visible(timeout=SLOW)


def test_a_run_outlives_reload_and_server_and_is_read_kept_and_deleted(
    serving, open_page, muniment, tmp_path, papers, free_port, question_set, serious_findings, ollama
):
    room, address = tmp_path / "room", f"http://127.0.0.1:{free_port}"
    muniment(room, "ingest", papers)
    with serving(room, free_port, llm="ollama", ollama_host=ollama.host):
        page = open_page(address)
        page.get_by_role("link", name="Evaluate").click()
        start_run(page, question_set)
        expect(page.get_by_text(f"{HELD} of 240 answers · RAG · scribe:3b")).to_be_visible(timeout=SLOW)
        page.reload()
        expect(page.get_by_text(f"{HELD} of 240 answers · ")).to_be_visible(timeout=SLOW)
        run = page.url
    ollama.go_on.set()
    with serving(room, free_port, llm="ollama", ollama_host=ollama.host):
        page = open_page(run)
        expect(page.get_by_text("answers are still to come")).to_be_visible(timeout=SLOW)
        page.get_by_role("button", name="Go on").click()
        expect(page.get_by_text("240 answers · ")).to_be_visible(timeout=SLOW)
        expect(page.locator("svg.chart")).to_have_count(3, timeout=SLOW)
        expect(page.locator(".reading").first).to_contain_text("RAG was right in 60 of 120, Long context in 60 of 120")
        assert serious_findings(page) == []
        with page.expect_download() as download:
            page.get_by_role("link", name="JSON").click()
        report = json.loads(download.value.path().read_text(encoding="utf-8"))
        assert [(row["mode"], row["n"]) for row in report["rows"]] == [("rag", 120), ("long", 120)]
        assert download.value.suggested_filename == "my set.json"

        page.locator(".st-key-worst_links a").first.click()
        expect(page.get_by_text("Expected", exact=True)).to_be_visible(timeout=SLOW)
        expect(page).to_have_url(re.compile(r"run=.+&answer="))
        assert serious_findings(page) == []
        page.get_by_role("link", name="Back to my set").click()
        page.get_by_role("button", name="Delete this run").click()
        page.get_by_role("button", name="Delete run").click()
        expect(page.get_by_role("button", name="Start")).to_be_visible(timeout=SLOW)
        expect(page.get_by_role("link", name="my set")).to_have_count(0)
        assert serious_findings(page) == []
