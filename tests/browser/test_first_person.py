"""Somebody who never saw it: from an empty room to a cited page with its words boxed, in at most six actions."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
SLOW = 60_000
MOST_ACTIONS = 6


def test_from_an_empty_room_to_a_checked_citation(open_page, serving, serious_findings, tmp_path, free_port):
    actions = 0

    def act(does, *words):
        nonlocal actions
        actions += 1
        does(*words)

    with serving(tmp_path / "room", free_port):
        page = open_page(f"http://127.0.0.1:{free_port}/")
        act(page.get_by_role("button", name="Try with the sample documents").click)
        handbook = page.get_by_role("row").filter(has=page.get_by_role("link", name="handbook.pdf", exact=True))
        expect(handbook).to_contain_text("ready", timeout=SLOW)
        act(page.get_by_role("link", name="Ask", exact=True).click)
        act(page.get_by_test_id("stChatInputTextArea").fill, "Who asks for annual leave of more than three days?")
        act(page.keyboard.press, "Enter")
        act(page.get_by_role("button", name="handbook.pdf p.").first.click)
        expect(page.locator(".box.chosen").first).to_be_visible(timeout=SLOW)
        expect(page.locator(".quote")).to_contain_text("Annual leave of more than three days in a row")
        assert actions <= MOST_ACTIONS
        assert serious_findings(page) == []


def test_papers_dropped_on_the_first_page_can_be_asked_there(open_page, serving, samples, tmp_path, free_port):
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"no PDF at all")
    with serving(tmp_path / "room", free_port):
        page = open_page(f"http://127.0.0.1:{free_port}/")
        page.locator("input[type=file]").set_input_files([str(broken), str(samples / "runbook.md")])
        expect(page.get_by_text("Ask in your own words.")).to_be_visible(timeout=SLOW)
        expect(page.get_by_text("1 document could not be read.")).to_be_visible(timeout=SLOW)
        expect(page.get_by_role("button", name="Try with the sample documents")).to_have_count(0)
        page.get_by_role("link", name="See why").click()
        expect(page.get_by_role("heading", name="Documents", exact=True)).to_be_visible()
