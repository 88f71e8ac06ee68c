"""The page beside the answer: the box lies over the quoted words, pages turn and grow, nothing of a paper is live."""

import io
import os
import re
import socket
import subprocess
import sys
import urllib.parse
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PIL import Image
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
SLOW = 60_000
SAMPLES = Path(__file__).parent.parent.parent / "sample_docs"

with pdfium.PdfDocument(SAMPLES / "handbook.pdf") as handbook:
    PAGES = len(handbook)

HOSTILE = (
    "The zeppelin mast <img src='/api/nowhere' onerror='document.title=1'> stands ![x](http://evil.example/x.png) "
    "north of the hangar & <b>nobody</b> climbs it.\n"
)
POND = "# Teiche\n\nDer Karpfenteich wird in jedem Schaltjahr abgelassen und gereinigt.\n"
BASIN = "# الأحواض\n\nيُنظَّف حوض الأسماك الكبير في الحديقة مرة كل سنة كبيسة.\n"
GARDEN = "# Ponds\n\nThe carp pond is drained every leap year.\n\n## Balloons\n\nThe balloon shed is locked at noon.\n"


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    return tmp_path_factory.mktemp("evidence") / "room"


@pytest.fixture(scope="module")
def address(serving, room):
    """A server over the room, with two PDFs, a hostile text and a note of two sections."""
    texts = {"hostile.txt": HOSTILE, "garden.md": GARDEN, "teich.md": POND, "basin.md": BASIN}
    for name, text in texts.items():
        (room.parent / name).write_text(text, encoding="utf-8")
    papers = [SAMPLES / "handbook.pdf", SAMPLES / "maintenance-contract.pdf", *(room.parent / name for name in texts)]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with serving(room, port):
        muniment(room, "ingest", *papers)
        yield f"http://127.0.0.1:{port}/"


def muniment(room, *words):
    """Run a command of Muniment, which the server of the room carries out."""
    chosen = {"MUNIMENT_DATA": str(room), "MUNIMENT_LLM": "fake", "MUNIMENT_EMBEDDER": "fake"}
    subprocess.run([sys.executable, "-m", "app.cli", *map(str, words)], env=os.environ | chosen, check=True)


@pytest.fixture
def page(browser, address):
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.set_default_timeout(SLOW)
    page.goto(address)
    yield page
    context.close()


def open_citation(page, question, name):
    """Ask, and click the first citation of a document."""
    page.get_by_test_id("stChatInputTextArea").fill(question)
    page.keyboard.press("Enter")
    shown = re.compile(re.escape(name))
    chip = page.locator("[data-citation]", has_text=shown).or_(page.get_by_role("button", name=shown)).first
    chip.click()
    page.locator(".sheet[data-page]").wait_for()


def open_leave(page):
    open_citation(page, "Who asks for annual leave of more than three days?", "handbook.pdf")
    return int(page.locator(".sheet").get_attribute("data-page"))


def relative(page, selector):
    """Left, top, right and bottom of each element in percent of the picture of the page."""
    paper = page.locator(".paper").bounding_box()
    boxes = [box.bounding_box() for box in page.locator(selector).all()]
    return [
        (
            100 * (box["x"] - paper["x"]) / paper["width"],
            100 * (box["y"] - paper["y"]) / paper["height"],
            100 * (box["x"] + box["width"] - paper["x"]) / paper["width"],
            100 * (box["y"] + box["height"] - paper["y"]) / paper["height"],
        )
        for box in boxes
    ]


def place_in_file(number, words):
    """Left, top, right and bottom of words of one line, in percent of their page, by PDFium's own search."""
    with pdfium.PdfDocument(SAMPLES / "handbook.pdf") as document:
        page = document[number - 1]
        across, down = page.get_size()
        text = page.get_textpage()
        first, count = text.search(words).get_next()
        left, low, _, high = text.get_charbox(first)
        _, lower, right, higher = text.get_charbox(first + count - 1)
    top, bottom = down - max(high, higher), down - min(low, lower)
    return 100 * left / across, 100 * top / down, 100 * right / across, 100 * bottom / down


