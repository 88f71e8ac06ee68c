import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.answering.evidence import LONGEST_QUOTE, evidence_of, quotable_spans
from app.answering.types import Passage


def quotes(passage: Passage) -> list[str]:
    return [passage.text[start:end] for start, end in quotable_spans(passage)]


def test_sentences_are_numbered_by_their_passage(as_passage):
    evidence = evidence_of([as_passage("One is here. Two is here."), as_passage("Three is here.")], "en")
    assert [(item.marker, item.text) for item in evidence] == [
        (1, "One is here."),
        (1, "Two is here."),
        (2, "Three is here."),
    ]


def test_a_sentence_over_a_page_break_is_two_quotes_each_with_its_page():
    text = "It goes on\nto the next page. Then it ends."
    [first, second, third] = evidence_of([Passage(1, "a.pdf", text, 0, len(text), ((3, 0), (4, 11)), "")], "en")
    assert (first.text, first.page) == ("It goes on", 3)
    assert (second.text, second.page) == ("to the next page.", 4)
    assert third.page == 4


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        pytest.param(
            "The tenant shall not:\n(a) sublet rooms;\n(b) keep animals.", [{"sublet", "room"}, {"keep", "anim"}]
        ),
        pytest.param("The following are excluded:\n- water\n- fire", [{"water"}, {"fir"}]),
        pytest.param("Do not forget to:\n- pay\n- sign", [set(), set()]),
        pytest.param("It is not so.\n- pay\n- sign", [set(), set()]),
    ],
)
def test_the_items_of_a_list_are_denied_by_the_line_before_it(as_passage, text, denied):
    [_, *items] = evidence_of([as_passage(text)], "en")
    assert [item.terms.denied for item in items] == denied


def test_a_sentence_after_a_denied_list_is_not_denied(as_passage):
    [*_, last] = evidence_of([as_passage("You must not:\n- smoke\n- shout\n\nYou may eat lunch.")], "en")
    assert last.terms.denied == set()


@pytest.mark.parametrize(
    ("piece", "mark"),
    [
        pytest.param("and so it goes on, and on,\n", ",", id="line-ends"),
        pytest.param("and so it goes on; ", ";", id="pauses"),
        pytest.param("on and ", ("on", "and"), id="words"),
        pytest.param("x", "x", id="anywhere"),
    ],
)
def test_a_long_sentence_is_cut_into_short_quotes(as_passage, piece, mark):
    found = quotes(as_passage(piece * (1000 // len(piece))))
    assert all(len(quote) <= LONGEST_QUOTE for quote in found)
    assert all(quote.endswith(mark) for quote in found)
    assert len(found) <= 4


@given(st.text(alphabet="ab. \n", max_size=80), st.lists(st.integers(1, 79), max_size=3, unique=True))
def test_quotes_are_verbatim_on_one_page_and_leave_out_only_white_space(text, breaks):
    offsets = [0, *sorted(offset for offset in breaks if offset < len(text))]
    passage = Passage(1, "a.pdf", text, 0, len(text), tuple(enumerate(offsets, 1)), "")
    assert "".join("".join(quotes(passage)).split()) == "".join(text.split())
    for start, end in quotable_spans(passage):
        assert passage.page_at(start) == passage.page_at(end - 1)
        assert text[start:end] == text[start:end].strip()


def test_a_row_of_a_table_says_the_names_of_its_columns(as_passage):
    [*_, row] = evidence_of([as_passage("| Item | A day |\n| Pump | EUR 165. Without fuel. |")], "en")
    assert row.text == "| Pump | EUR 165. Without fuel. |"
    assert row.said == "Item Pump, A day EUR 165. Without fuel."
    assert {"item", "day", "pump"} <= row.terms.words
