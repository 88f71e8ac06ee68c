import pytest

from app.answering.tables import Row, head_before, rows_in, with_rows_named, with_rows_shown

HIRE = (
    "4 Hire\n\n| Item | A day | A week |\n| Generator | EUR 220 | EUR 940 |\n| Detector | | EUR 112 |\n\nFuel is extra."
)


def said(text: str, head: str = "") -> list[str]:
    return [row.said() for row in rows_in(text, head).values()]


def test_rows_have_the_names_of_their_columns():
    assert said(HIRE)[1:] == ["Item Generator, A day EUR 220, A week EUR 940", "Item Detector, A week EUR 112"]
    rows = rows_in(HIRE)
    assert [HIRE[start : start + 6] for start in rows] == ["| Item", "| Gene", "| Dete"]
    assert rows[HIRE.index("| Gene")] == Row(0, ("Generator", "EUR 220", "EUR 940"), ("Item", "A day", "A week"))


def test_a_text_that_begins_in_a_table_has_the_names_by_its_head():
    assert said("| Generator | EUR 220 | EUR 940 |", "| Item | A day | A week |") == [
        "Item Generator, A day EUR 220, A week EUR 940"
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("| Taxi | EUR 35 |\n| Meals | EUR 14 |", "Meals, EUR 14", id="figures-are-no-names"),
        pytest.param("| | 2022 | 2021 |\n| Sales | 5 | 4 |", "Sales, 2022 5, 2021 4", id="years-are"),
        pytest.param("| Waste | Goes into |\n| Rags | red drum |", "Rags, red drum", id="two-columns-of-words"),
        pytest.param(
            "| Waste | Goes into | When |\n| Rags | drum | daily |",
            "Waste Rags, Goes into drum, When daily",
            id="three",
        ),
        pytest.param("| Year | Pay |\n|---|---:|\n| First | 85 |", "Year First, Pay 85", id="a-rule-is-no-row"),
        pytest.param("| Prices |\n| Item | Price |\n| Pump | 12 |", "Item Pump, Price 12", id="a-title-is-no-head"),
        pytest.param("| Item | Price |\n| Pump | 12 | 8 |", "Pump, 12, 8", id="other-columns"),
    ],
)
def test_which_row_names_the_columns(text, expected):
    assert said(text)[-1] == expected


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        pytest.param("| Detector", "| Item | A day | A week |", id="in-its-midst"),
        pytest.param("| Item", "", id="at-its-beginning"),
        pytest.param("Fuel", "", id="after-it"),
        pytest.param("4 Hire", "", id="before-it"),
    ],
)
def test_the_head_of_the_table_that_goes_on(place, expected):
    assert head_before(HIRE, HIRE.index(place)) == expected


def test_two_tables_are_apart():
    rows = rows_in("| a | b |\n| c | d |\n\n| e | f |")
    assert [row.table for row in rows.values()] == [0, 0, 1]


def test_a_row_as_a_reader_sees_it():
    assert [row.shown() for row in rows_in(HIRE).values()] == [
        "Item · A day · A week",
        "Generator · A day: EUR 220 · A week: EUR 940",
        "Detector · A week: EUR 112",
    ]


def test_a_text_with_rows_shown():
    assert with_rows_shown("Hire:\n| Detector | | EUR 112 |\n|") == "Hire:\nDetector · EUR 112\n|"


def test_a_text_as_a_model_reads_it():
    table = "| Item | A day | A week |\n|---|---|---|\n| Pump | EUR 165 | EUR 690 |\n| Hose | | EUR 9 |"
    assert with_rows_named(f"Hire:\n{table}\nAll by the day.").split("\n") == [
        "Hire:",
        "Item · A day · A week",
        "Pump · A day: EUR 165 · A week: EUR 690",
        "Hose · A week: EUR 9",
        "All by the day.",
    ]


def test_rows_without_names_stay_as_they_are_below_the_head_of_their_table():
    form = "| Name | Ann |\n| Town | Ostrey |"
    assert with_rows_named(form) == form
    assert with_rows_named("| Hose | 9 |", "| Pump | 12 |") == "| Pump | 12 |\n| Hose | 9 |"
    assert with_rows_named("| Hose | 9 |\nEnd.", "| Item | Price |") == "Item · Price\nHose · Price: 9\nEnd."


MARKDOWN = """| EUR m | Revenue | | Sales | |
|---|---|---|---|---|
| | 2023 | 2022 | 2023 | 2022 |
| A | 1 | 2 | 3 | 4 |
| B | 5 | 6 | 7 | 8 |"""
TWO_LEVELS = """| | | Mix | | | | Sales | | |
| | 2023 | | 2022 | | 2023 | | 2022 | |
| Phones | | 43 % | | 44 % | | (12.0)% | | 5.1 % |
| Services | | 5 % | | 5 % | | (2.5)% | | 5.9 % |"""


def test_names_stand_over_names_and_beside_their_columns():
    first, second, phones, services = rows_in(TWO_LEVELS).values()
    assert (first.is_head, second.is_head) == (True, True)
    assert phones.shown() == "Phones · Mix 2023: 43 % · Mix 2022: 44 % · Sales 2023: (12.0)% · Sales 2022: 5.1 %"
    head = head_before(TWO_LEVELS, TWO_LEVELS.index("| Services"))
    assert head == "\n".join(TWO_LEVELS.split("\n")[:2])
    [alone] = rows_in(TWO_LEVELS.split("\n")[3], head).values()
    assert alone == Row(0, services.cells, services.names)


