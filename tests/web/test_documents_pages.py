"""Documents and a document's own page as AppTest sees them: text and state, without a browser."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import app.web
from app.web import current

MAIN = Path(app.web.__file__).parent / "main.py"


@pytest.fixture
def open_page(assistant):
    current.use(assistant)

    def open_page(script, **query):
        opened = AppTest.from_file(MAIN, default_timeout=30)
        opened.query_params.update({name: str(value) for name, value in query.items()})
        return opened.run().switch_page(script).run()

    return open_page


def words(page):
    shown = [str(element.value) for element in page.main if element.type in ("text", "title", "subheader", "code")]
    return " ".join([*shown, *(element.proto.body for element in page.get("html"))])


def test_an_empty_room_shows_three_steps_and_takes_the_samples(open_page, assistant):
    page = open_page("documents_page.py")
    assert [header.value for header in page.subheader] == ["1 Put documents in", "2 Wait a moment", "3 Ask"]
    page.button(key="samples").click().run()
    assert not page.exception
    assert assistant.intake.jobs()


def test_a_room_with_documents_shows_no_steps(open_page, handbook):
    page = open_page("documents_page.py")
    assert not page.exception
    assert not page.subheader


def test_a_document_shows_its_facts_and_outline(open_page, handbook):
    page = open_page("document_page.py", doc=handbook.id, page=3)
    assert not page.exception
    assert "handbook.pdf</h1>" in words(page)
    assert f"ready · {handbook.pages} pages" in words(page)
    assert page.number_input(key="page number").value == 3
    assert len(page.dataframe[0].value) > 5


def test_what_was_read_and_the_chunks_of_a_page_are_shown(open_page, handbook, assistant):
    page = open_page("document_page.py", doc=handbook.id, page=2)
    page.segmented_control(key="view").set_value("What was read").run()
    assert assistant.pages(handbook.id)[1].text in words(page)
    page.segmented_control(key="view").set_value("Chunks").run()
    assert not page.exception
    on_page = [chunk for chunk in assistant.chunks(handbook.id) if chunk.first_page <= 2 <= chunk.last_page]
    assert all(chunk.text in words(page) for chunk in on_page)
    page.segmented_control(key="view").set_value("Facts").run()
    assert handbook.sha256 in list(page.dataframe[0].value["Value"])


@pytest.mark.parametrize("number", ["7", "", "none", "-1", "9" * 30])
def test_a_document_that_is_not_there_is_said_so(open_page, number):
    page = open_page("document_page.py", doc=number)
    assert not page.exception
    assert page.title[0].value == "No such document"
