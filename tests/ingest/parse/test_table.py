import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.parse.layout import compounds, page_text, usual_height
from ingest.parse.lines import Gap, Line
from ingest.parse.table import find_tables

WIDTH = 5.0  # of a letter, in points, half of its height


def line(*cells: tuple[float, str], level: float = 0, height: float = 10, hyphen: bool = False) -> Line:
    """A line with pieces that begin at the points given, so many lines below the first."""
    gaps, text, right = [], "", 0.0
    for left, piece in cells:
        if text and left - right > 8:
            gaps.append(Gap(len(text), right, left))
        text = f"{text} {piece}".strip()
        right = left + len(piece) * WIDTH
    top = 700 - 12 * level
    return Line(text, cells[0][0], top - height, right, top, hyphen, tuple(gaps))


def rows(*lines: Line) -> list[tuple[str, ...]]:
    return [table.rows for table in find_tables(lines)]


def test_gaps_above_each_other_make_columns():
    found = rows(
        line((72, "Item"), (200, "A day"), (300, "A week")),
        line((72, "Generator"), (210, "220"), (310, "940"), level=1),
        line((72, "Gas detector"), (310, "112"), level=2),
    )
    assert found == [("| Item | A day | A week |", "| Generator | 220 | 940 |", "| Gas detector |  | 112 |")]


def test_what_stands_around_a_table_is_none_of_it():
    lines = [
        line((72, "The prices of the year:")),
        line((72, "Fitter"), (200, "89"), level=1),
        line((72, "Engineer"), (200, "118"), level=2),
        line((72, "Travelling time is charged in full, whatever it takes"), level=3),
    ]
    assert page_text(lines, compounds(lines), usual_height(lines))[0] == (
        "The prices of the year:\n\n| Fitter | 89 |\n| Engineer | 118 |\n\n"
        "Travelling time is charged in full, whatever it takes"
    )


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param([line((72, "Company"), (400, "Page 1")), line((72, "Dear Sir"), level=1)], id="one_row"),
        pytest.param(
            [line((72, "•"), (90, "first item")), line((72, "•"), (90, "second item"), level=1)], id="list_items"
        ),
        pytest.param(
            [line((72, "4.1"), (100, "The tenant pays")), line((72, "4.2"), (100, "The landlord"), level=1)],
            id="clauses",
        ),
        pytest.param(
            [line((72, "[Cop87]"), (120, "D. Cope")), line((72, "[Joh15]"), (120, "D. Johnson"), level=1)],
            id="references",
        ),
        pytest.param(
            [line((72, "Left"), (200, "right")), line((72, "Elsewhere"), (200, "far below"), level=9)], id="far_apart"
        ),
        pytest.param(
            [
                line(*((72 + 18 * at, word) for at, word in enumerate(words)), level=level)
                for level, words in enumerate(("abcd", "efgh"))
            ],
            id="stretched_lines",
        ),
        pytest.param(
            [
                line((72, "one two three four five six"), (300, "one two three four five six"), level=level)
                for level in range(4)
            ],
            id="two_columns_of_text",
        ),
    ],
)
def test_no_table(lines):
    assert rows(*lines) == []


def test_figures_keep_their_currency_and_brackets():
    found = rows(
        line((72, "Net income"), (200, "$"), (215, "4,756"), (260, "$"), (275, "(39"), (300, ")")),
        line((72, "Taxes"), (215, "12"), (275, "8"), level=1),
    )
    assert found == [("| Net income | $ 4,756 | $ (39 ) |", "| Taxes | 12 | 8 |")]


def test_a_currency_at_the_end_of_a_piece_is_that_of_the_next():
    found = rows(
        line((72, "Losses"), (200, "(4) $"), (260, "98")), line((72, "Taxes"), (200, "12"), (260, "8"), level=1)
    )
    assert found == [("| Losses | (4) | $ 98 |", "| Taxes | 12 | 8 |")]


def test_a_name_of_two_lines_beside_names_of_one():
    names = [line((72, "(in millions)"), (200, "2022")), line((260, "% Change"), level=-0.7), line((260, "2022-2021"))]
    assert rows(*names, line((72, "Sales"), (200, "532"), (260, "4"), level=1)) == [
        ("| (in millions) | 2022 | % Change 2022-2021 |", "| Sales | 532 | 4 |")
    ]