@pytest.mark.parametrize(
    ("table", "names"),
    [
        pytest.param(
            "| | 2023 | | 2022 | |\n| | Gross | Net | Gross | Net |\n| A | 1 | 2 | 3 | 4 |",
            ("", "2023 Gross", "2023 Net", "2022 Gross", "2022 Net"),
            id="over-two-each",
        ),
        pytest.param(
            "| Tariff | From | To |\n| | 1 Jan 2023 | 31 Dec 2023 |\n| B | 1 Jan 2024 | 31 Dec 2024 |",
            ("Tariff", "From", "To"),
            id="a-row-without-a-label",
        ),
        pytest.param(
            "| | Statement | 2022 | |\n| | Location | Domestic | Total |\n| A | 1 | 2 | 3 |",
            ("", "Statement", "2022", ""),
            id="uneven",
        ),
        pytest.param(
            "| | Plan | | Actual | |\n| | 2022 | 2022 | 2023 | 2024 |\n| A | 1 | 2 | 3 | 4 |",
            ("", "Plan", "", "Actual", ""),
            id="over-one-and-over-three",
        ),
        pytest.param(
            MARKDOWN,
            ("EUR m", "Revenue 2023", "Revenue 2022", "Sales 2023", "Sales 2022"),
            id="markdown",
        ),
        pytest.param(
            "| Item | Price | Delivery |\n| | 5 | 6 |\n| A | 1 | 2 |", ("Item", "Price", "Delivery"), id="figures-below"
        ),
        pytest.param("| Item | 2023 | | Note |\n| A | | 1 | x |", ("Item", "", "2023", "Note"), id="beside"),
        pytest.param(
            "| Item | Discount | | Price |\n| Saw | | EUR | 12 |",
            ("Item", "Discount", "", "Price"),
            id="beside-no-figures",
        ),
    ],
)
def test_names_over_several_rows(table, names):
    assert [*rows_in(table).values()][-1].names == names


def test_rows_of_a_text_that_begins_in_a_table_name_nothing():
    head = "| Device | Mode | Draw |"
    rows = rows_in("| | standby | low |\n| | on | 40 W |\n| Fan | on | 9 W |", head)
    assert [row.shown() for row in rows.values()] == [
        "Mode: standby · Draw: low",
        "Mode: on · Draw: 40 W",
        "Fan · Mode: on · Draw: 9 W",
    ]
    assert (
        head_before(MARKDOWN, MARKDOWN.index("| B"))
        == "| EUR m | Revenue | | Sales | |\n| | 2023 | 2022 | 2023 | 2022 |"
    )


TAXES = """| | 2023 | 2022 |
| Current: |
| Federal | 213 | 367 |
| State | 64 | 132 |
| Deferred: |
| Federal | 36 | (14) |
| Total | 313 | 485 |
| Rate | 21 % | 20 % |"""


def test_a_row_stands_in_its_section():
    rows = [*rows_in(TAXES).values()]
    assert [row.section for row in rows] == ["", "", "Current:", "Current:", "", "Deferred:", "", ""]
    assert rows[5].said() == "Deferred:, Federal, 2023 36, 2022 (14)"
    assert rows[5].full_label == "Deferred: Federal"
    assert rows[5].shown_cell(1, with_section=True) == "Deferred: Federal · 2023: 36"


@pytest.mark.parametrize(
    "table",
    [
        pytest.param("| In millions |\n| Sales | 5 | 4 |\n| Rent | 3 | 2 |", id="no-names-of-columns"),
        pytest.param("| Item | Price | Stock |\n| Saw | EUR 19 | 3 |\n| Axe | | |\n| Pin | EUR 9 | 2 |", id="no-cells"),
        pytest.param("| | 2023 | 2022 |\n| (1) Restated |\n| Sales | 5 | 4 |", id="a-note"),
        pytest.param("| | 2023 | 2022 |\n| " + "long words " * 9 + "|\n| Sales | 5 | 4 |", id="a-text-between"),
    ],
)
def test_what_begins_no_section(table):
    assert not any(row.section for row in rows_in(table).values())


def test_a_text_that_begins_in_a_section_has_its_line_above():
    start = TAXES.index("| Federal | 36")
    head = head_before(TAXES, start)
    assert head == "| | 2023 | 2022 |\n| Deferred: |"
    assert [row.section for row in rows_in(TAXES[start:], head).values()] == ["Deferred:", "", ""]
    assert with_rows_named(TAXES[start:], head).split("\n")[:3] == [
        "2023 · 2022",
        "Deferred:",
        "Federal · 2023: 36 · 2022: (14)",
    ]
    assert head_before(TAXES, TAXES.index("| Rate")) == "| | 2023 | 2022 |"


@pytest.mark.parametrize(
    ("table", "sections"),
    [
        pytest.param(
            "| | 2023 | 2022 |\n| Operations: |\n| Net income | 43 | 39 |\n| Stock | 6 | 4 |\n| Net cash | 69 | 61 |",
            ["Operations:", "Operations:", ""],
            id="a-sum-is-not-the-first",
        ),
        pytest.param(
            "| Pos | Part | Qty |\n| Housing | | |\n| 1 | Cap | 2 |\n| Motor | | |\n| 2 | Seal | 3 |",
            ["Housing", "Motor"],
            id="the-table-opens-with-one",
        ),
        pytest.param(
            "| Part | Kg | Qty |\n| Cap | 3 | 2 |\n| **Motor** | | |\n| Seal | 3 | 3 |", ["", "Motor"], id="marked"
        ),
    ],
)
def test_where_a_section_begins_and_ends(table, sections):
    assert [row.section for row in rows_in(table).values() if any(row.cells[1:])][1:] == sections
