"""The main road as a person walks it: drop a paper, see it become ready, ask, read the cited page."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
SLOW = 60_000


@pytest.fixture
def page(browser, serving, tmp_path, free_port):
    with serving(tmp_path / "room", free_port):
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        page = context.new_page()
        page.set_default_timeout(SLOW)
        page.goto(f"http://127.0.0.1:{free_port}/documents")
        yield page
        context.close()


def drop(page, *files):
    page.locator("input[type=file]").set_input_files([str(file) for file in files])


def test_a_dropped_paper_answers_with_its_page(page, samples):
    drop(page, samples / "handbook.pdf")
    expect(page.get_by_role("row").filter(has_text="handbook.pdf")).to_contain_text("ready", timeout=SLOW)
    page.get_by_role("link", name="Ask").click()
    page.get_by_test_id("stChatInputTextArea").fill("Who asks for annual leave of more than three days?")
    page.keyboard.press("Enter")
    source = page.get_by_role("button", name="handbook.pdf p.").first
    expect(source).to_be_visible(timeout=SLOW)
    source.click()
    expect(page.get_by_role("img").last).to_be_visible(timeout=SLOW)