def test_a_wrapped_label_is_one_cell():
    found = rows(
        line((72, "Net income"), (300, "4"), (350, "5")),
        line((72, "Adjustments for gains on available"), level=1),
        line((72, "for-sale securities"), (300, "1"), (350, "2"), level=2),
        line((72, "Complete pump, hard-iron"), (300, "3"), (350, "6"), level=3),
        line((72, "impeller"), level=4),
    )
    assert found == [
        (
            "| Net income | 4 | 5 |",
            "| Adjustments for gains on available for-sale securities | 1 | 2 |",
            "| Complete pump, hard-iron impeller | 3 | 6 |",
        )
    ]


def test_a_label_of_some_rows_stands_alone():
    found = rows(
        line((72, "Assets"), (300, "2022")),
        line((72, "Current assets:"), level=1),
        line((72, "Cash"), (300, "1,874"), level=2),
    )
    assert found == [("| Assets | 2022 |", "| Current assets: |", "| Cash | 1,874 |")]


def test_cells_of_several_lines_are_read_one_after_the_other():
    found = rows(
        line((72, "When"), (200, "What"), (400, "By whom")),
        line((72, "First day"), (200, "staff card, laptop, round of the"), level=1),
        line((200, "building"), level=2),
        line((400, "Building Office,"), level=1),
        line((400, "team leader"), level=2),
        line((72, "First"), level=3),
        line((72, "week"), level=4),
        line((200, "handbook read"), level=3),
        line((400, "newcomer"), level=3),
    )
    assert found == [
        (
            "| When | What | By whom |",
            "| First day | staff card, laptop, round of the building | Building Office, team leader |",
            "| First week | handbook read | newcomer |",
        )
    ]


def test_a_word_that_goes_on_in_the_next_line_of_a_cell():
    found = rows(
        line((72, "Check"), (200, "For")),
        line((72, "Vacci"), level=1, hyphen=True),
        line((72, "nation"), level=2),
        line((200, "sewage"), level=1),
    )
    assert found == [("| Check | For |", "| Vaccination | sewage |")]


def test_a_heading_ends_a_table():
    found = rows(
        line((72, "Hearing"), (200, "36 months")),
        line((72, "Sight"), (200, "12 months"), level=1),
        line((72, "First aid"), level=2, height=13),
        line((72, "Site"), (200, "First-aiders"), level=4),
        line((72, "Ostrey"), (200, "4"), level=5),
    )
    assert found == [
        ("| Hearing | 36 months |", "| Sight | 12 months |"),
        ("| Site | First-aiders |", "| Ostrey | 4 |"),
    ]


def test_a_bar_in_a_cell_does_not_part_it():
    assert rows(line((72, "a|b"), (200, "c")), line((72, "d"), (200, "e"), level=1)) == [("| a/b | c |", "| d | e |")]


def test_a_label_of_three_lines_is_one_cell():
    found = rows(
        line((72, "Cash"), (300, "1")),
        line((72, "Adjustments for gains"), level=1),
        line((72, "on available"), level=2),
        line((72, "for-sale securities"), (300, "4"), level=3),
    )
    assert found == [("| Cash | 1 |", "| Adjustments for gains on available for-sale securities | 4 |")]


PIECES = st.lists(
    st.tuples(st.integers(0, 40), st.sampled_from(["Net", "of gains", "$", "(4", ")", "12 %", "•", "1."]))
)
LINES = st.lists(st.tuples(PIECES.filter(bool), st.integers(0, 6), st.sampled_from([8, 10, 14])), max_size=12)


@given(LINES)
def test_no_letter_is_lost_or_doubled(drawn):
    lines = []
    for pieces, level, height in drawn:
        left, cells = 72.0, []
        for shift, text in pieces:
            left += shift
            cells.append((left, text))
            left += len(text) * WIDTH + 4
        lines.append(line(*cells, level=level, height=height))
    text = page_text(lines, compounds(lines), usual_height(lines))[0]
    assert letters(text) == letters(" ".join(each.text for each in lines))


def letters(text: str) -> list[str]:
    return sorted(character for character in text if not character.isspace() and character != "|")
