import pytest

from ingest.parse.layout import compounds, page_text, usual_height
from ingest.parse.lines import Line


def lines_of(*texts: str, left: float = 72, top: float = 700, size: float = 10, pitch: float = 12) -> list[Line]:
    """Lines one below the other, a letter as wide as half its height."""
    return [
        Line(text, left, top - pitch * row - size, left + len(text) * size / 2, top - pitch * row)
        for row, text in enumerate(texts)
    ]


def text_of(lines: list[Line]) -> str:
    return page_text(lines, compounds(lines), usual_height(lines))[0]


FULL = "x" * 38 + " end"


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        pytest.param("goes on", f"{FULL} goes on", id="wrapped"),
        pytest.param("• item", f"{FULL}\n• item", id="bullet"),
        pytest.param("(b) item", f"{FULL}\n(b) item", id="letter"),
        pytest.param("12. item", f"{FULL}\n12. item", id="number"),
        pytest.param("Rent 1,200 (90)", f"{FULL}\nRent 1,200 (90)", id="row_of_figures"),
        pytest.param("Rent ..... 7", f"{FULL}\nRent ..... 7", id="contents"),
    ],
)
def test_what_follows_a_full_line(second, expected):
    assert text_of(lines_of(FULL, second)) == expected


def test_a_line_with_room_for_the_next_word_was_ended_on_purpose():
    assert (
        text_of(lines_of("Dear Sir", "we wrote to you in May about it")) == "Dear Sir\nwe wrote to you in May about it"
    )


def test_an_indented_line_after_a_full_stop_begins_a_paragraph():
    lines = [*lines_of("x" * 39 + "."), *lines_of("New here", left=90, top=688)]
    assert text_of(lines) == "x" * 39 + ".\nNew here"


def test_a_sentence_goes_on_at_the_top_of_the_next_column():
    left, right = lines_of("x" * 30, "the house", top=100), lines_of("of the king", left=300)
    assert text_of([*left, *right]).endswith("the house of the king")
    new = lines_of("Of the king", left=300)
    assert text_of([*left, *new]).endswith("the house\n\nOf the king")


def test_pieces_of_one_line_are_put_together():
    lines = [Line("Name:", 72, 690, 100, 700), Line("Ada", 300, 690, 320, 700)]
    assert text_of(lines) == "Name: Ada"


def test_double_spaced_lines_are_one_paragraph():
    assert text_of(lines_of(FULL, FULL, "last", pitch=24)) == f"{FULL} {FULL} last"


@pytest.mark.parametrize(
    ("elsewhere", "expected"), [("short words", "longterm plan"), ("a long-term aim", "long-term plan")]
)
def test_a_hyphen_at_a_line_end_stays_in_words_written_with_it_elsewhere(elsewhere, expected):
    broken = Line("long", 72, 690, 92, 700, hyphen=True)
    lines = [broken, *lines_of("term plan", top=688), *lines_of(elsewhere, top=600)]
    assert text_of(lines).startswith(expected)


def test_larger_letters_make_a_heading_of_a_deeper_level_the_smaller_they_are():
    body = lines_of(*["body text that goes on and on"] * 4, top=600)
    lines = [
        *lines_of("Big", size=20),
        *lines_of("Middle", size=15, top=660),
        *lines_of("Small", size=12, top=630),
        *body,
    ]
    text, headings = page_text(lines, frozenset(), usual_height(lines))
    assert [(heading.title, heading.level) for heading in headings] == [("Big", 1), ("Middle", 2), ("Small", 3)]
    assert all(text[heading.offset :].startswith(heading.title) for heading in headings)


def test_a_page_of_nothing_but_white_space_has_no_text():
    assert page_text([Line(" ", 0, 0, 1, 1)], frozenset(), 10) == ("", ())
    assert usual_height([]) == 0
