"""The status line, doctor and pulling, in a real browser, with a scripted chat server."""

import re
import time

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
SLOW = 60_000


@pytest.fixture
def open_page(browser, serving, tmp_path, free_port):
    """Opens a path of a room whose chat server is at the address given, and waits for its heading."""
    contexts, servers = [], []

    def open_page(host, path):
        servers.append(serving(tmp_path / "room", free_port, llm="ollama", ollama_host=host))
        servers[-1].__enter__()
        contexts.append(browser.new_context(viewport={"width": 1440, "height": 900}))
        page = contexts[-1].new_page()
        page.set_default_timeout(SLOW)
        page.goto(f"http://127.0.0.1:{free_port}/{path}")
        expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=SLOW)
        return page

    yield open_page
    for context in contexts:
        context.close()
    for server in servers:
        server.__exit__(None, None, None)


def status(page):
    return page.get_by_role("button", name="Opens doctor")


def test_the_status_line_follows_the_server_and_opens_doctor(open_page, scripted_ollama):
    page = open_page(scripted_ollama.host, "documents")
    expect(status(page)).to_contain_text("has no model that can answer", timeout=SLOW)
    scripted_ollama.install("llama3.2:3b")
    scripted_ollama.loaded["llama3.2:3b"] = 8192
    expect(status(page)).to_contain_text("llama3.2:3b · window 8,192", timeout=12_000)
    status(page).click()
    expect(page).to_have_url(re.compile("/doctor$"))
    expect(page.get_by_text("Everything is there.")).to_be_visible(timeout=SLOW)
    expect(page.get_by_text("loaded now: 8,192")).to_be_visible()


def test_the_status_line_is_at_the_foot_of_the_sidebar_and_works_by_keyboard(open_page, scripted_ollama):
    page = open_page(scripted_ollama.host, "documents")
    expect(status(page)).to_contain_text("0 documents", timeout=SLOW)
    assert status(page).bounding_box()["y"] > 700
    status(page).focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/doctor$"))


def test_a_silent_server_freezes_no_page(open_page, silent_host):
    page = open_page(silent_host, "documents")
    for path, heading in (("settings", "Settings"), ("doctor", "Doctor"), ("documents", "Documents")):
        began = time.monotonic()
        page.goto(page.url.rpartition("/")[0] + f"/{path}")
        expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible(timeout=SLOW)
        assert time.monotonic() - began < 4, path
    page.goto(page.url.rpartition("/")[0] + "/doctor")
    expect(page.get_by_text("did not answer in time")).to_be_visible(timeout=15_000)


def test_a_pull_shows_its_progress_survives_a_reload_and_tells_its_failure(open_page, scripted_ollama):
    layer = {"status": "pulling abc", "digest": "abc", "total": 2_000_000_000}
    scripted_ollama.pulls = [
        *(layer | {"completed": done} for done in (0, 250_000_000, 500_000_000)),
        None,
        {"error": "write /models/blobs/abc: no space left on device"},
    ]
    scripted_ollama.go_on.clear()
    page = open_page(scripted_ollama.host, "settings")
    page.get_by_role("combobox", name="Model to pull").fill("llama3.2:3b")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Pull", exact=True).click()
    expect(page.get_by_text("500 MB of 2.0 GB")).to_be_visible(timeout=SLOW)
    page.reload()
    expect(page.get_by_text("500 MB of 2.0 GB")).to_be_visible(timeout=SLOW)
    scripted_ollama.go_on.set()
    expect(page.get_by_text("The disk of Ollama's models is full")).to_be_visible(timeout=SLOW)