def darkness(picture):
    """Share of dark pixels."""
    with Image.open(io.BytesIO(picture)) as image:
        levels = list(image.convert("L").getdata())
    return sum(level < 110 for level in levels) / len(levels)


def test_the_box_lies_over_the_quoted_words(page):
    number = open_leave(page)
    quote = page.locator(".quote").inner_text()
    left, top, right, bottom = place_in_file(number, quote[:24])
    first = relative(page, ".line.chosen")[0]
    assert first[0] == pytest.approx(left, abs=0.5)
    assert first[1] < top + 0.3
    assert bottom - 0.3 < first[3] < bottom + 1
    assert right < first[2]
    for _ in range(3):
        page.get_by_role("button", name="Zoom in").click()
    page.wait_for_timeout(500)
    assert relative(page, ".line.chosen")[0] == pytest.approx(first, abs=0.3)
    box = page.locator(".line.chosen").first.bounding_box()
    clip = {"x": box["x"], "y": box["y"], "width": min(box["width"], 100), "height": box["height"]}
    assert darkness(page.screenshot(clip=clip)) > 0.05
    paper = page.locator(".paper").bounding_box()
    margin = clip | {"x": max(paper["x"], page.locator(".frame").bounding_box()["x"]) + 4, "width": 15}
    assert darkness(page.screenshot(clip=margin)) == 0


def test_pages_turn_and_grow_by_buttons_and_keys(page):
    number = open_leave(page)
    expect(page.locator(".place")).to_contain_text(f"{number} of {PAGES}")
    page.get_by_role("button", name="Next page").click()
    page.locator(f".sheet[data-page='{number + 1}']").wait_for()
    expect(page.locator(".box")).to_have_count(0)
    assert page.get_by_role("img", name=f"Page {number + 1} of {PAGES} of handbook.pdf").count() == 1
    page.locator(".frame").focus()
    page.keyboard.press("PageUp")
    page.keyboard.press("ArrowLeft")
    page.locator(f".sheet[data-page='{number - 1}']").wait_for()
    page.get_by_role("button", name="back to the quote").click()
    page.locator(f".sheet[data-page='{number}']").wait_for()
    expect(page.locator(".box.chosen")).not_to_have_count(0)
    width = page.locator(".sheet").bounding_box()["width"]
    page.locator(".frame").focus()
    page.keyboard.press("+")
    expect(page.locator(".zoom")).to_have_text("125 %")
    assert page.locator(".sheet").bounding_box()["width"] == pytest.approx(1.25 * width, rel=0.05)
    page.keyboard.press("-")
    expect(page.locator(".zoom")).to_have_text("fit")


def test_a_larger_page_is_drawn_anew_not_blurred(page):
    open_leave(page)
    for _ in range(5):
        page.get_by_role("button", name="Zoom in").click()
    page.wait_for_function(
        """() => [...document.querySelectorAll('.stBidiComponent *')].map((each) => each.shadowRoot)
          .some((root) => { const paper = root?.querySelector('.paper');
                            return paper && paper.naturalWidth >= paper.clientWidth; })"""
    )


def test_the_last_page_has_no_next(page):
    number = open_leave(page)
    page.locator(".frame").focus()
    for _ in range(PAGES - number + 2):
        page.keyboard.press("PageDown")
    page.locator(f".sheet[data-page='{PAGES}']").wait_for()
    expect(page.get_by_role("button", name="Next page")).to_be_disabled()


def test_words_of_a_paper_are_never_live(page):
    asked = []
    page.on("request", lambda request: asked.append(urllib.parse.urlsplit(request.url)))
    open_citation(page, "Where does the zeppelin mast stand?", "hostile.txt")
    expect(page.locator("mark.chosen").first).to_contain_text("zeppelin mast <img src='/api/nowhere' onerror=")
    assert page.locator(".words img, .words b, .words a, .quote img").count() == 0
    assert page.title() == "Muniment"
    home = urllib.parse.urlsplit(page.url).netloc
    assert {address.netloc for address in asked if address.scheme == "http"} == {home}
    assert not [address for address in asked if "nowhere" in address.path]


