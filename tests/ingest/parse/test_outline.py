import pytest

from ingest.parse.outline import outline_headings
from vectorstore.types import Heading


def test_titles_are_found_at_line_starts_whatever_their_numbers_and_spacing():
    texts = ["See rent below.\n\n1.  RENT  and\nwater\nIt is high."]
    assert outline_headings(texts, ((2, "Rent and Water", 1),)) == {1: (Heading(17, 2, "Rent and Water"),)}


def test_a_title_in_the_middle_of_a_line_is_not_its_place():
    assert outline_headings(["See part 1 Rent\n(a) Rent\nwords"], ((1, "Rent", 1),)) == {1: (Heading(16, 1, "Rent"),)}


@pytest.mark.timeout(20)
def test_pages_full_of_dots_take_no_longer():
    assert outline_headings(["Rent " + ". . ...." * 20_000], ((1, "1. Rent and water", 1),)) == {}


def test_of_two_titles_at_one_place_the_deeper_stays():
    found = outline_headings(["Rent\nwords"], ((1, "Rent", 1), (2, "Rent", 1)))
    assert found == {1: (Heading(0, 2, "Rent"),)}


def test_an_outline_that_names_other_things_is_not_used():
    assert outline_headings(["Rent\nwords"], ((1, "slide1.ppt", 1), (1, "slide2.ppt", 1), (1, "Rent", 1))) == {}


def test_pages_that_do_not_exist_and_titles_without_words_are_passed_over():
    assert outline_headings(["Rent"], ((1, "Rent", 1), (1, "***", 1), (1, "Water", 9))) == {}
    assert outline_headings([], ()) == {}
