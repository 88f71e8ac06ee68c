"""A comparison in a real browser: columns, the cited page, what survives reload and restart, files, a blind vote."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
SLOW = 60_000
SAMPLES = Path(__file__).parent.parent.parent / "sample_docs"
QUESTION = "Who asks for annual leave of more than three days?"


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    return tmp_path_factory.mktemp("compare") / "room"


@pytest.fixture(scope="module")
def address(serving, muniment, room, module_port):
    """A server over a room with two papers, which it serves under another process later too."""
    with serving(room, module_port, windows="4096,32768"):
        muniment(room, "ingest", SAMPLES / "handbook.pdf", SAMPLES / "runbook.md")
        yield f"http://127.0.0.1:{module_port}/compare"


def compare(page, blind=False):
    page.get_by_placeholder("Ask one question").fill(QUESTION)
    if blind:
        page.get_by_text("Blind", exact=True).click()
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(column(page, "Answer C" if blind else "Auto")).to_be_visible()
    expect(page.locator(".muniment-answer")).to_have_count(3, timeout=SLOW)


def column(page, title):
    return page.get_by_role("heading", name=title, exact=True)


@pytest.fixture
def compared(open_page, address):
    page = open_page(address)
    compare(page)
    return page


def test_what_fits_is_said_before_anything_runs(open_page, address):
    page = open_page(address)
    expect(page.get_by_text(re.compile(r"2 documents: [\d,]+ tokens of 32,768"))).to_be_visible(timeout=SLOW)


def test_three_columns_answer_with_their_tables_and_what_they_share(compared):
    for title in ("RAG", "Long context", "Auto"):
        expect(column(compared, title)).to_be_visible()
    expect(compared.get_by_role("rowheader", name="tokens accepted")).to_have_count(3)
    expect(compared.get_by_text("pages cited are shared")).to_be_visible()
    strip = compared.locator(".strip-bar").first
    expect(strip).to_have_attribute("aria-label", re.compile("cited: page"))
    mark = strip.locator(".cited").first.bounding_box()
    whole = strip.bounding_box()
    assert whole["x"] <= mark["x"] <= whole["x"] + whole["width"]


def test_a_citation_opens_its_page_over_the_columns_and_its_address_leads_there(compared, open_page):
    compared.locator(".muniment-answer .chip").first.click()
    expect(compared.locator(".sheet[data-page] .box.chosen").first).to_be_visible(timeout=SLOW)
    compared.wait_for_url("**cite=*")
    again = open_page(compared.url)
    expect(again.locator(".sheet[data-page] .box.chosen").first).to_be_visible(timeout=SLOW)
    alone = open_page(again.get_by_role("link", name="open in a new tab").evaluate("link => link.href"))
    expect(alone.locator(".sheet[data-page] .box.chosen").first).to_be_visible(timeout=SLOW)
    again.get_by_role("button", name="Close", exact=True).click()
    expect(again.locator(".sheet")).to_have_count(0)
    expect(column(again, "Long context")).to_be_visible()


def test_a_comparison_survives_a_reload_and_is_found_again(compared, open_page, address):
    compared.reload()
    expect(compared.locator(".muniment-answer")).to_have_count(3)
    page = open_page(address)
    page.get_by_role("link", name=re.compile(re.escape(QUESTION))).first.click()
    expect(page.locator(".muniment-answer")).to_have_count(3)
    page.wait_for_url("**run=*")
    page.reload()
    expect(page.locator(".muniment-answer")).to_have_count(3, timeout=SLOW)


def test_a_comparison_is_exported_as_files(compared):
    for label, ending in (("Export as HTML", "html"), ("as JSON", "json")):
        with compared.expect_download() as download:
            compared.get_by_role("link", name=label, exact=True).click()
        assert download.value.suggested_filename.endswith(ending)
        assert QUESTION in Path(download.value.path()).read_text(encoding="utf-8")


def test_a_blind_comparison_tells_its_ways_after_the_vote(open_page, address):
    page = open_page(address)
    compare(page, blind=True)
    expect(page.get_by_role("rowheader", name="tokens accepted")).to_have_count(0)
    assert "Long context" not in page.locator("[data-testid=stMain]").inner_text()
    page.get_by_role("button", name="Answer B", exact=True).click()
    expect(page.get_by_text("You preferred")).to_be_visible()
    expect(column(page, "Long context")).to_be_visible()
    expect(column(page, "Blind votes so far")).to_be_visible()


def test_the_page_is_accessible(compared, serious_findings):
    for theme in ("light", "dark"):
        compared.emulate_media(color_scheme=theme, reduced_motion="reduce")
        compared.wait_for_timeout(600)
        assert serious_findings(compared) == [], theme


def test_a_comparison_is_there_after_a_restart_of_the_server(open_page, serving, muniment, tmp_path, free_port):
    room, address = tmp_path / "room", f"http://127.0.0.1:{free_port}/compare"
    with serving(room, free_port):
        muniment(room, "ingest", SAMPLES / "runbook.md")
        page = open_page(address)
        compare(page)
        kept = page.url
    with serving(room, free_port):
        page = open_page(kept)
        expect(page.locator(".muniment-answer")).to_have_count(3, timeout=SLOW)
