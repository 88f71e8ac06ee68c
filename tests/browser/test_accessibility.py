"""axe finds nothing serious on any page, in both themes, on wide and narrow screens; and the keyboard is enough."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
SLOW = 60_000
SAMPLES = Path(__file__).parent.parent.parent / "sample_docs"
QUESTION = "Who asks for annual leave of more than three days?"
SCREENS = [
    pytest.param({"width": 1440, "height": 900}, id="wide"),
    pytest.param({"width": 390, "height": 844}, id="narrow"),
]
THEME = "(theme) => getComputedStyle(document.querySelector('.stApp')).colorScheme === theme"


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    return tmp_path_factory.mktemp("accessible") / "room"


@pytest.fixture(scope="module")
def address(serving, room, module_port):
    """A server over a room that is empty until `filled` is asked for."""
    with serving(room, module_port):
        yield f"http://127.0.0.1:{module_port}"


@pytest.fixture(scope="module")
def filled(address, muniment, room):
    """The same, with two papers in the room and a job that failed; and the address of an answer with a cited page."""
    (room.parent / "broken.docx").write_text("This is no Word file.", encoding="utf-8")
    muniment(room, "ingest", SAMPLES / "handbook.pdf", SAMPLES / "runbook.md")
    return address


@pytest.fixture
def look(serious_findings):
    """Waits until something of a page is shown, then has axe look at the page in both themes."""

    def look(page, shown):
        expect(shown).to_be_visible(timeout=SLOW)
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            page.wait_for_function(THEME, arg=theme)
            page.wait_for_timeout(400)  # what fades in is there
            assert serious_findings(page) == [], theme

    return look


def heading(page, name):
    return page.get_by_role("heading", name=name, exact=True)


@pytest.mark.parametrize("screen", SCREENS)
def test_the_pages_of_an_empty_room(open_page, look, address, screen):
    page = open_page(address, viewport=screen)
    look(page, page.get_by_role("button", name="Try with the sample documents"))
    page.goto(f"{address}/documents")
    look(page, page.get_by_role("button", name="Choose files"))
    for path, name in (("evaluate", "Evaluate"), ("settings", "Settings"), ("doctor", "Doctor")):
        page.goto(f"{address}/{path}")
        look(page, heading(page, name))


@pytest.mark.parametrize("screen", SCREENS)
def test_an_answer_and_all_that_opens_from_it(open_page, look, filled, screen):
    page = open_page(filled, viewport=screen)
    look(page, heading(page, "Ask"))
    ask(page, QUESTION)
    look(page, page.locator(".muniment-answer .chip").first)
    page.locator(".muniment-answer .chip").first.click()
    look(page, page.locator(".box.chosen").first)
    page.get_by_role("button", name="Close", exact=True).click()
    page.locator(".muniment-answer .facts").click()
    for part in ("Numbers", "Passages", "Prompt"):
        page.get_by_role("dialog").get_by_role("radio", name=part).click()
        look(page, page.get_by_role("dialog"))
    page.goto(filled)
    look(page, heading(page, "Ask"))
    ask(page, "xyzzy plugh?")
    look(page, page.locator(".muniment-answer.refused"))


@pytest.mark.parametrize("screen", SCREENS)
def test_the_documents_of_a_filled_room(open_page, look, filled, room, screen):
    page = open_page(f"{filled}/documents", viewport=screen)
    page.locator("input[type=file]").set_input_files([str(room.parent / "broken.docx")])
    look(page, page.get_by_role("button", name="Retry: broken.docx"))
    page.get_by_role("link", name="handbook.pdf", exact=True).click()
    look(page, page.locator(".sheet[data-page]"))
    page.get_by_role("radio", name="Chunks").click()
    look(page, page.get_by_text(re.compile("chunks? on page 1")))


@pytest.mark.parametrize("screen", SCREENS)
def test_an_evaluation(open_page, look, filled, screen):
    page = open_page(f"{filled}/evaluate", viewport=screen)
    page.get_by_role("radio", name="Write them here").click()
    page.get_by_label("Question set").fill(f'''{{"question": "{QUESTION}", "answers": ["nobody"]}}''')
    page.keyboard.press("Control+Enter")
    page.get_by_role("button", name="Start").click()
    look(page, page.locator("svg.chart").first)
    page.locator(".st-key-worst_links a").first.click()
    look(page, page.get_by_text("Expected", exact=True))


def ask(page, question):
    page.get_by_test_id("stChatInputTextArea").fill(question)
    page.keyboard.press("Enter")


AROUND = 28
"""Pixels around an element where its focus may be shown: the chat input's frame stands 25 beside its text."""

FOCUSED = """() => {
  let element = document.activeElement;
  while (element.shadowRoot && element.shadowRoot.activeElement) element = element.shadowRoot.activeElement;
  return element;
}"""


def focused(page):
    return page.evaluate_handle(FOCUSED).as_element()


def is_marked(page):
    """Whether one sees what has the focus: its surroundings look otherwise without it."""
    element = focused(page)
    box, size = element.bounding_box(), page.viewport_size
    left, top = max(box["x"] - AROUND, 0), max(box["y"] - AROUND, 0)
    width, height = box["x"] + box["width"] + AROUND - left, box["y"] + box["height"] + AROUND - top
    clip = {"x": left, "y": top, "width": min(width, size["width"] - left), "height": min(height, size["height"] - top)}
    with_focus = page.screenshot(clip=clip)
    element.evaluate("element => element.blur()")
    page.wait_for_timeout(100)
    without = page.screenshot(clip=clip)
    element.evaluate("element => element.focus()")
    return with_focus != without


def tab_to(page, reached, back=False, most=40):
    """Press Tab until the focus is where `reached` (JavaScript of an element) says; what is passed must be marked."""
    for _ in range(most):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        page.wait_for_timeout(60)
        if focused(page).evaluate("element => element === document.body"):
            continue
        assert is_marked(page), focused(page).evaluate("element => element.outerHTML")[:300]
        if focused(page).evaluate(reached):
            return
    pytest.fail(f"{reached} is out of reach")


def test_the_keyboard_is_enough(open_page, filled):
    page = open_page(filled, reduced_motion="reduce")
    expect(page.get_by_test_id("stChatInputTextArea")).to_be_visible()
    tab_to(page, "element => element.dataset.testid === 'stChatInputTextArea'")
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    page.locator(".sheet[data-page]").wait_for()
    tab_to(page, "element => element.classList.contains('chip')", back=True)
    page.keyboard.press("Enter")
    page.wait_for_url("**cite=*")
    number = int(page.locator(".sheet[data-page]").get_attribute("data-page"))
    tab_to(page, "element => element.classList.contains('next')")
    page.keyboard.press("Enter")
    page.locator(f".sheet[data-page='{number + 1}']").wait_for()
    tab_to(page, "element => element.textContent.includes('Close')", back=True)
    page.keyboard.press("Enter")
    expect(page.locator(".sheet")).to_have_count(0)