def test_a_note_without_pages_shows_its_sections(page):
    open_citation(page, "When is the carp pond drained?", "garden.md")
    expect(page.locator("mark.chosen")).to_have_text("The carp pond is drained every leap year.")
    expect(page.locator(".place")).to_have_text("Ponds · section 1 of 2")
    page.get_by_role("button", name="Next section").click()
    page.locator(".sheet[data-page='2']").wait_for()
    expect(page.locator(".sheet .words")).to_contain_text("The balloon shed is locked at noon.")
    expect(page.locator("mark")).to_have_count(0)


@pytest.mark.parametrize(
    ("question", "name", "place", "opens", "direction"),
    [
        (
            "Wann wird der Karpfenteich abgelassen?",
            "teich.md",
            "Teiche · Abschnitt 1 von 1",
            "in neuem Tab öffnen",
            "ltr",
        ),
        ("متى يُنظَّف حوض الأسماك الكبير؟", "basin.md", "الأحواض · القسم 1 من 1", "فتح في علامة تبويب جديدة", "rtl"),
    ],
)
def test_the_cited_page_speaks_the_language_of_the_question(page, question, name, place, opens, direction):
    open_citation(page, question, name)
    expect(page.locator(".place")).to_have_text(place)
    expect(page.get_by_role("link", name=opens)).to_be_visible()
    expect(page.locator(".viewer")).to_have_attribute("dir", direction)


def address_of_page(page):
    """Path and query of the link that opens the shown page in a new tab."""
    link = urllib.parse.urlsplit(page.get_by_role("link", name="open in a new tab").get_attribute("href"))
    return link.path, urllib.parse.parse_qs(link.query)


def test_the_link_leads_to_the_page_without_any_words(page):
    number = open_leave(page)
    path, query = address_of_page(page)
    assert path == "/document"
    assert query["page"] == [str(number)]
    assert set(query) <= {"doc", "page", "chat", "answer", "cite"}


def test_a_clicked_citation_is_shown_without_a_run_of_the_page_script(page):
    number = open_leave(page)
    _, query = address_of_page(page)
    page.get_by_role("button", name="Next page").click()
    page.locator(f".sheet[data-page='{number + 1}']").wait_for()
    page.evaluate(
        """([answer, citation]) => {
          const article = document.body.appendChild(document.createElement('div'));
          article.dataset.answer = answer;
          article.innerHTML = '<button>ours</button>';
          article.firstChild.dataset.citation = citation;
          article.firstChild.click();
        }""",
        [query["answer"][0], query["cite"][0]],
    )
    page.locator(f".sheet[data-page='{number}']").wait_for()
    expect(page.locator(".box.chosen")).not_to_have_count(0)


def test_a_page_that_fails_says_why_and_the_next_one_is_shown(page):
    number = open_leave(page)
    page.route(
        "**/api/boxes", lambda route: route.fulfill(status=404, json={"error": "handbook.pdf: page 5 is damaged."})
    )
    page.get_by_role("button", name="Next page").click()
    expect(page.locator(".message")).to_have_text("handbook.pdf: page 5 is damaged.")
    expect(page.locator(".paper")).to_have_count(0)
    page.unroute("**/api/boxes")
    page.get_by_role("button", name="Previous page").click()
    page.locator(f".sheet[data-page='{number}'] .paper").wait_for()
    expect(page.locator(".message")).to_be_hidden()


def test_a_document_that_is_gone_is_not_shown_any_more(page, room):
    open_citation(page, "What is charged for travelling time of each journey?", "maintenance-contract.pdf")
    muniment(room, "delete", "maintenance-contract.pdf")
    page.get_by_role("button", name="Previous page").click()
    expect(page.locator(".message")).to_contain_text("There is no document")
    expect(page.locator(".paper")).to_have_count(0)
