"""Short answers are read with their question: a figure of another row or sentence is no support."""

import pytest

from app.answering.cite import cite
from app.answering.types import Passage

PRICES = """Prices of 2025.
| Item | Unit | Price | Discount from 10 units |
| Black and white print | page | £0.06 | 5% |
| Binding, soft cover | piece | £6.50 | 8% |
| Binding, hard cover | piece | £14.90 | 12% |
"""
HARD = "What is the discount on hard cover binding from 10 units?"
CONTRACT = "The notice period is three months. Rent is due within 5 days. The tenant insures the rooms."


def cited(question, answer, text):
    passage = Passage(1, "prices.md", text, 0, len(text), ((1, 0),), "")
    [citation] = cite(answer, [passage], question).citations
    return citation


@pytest.mark.parametrize(
    ("question", "answer", "text", "expected"),
    [
        pytest.param(HARD, "12%[1]", PRICES, "supported", id="its own row"),
        pytest.param(HARD, "5%[1]", PRICES, "partly", id="another row"),
        pytest.param(HARD, "The discount is 8%.[1]", PRICES, "partly", id="a row that is alike"),
        pytest.param("What does hard cover binding cost?", "£6.50[1]", PRICES, "partly", id="another price"),
        pytest.param("What does hard cover binding cost?", "£14.90[1]", PRICES, "supported", id="its own price"),
        pytest.param(
            "How long is the notice period?", "Three months.[1]", CONTRACT, "supported", id="its own sentence"
        ),
        pytest.param(
            "How many days has the tenant?", "5 days[1]", CONTRACT, "supported", id="no other has such a unit"
        ),
    ],
)
def test_a_short_answer_is_read_with_its_question(question, answer, text, expected):
    assert cited(question, answer, text).verdict == expected


def test_an_answer_that_says_of_what_it_speaks_is_read_by_itself():
    told = "Soft cover binding costs £6.50.[1]"
    assert cited("What does hard cover binding cost?", told, PRICES).verdict == "supported"


def test_the_words_of_the_question_that_another_row_has_are_named():
    first = "The probation lasts six months, the notice period three."
    assert cited("How long is the notice period after the probation?", "Six months.[1]", first).lacks == ()
    text = "The notice period is three months. The probation lasts six months."
    assert cited("How long is the notice period?", "Six months.[1]", text).lacks == ("notice", "period")


def test_the_cell_of_a_table_that_was_asked_for_is_named():
    meant = cited(HARD, "5%[1]", PRICES)
    assert (meant.lacks, meant.instead) == ((), "Binding, hard cover · Discount from 10 units: 12%")
    assert cited(HARD, "12%[1]", PRICES).instead == ""


def test_earlier_questions_in_front_of_a_follow_up_are_not_what_was_asked():
    text = "The notice period is three months. The probation lasts six months."
    passage = Passage(1, "contract.md", text, 0, len(text), ((1, 0),), "")
    follow_up = "And the probation?"
    joined = f"How long is the notice period? {follow_up}"
    assert cite("Six months.[1]", [passage], joined).citations[0].verdict == "partly"
    assert cite("Six months.[1]", [passage], joined, follow_up).citations[0].verdict == "supported"
