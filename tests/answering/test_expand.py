from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.answering.expand import CLOSE, expand, head_at, label_at, merge, page_starts, text_between
from vectorstore.types import Page

PAGES = [Page(1, "i", "abc", "text", 0), Page(2, "ii", "", "empty", 4), Page(3, "1", "defg", "text", 5)]
WHOLE = "abc\n\ndefg"


def keys(candidates):
    return [(candidate.key.document, candidate.key.ordinal) for candidate in candidates]


def scored(candidates, *scores):
    return [replace(candidate, score=score) for candidate, score in zip(candidates, scores, strict=True)]


def test_the_neighbours_of_the_best_come_after_all_that_was_found(shelf):
    found = scored(shelf.candidates((1, 4), (1, 1)), 0.9, 0.85)
    assert keys(expand(found, shelf.neighbours)) == [(1, 4), (1, 1), (1, 3), (1, 5)]


def test_what_is_found_far_below_the_best_is_left_out_unless_it_is_little(shelf, monkeypatch):
    found = scored(shelf.candidates((1, 4), (1, 1), (2, 0)), 0.9, 0.9 - CLOSE / 2, 0.9 - 2 * CLOSE)
    assert keys(expand(found, lambda key, before, after: [])) == [(1, 4), (1, 1), (2, 0)]
    monkeypatch.setattr("app.answering.expand.LITTLE", 10)
    assert keys(expand(found, lambda key, before, after: [])) == [(1, 4), (1, 1)]


def test_neighbours_that_were_found_keep_their_score(shelf):
    found = scored(shelf.candidates((1, 1), (1, 2)), 0.9, 0.85)
    assert expand(found, shelf.neighbours)[:2] == found


def test_nothing_found_is_not_widened(shelf):
    assert expand([], shelf.neighbours) == []


def test_chunks_that_touch_become_one_passage_in_document_order(shelf):
    passages = merge(shelf.candidates((1, 2), (1, 0), (1, 1), (1, 4)), shelf.document, shelf.pages)
    assert [passage.text for passage in passages] == [
        shelf.books["handbook.pdf"][0],
        "Every employee has 25 days of vacation.",
    ]


def test_the_best_document_comes_first(shelf):
    passages = merge(shelf.candidates((2, 0), (1, 0)), shelf.document, shelf.pages)
    assert [passage.document_name for passage in passages] == ["policy.md", "handbook.pdf"]


def test_a_passage_over_two_pages_knows_where_the_second_begins(shelf):
    [passage] = merge(shelf.candidates((1, 2), (1, 3)), shelf.document, shelf.pages)
    assert passage.text == "Contracts are kept for seven years.\nLeave."
    assert (passage.page_at(0), passage.page_at(passage.text.index("Leave"))) == (1, 2)


def test_a_passage_without_headings_is_placed_by_its_page_label(shelf):
    [passage] = merge(shelf.candidates((1, 3)), shelf.document, shelf.pages)
    assert passage.place == "page 2"


def test_a_passage_over_two_pages_without_headings_knows_the_label_of_each(shelf):
    [passage] = merge(shelf.candidates((1, 2), (1, 3)), shelf.document, shelf.pages)
    assert passage.place_starts == (("page 1", 0), ("page 2", passage.text.index("Leave")))


def test_a_passage_over_two_sections_knows_where_the_second_begins(shelf):
    first, second = shelf.candidates((1, 0), (1, 1))
    one = replace(first.stored, chunk=replace(first.stored.chunk, headings=("Limits", "2025")))
    other = replace(second.stored, chunk=replace(second.stored.chunk, headings=("Limits", "2024")))
    found = [replace(first, stored=one, score=0.9), replace(second, stored=other, score=0.8)]
    [passage] = merge(found, shelf.document, shelf.pages)
    assert passage.place == passage.place_at(0) == "Limits › 2025"
    assert passage.place_at(second.stored.chunk.start - passage.start) == "Limits › 2024"
    assert passage.places() == ("Limits › 2025", "Limits › 2024")


def test_nothing_found_gives_no_passages(shelf):
    assert merge([], shelf.document, shelf.pages) == ()


@given(st.integers(0, len(WHOLE)), st.integers(0, len(WHOLE)))
def test_text_between_is_the_slice_of_the_whole_text(start, end):
    assert text_between(PAGES, start, end) == WHOLE[start:end]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        pytest.param(0, 3, ((1, 0),), id="first-page"),
        pytest.param(1, 9, ((1, 0), (3, 4)), id="empty-page-holds-no-text"),
        pytest.param(6, 8, ((3, 0),), id="inside-the-last"),
    ],
)
def test_page_starts_count_from_the_start_of_the_span(start, end, expected):
    assert page_starts(PAGES, start, end) == expected


def test_the_label_is_that_of_the_page_at_the_offset():
    assert [label_at(PAGES, offset) for offset in (0, 3, 5, 8)] == ["i", "i", "1", "1"]


def test_a_passage_that_begins_in_a_table_knows_its_first_row():
    page = Page(1, "1", "Prices\n\n| Item | Price |\n| Pump | 12 |", "text", 0)
    assert head_at([page], page.text.index("| Pump")) == "| Item | Price |"
    assert [head_at([page], place) for place in (0, page.text.index("| Item"))] == ["", ""]
    assert head_at([], 0) == ""
