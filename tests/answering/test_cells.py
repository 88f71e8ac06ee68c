import pytest

from app.answering.cells import Place, place_of
from app.answering.tables import rows_in

HIRE = """| Item | A day | A week | Deposit |
| Generator, 110 kVA | EUR 220 | EUR 940 | EUR 3,000 |
| Gas detector | EUR 28 | EUR 112 | EUR 500 |
| Pump | EUR 165 | EUR 690 | EUR 3,000 |"""
RECORDS = """| Record | Kept for | Kept by |
| Site diaries | 12 years | Records Office |
| Log books | 4 years | field base |
| Invoices, paid | since 2019 | field base |"""


def place(table: str, row: str, claim: str, asked: str = "") -> Place | None:
    rows = [found for found in rows_in(table).values() if any(found.names)]
    return place_of(claim, asked, next(found for found in rows if found.label.startswith(row)), rows, "en")


@pytest.mark.parametrize(
    "claim",
    [
        pytest.param("A week's hire of the generator costs EUR 940.", id="row-and-column"),
        pytest.param("The generator costs EUR 940.", id="no-column"),
        pytest.param("The generator costs EUR 220 a day and EUR 940 a week.", id="two-columns"),
        pytest.param("The deposit of the generator is EUR 3,000.", id="what-another-row-has-too"),
    ],
)
def test_a_claim_in_its_place(claim):
    assert place(HIRE, "Generator", claim) == Place(True, frozenset())


@pytest.mark.parametrize(
    ("claim", "elsewhere", "instead"),
    [
        pytest.param(
            "A day's hire of the generator costs EUR 940.",
            {"day", "·a"},
            "Generator, 110 kVA · A day: EUR 220",
            id="another-column",
        ),
        pytest.param(
            "A week's hire of the gas detector costs EUR 940.",
            {"gas", "detector"},
            "Gas detector · A week: EUR 112",
            id="another-row",
        ),
        pytest.param(
            "The deposit of the gas detector is EUR 940.",
            {"gas", "detector"},
            "Gas detector · Deposit: EUR 500",
            id="another-row-and-column",
        ),
    ],
)
def test_a_claim_about_another_place(claim, elsewhere, instead):
    found = place(HIRE, "Generator", claim)
    assert found is not None
    assert found.elsewhere & elsewhere
    assert found.instead == instead


def test_columns_that_differ_by_little_words_only():
    assert place(RECORDS, "Site", "Site diaries are kept for 12 years.") == Place(True, frozenset())
    wrong = place(RECORDS, "Site", "Site diaries are kept by 12 years.")
    assert wrong is not None
    assert wrong.elsewhere == {"·by"}


def test_a_short_answer_is_placed_by_its_question():
    asked = "What does a generator cost a week?"
    assert place(HIRE, "Generator", "EUR 940.", asked) == Place(True, frozenset())
    wrong = place(HIRE, "Pump", "EUR 690.", asked)
    assert wrong is not None
    assert wrong.elsewhere == {"generator"}


def test_words_that_no_cell_has_are_elsewhere():
    assert place(RECORDS, "Log", "Log books are kept by the field base.") == Place(True, frozenset())
    wrong = place(RECORDS, "Log", "Log books are kept by the Workshop.")
    assert wrong is not None
    assert wrong.elsewhere == {"workshop"}


@pytest.mark.parametrize(
    "claim",
    [
        pytest.param("The generator costs EUR 17.", id="a-figure-of-no-cell"),
        pytest.param("Generator.", id="only-the-label"),
        pytest.param("The house is closed.", id="nothing-of-it"),
    ],
)
def test_what_has_no_place(claim):
    assert place(HIRE, "Generator", claim) is None


def test_a_figure_of_a_label_is_no_cell():
    assert place(HIRE, "Generator", "A generator of 110 kVA costs EUR 220 a day.") == Place(True, frozenset())


@pytest.mark.parametrize(
    ("claim", "asked"),
    [
        pytest.param("The item Generator costs EUR 220 a day.", "", id="a-word-of-the-head"),
        pytest.param("The generator costs EUR 220 a day, less than the gas detector.", "", id="compares-rows"),
        pytest.param("EUR 3,000.", "How much is the deposit for a day of the generator?", id="two-columns-asked-for"),
    ],
)
def test_no_other_cell_is_named_where_the_claim_may_be_about_its_own(claim, asked):
    found = place(HIRE, "Generator", claim, asked)
    assert found is not None
    assert found.instead == ""


TAXES = """| | 2023 | 2022 |
| Current: |
| Federal | 213 | 367 |
| Deferred: |
| Federal | 36 | (14) |"""


def test_a_claim_about_another_section():
    assert place(TAXES, "Federal", "Current federal taxes were 213 in 2023.") == Place(True, frozenset())
    assert place(TAXES, "Federal", "Federal taxes were 213 in 2023.") == Place(True, frozenset())
    wrong = place(TAXES, "Federal", "Deferred federal taxes were 213 in 2023.")
    assert wrong is not None
    assert wrong.elsewhere == {"defer"}
    assert wrong.instead == "Deferred: Federal · 2023: 36"


def test_a_word_of_a_section_does_not_hide_that_another_row_is_meant():
    table = (
        "| | 2023 | 2022 |\n| Cost of revenue: |\n| Cost of products | 30 | 28 |\n"
        "| Revenue: |\n| Revenue of products | 50 | 45 |"
    )
    wrong = place(table, "Cost of products", "Revenue of products was 30 in 2023.")
    assert wrong is not None
    assert wrong.instead == "Revenue of products · 2023: 50"


def test_a_row_without_a_word_is_named_by_its_section():
    table = "| Pos | Part | Qty |\n| Housing | | |\n| 2 | Seal | 4 |\n| Motor | | |\n| 2 | Seal | 3 |"
    assert place(table, "2", "The housing has 4 seals.") == Place(True, frozenset())
