import pytest

from app.answering.contrary import Contrary, contrary_of, main_clause
from app.answering.phrases import phrases_for
from app.answering.types import Passage

FEES = "All fees are due on Monday. The smallest hall holds 40 people. The deposit is paid in cash."
COVER = "The plan covers glasses. It pays for dentists too. Repairs are refunded within a month."


def passage(text, heading=""):
    return Passage(1, "terms.txt", text, 0, len(text), ((1, 0),), heading)


@pytest.mark.parametrize(
    ("question", "contrary"),
    [
        pytest.param("Which fees are not due?", Contrary("not due", is_certain=True), id="denied"),
        pytest.param("When aren't the fees due?", Contrary("aren't the fees", is_certain=True), id="denied-in-short"),
        pytest.param("Which hall is the largest?", Contrary("largest", "smallest", 1, is_certain=True), id="opposite"),
        pytest.param("Which deposit is unpaid?", Contrary("unpaid", "paid", 1), id="not-by-un"),
    ],
)
def test_what_the_passages_have_the_contrary_of(question, contrary):
    assert contrary_of(question, [passage(FEES)]) == contrary


@pytest.mark.parametrize(
    ("question", "text"),
    [
        pytest.param(
            "What is the minimum deposit?",
            "The maximum deposit is EUR 500. The deposit is at least EUR 100.",
            id="figure",
        ),
        pytest.param(
            "Which costs are not reimbursed?",
            "All costs of travel are reimbursed. The employee bears the costs of alcohol.",
            id="all-of-some",
        ),
    ],
)
def test_where_another_sentence_may_answer_it_is_not_certain(question, text):
    found = contrary_of(question, [passage(text)])
    assert found is not None
    assert not found.is_certain


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("Which fees are due?", id="the-same"),
        pytest.param("Are fees not due?", id="yes-or-no"),
        pytest.param("Why are fees not due?", id="a-reason"),
        pytest.param("How can I not have fees due?", id="a-way"),
        pytest.param("What is the fine for not having fees due?", id="a-case"),
        pytest.param("I do not know it, when are fees due?", id="a-statement"),
        pytest.param("Which fees are forbidden?", id="without-a-negation"),
        pytest.param("What happens if fees are not due?", id="a-condition"),
        pytest.param("If fees are not due, what is paid?", id="a-condition-first"),
        pytest.param("When fees are not due, what is paid?", id="a-time"),
        pytest.param("What do people who do not use the hall pay?", id="who-is-meant"),
        pytest.param("List all fees that are not due.", id="what-is-left"),
        pytest.param("Welche Gebühren sind nicht fällig?", id="another-language"),
    ],
)
def test_what_is_not_asked_so(question):
    assert contrary_of(question, [passage(FEES)]) is None


@pytest.mark.parametrize(
    ("question", "text"),
    [
        pytest.param("What is not refunded?", f"{COVER} Travel is not refunded.", id="denied-there"),
        pytest.param("What is not refunded?", f"{COVER} Excluded from being refunded is travel.", id="excluded"),
        pytest.param("What is not refunded?", f"{COVER} Only repairs are refunded.", id="limited"),
        pytest.param("What is not refunded?", f"{COVER}\n\nExclusions\n\nTravel is refunded.", id="heading"),
        pytest.param(
            "Which costs are not covered?", "Costs of glass are covered. What is Not Covered? Wood.", id="apart"
        ),
        pytest.param("What is not active?", "The account is inactive after a month.", id="by-another-word"),
        pytest.param("Which hall is largest?", "The smallest hall holds 40. The largest holds 90.", id="both"),
        pytest.param("When does the hall close?", "The hall opens at 9.", id="two-ends"),
        pytest.param("Who bought the hall?", "The hall was sold to the Board.", id="two-sides"),
        pytest.param("Who does not pay the fee?", "Members are exempt from the fee.", id="exempt"),
        pytest.param("Which invoices are not paid?", "Invoice 7 is overdue. Invoices come by post.", id="overdue"),
        pytest.param("Which rooms do not have a window?", "Room 2 has a window: no.", id="no"),
        pytest.param("Who enters without a pass?", "Staff enter with a pass.", id="without"),
        pytest.param("What is not paid?", "", id="nothing-found"),
    ],
)
def test_what_the_passages_speak_of(question, text):
    assert contrary_of(question, [passage(text)]) is None


def test_a_heading_denies_what_stands_under_it():
    assert contrary_of("What is not refunded?", [passage("Travel is refunded.")])
    assert not contrary_of("What is not refunded?", [passage("Travel is refunded.", "Exclusions")])


def test_the_contrary_is_named():
    phrases = phrases_for("Which fees are not due?")
    assert Contrary("not due").warning(phrases) == "The question says “not due”; no passage shown does."
    assert Contrary("largest", "smallest", 1).warning(phrases) == (
        "The question says “largest”; the sentence nearest to the question says “smallest” [1]."
    )


@pytest.mark.parametrize(
    ("question", "text", "is_certain"),
    [
        pytest.param("Which fees are not due?", "Every fee is due. Rooms are free.", True, id="of-all"),
        pytest.param(
            "Which costs are not covered?", "Glass costs are covered. The tenant pays for wood.", False, id="part"
        ),
        pytest.param("Which repairs are optional?", "Annual repairs are mandatory.", False, id="some-opposite"),
        pytest.param("Which repairs are optional?", "All repairs are mandatory.", True, id="opposite-of-all"),
        pytest.param("What is the maximum term?", "The minimum term is 2 years.", True, id="the-other-end"),
    ],
)
def test_how_certain_it_is(question, text, is_certain):
    found = contrary_of(question, [passage(text)])
    assert found is not None
    assert found.is_certain is is_certain


def test_of_a_table_nothing_is_said():
    assert contrary_of("Which rooms are not heated?", [passage("| Room | State |\n| All rooms | heated |")]) is None


@pytest.mark.parametrize(
    ("question", "clause"),
    [
        ("What is paid if it is late?", "What is paid"),
        ("If it is late, what is paid?", "what is paid?"),
        ("When is it paid?", "When is it paid?"),
        ("Who pays what, when it is late?", "Who pays what"),
    ],
)
def test_a_clause_on_which_the_question_depends_is_taken_out(question, clause):
    assert main_clause(question) == clause


def test_what_is_stated_beside_the_question_asks_nothing():
    assert main_clause("I did not get the invoice. What can I do? Please tell.") == "What can I do?"
    assert main_clause("fees not due") == "fees not due"
    assert contrary_of("The fees are not known to me. When are the fees due?", [passage(FEES)]) is None
