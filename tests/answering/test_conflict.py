import time

import pytest

from app.answering.answer import Answerer, Question
from app.answering.conflict import EXCERPT, conflict_warnings
from app.answering.phrases import phrases_for
from app.llm.fake import FakeChatModel

GATE = "When does the north gate close?"
CLOSES = "The north gate closes at 21:30."
LATER = "The north gate closes at 22:15."


@pytest.fixture
def warn(as_passage):
    """Warns of texts, each the passage of a document of its own: `warn(question, *texts, names=...)`."""

    def warn(question, *texts, names=()):
        names = names or [f"{number}.txt" for number in range(1, len(texts) + 1)]
        passages = [as_passage(text, name=name) for text, name in zip(texts, names, strict=True)]
        return conflict_warnings(question, passages, phrases_for(question))

    return warn


def test_sentences_beside_those_that_were_asked_for_are_no_contradiction(warn):
    one = "Staff may book hotels up to 140 EUR. Breakfast is not reimbursed."
    other = "Staff may book hotels up to 180 EUR. Breakfast is reimbursed up to 15 EUR."
    assert warn("Is breakfast reimbursed?", one, other) == ()
    assert warn("Which hotels may staff book?", one, other) != ()


def test_both_sentences_are_named_with_their_passages(warn):
    [warning] = warn(GATE, CLOSES, "Dogs are not allowed.", LATER)
    assert warning == f"The passages differ: “{CLOSES}” [1], “{LATER}” [3]."


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        pytest.param(
            "Who is the safety officer?",
            "Ada Lund is the safety officer.",
            "Per Voss is the safety officer.",
            id="name",
        ),
        pytest.param(
            "Where is the assembly point?",
            "The assembly point is at Marl Quay.",
            "The assembly point is at Tarn Dyke.",
            id="place",
        ),
        pytest.param(
            "When was the lock opened?",
            "The lock was opened on 3 May 2019.",
            "The lock was opened on 7 May 2021.",
            id="date",
        ),
        pytest.param(
            "How long are offers valid?",
            "Offers are valid for six weeks.",
            "Offers are valid for 30 days.",
            id="number word and unit",
        ),
        pytest.param(
            "How long is the notice period?",
            "The notice period is 30 days for both parties.",
            "The notice period is 30 weeks for both parties.",
            id="unit alone",
        ),
        pytest.param(
            "How much of it is given at first?",
            "At first 5 mg of it are given.",
            "At first 5 mcg of it are given.",
            id="dose",
        ),
        pytest.param(
            "How often are detectors tested?",
            "Detectors are tested weekly.",
            "Detectors are tested monthly.",
            id="how often",
        ),
        pytest.param(
            "What is the expiry date of the permit?",
            "Permit. Expiry. 4 June 2026.",
            "Permit. Expiry. 4 July 2026.",
            id="below its label",
        ),
        pytest.param(
            "How long must a password be?",
            "A password must have 12 characters.",
            "Every password must now have at least 14 characters.",
            id="other small words",
        ),
        pytest.param(
            "Who founded the works?",
            "In 1911 Ida Brandt founded the works.",
            "In 1911 C. J. Ohm founded the works.",
            id="initials",
        ),
    ],
)
def test_one_place_that_was_asked_for(warn, question, one, other):
    assert len(warn(question, one, other)) == 1


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        pytest.param(GATE, CLOSES, CLOSES, id="the same"),
        pytest.param(GATE, CLOSES, "The south gate closes at 22:15.", id="another gate"),
        pytest.param(
            "How many pumps are there?", "There are 12 pumps.", "There are twelve pumps.", id="the same figure"
        ),
        pytest.param(
            "When was it built?", "It was built on 3 May 2019.", "It was built on May 3, 2019.", id="the same date"
        ),
        pytest.param("Who closes the north gate?", CLOSES, LATER, id="a figure where a name was asked for"),
        pytest.param(
            "How high is the gate of Lund?",
            "The gate was made by Lund.",
            "The gate was made by Voss.",
            id="a name where a figure was asked for",
        ),
        pytest.param(
            "What was revenue in 2025?",
            "Revenue in 2025 was high.",
            "Revenue in 2024 was high.",
            id="what the question names",
        ),
        pytest.param(
            "What is paid for a visit?",
            "A visit by Lund costs EUR 40.",
            "A visit by Voss costs EUR 60.",
            id="two places",
        ),
        pytest.param(
            "How long is the notice?",
            "The notice is 30 days.",
            "The notice is 30 calendar days.",
            id="one unit more closely",
        ),
        pytest.param("What is the fee?", "Dogs bark at 3 cats.", "Dogs bark at 4 cats.", id="not about the question"),
        pytest.param(
            "What was the revenue?",
            "The revenue was 2,000 in all.",
            "The revenue was 2019 in all.",
            id="a year is no amount",
        ),
        pytest.param(
            "How long is the notice period?",
            "The notice period is 30 days under section 4.2.",
            "The notice period is 30 days under section 5.1.",
            id="the number of a section",
        ),
    ],
)
def test_no_conflict(warn, question, one, other):
    assert warn(question, one, other) == ()


def test_names_do_not_differ_where_several_are_asked_for(warn):
    one, other = "The crane is operated by Ada Lund.", "The crane is operated by Per Voss."
    assert warn("Who are the people that operate the crane?", one, other) == ()
    assert len(warn("Who operates the crane?", one, other)) == 1


def test_headings_state_nothing(warn):
    assert warn("What protects data at Lund?", "# Data Policies of Lund", "# Data Protection of Lund") == ()


def test_two_documents_that_name_their_own_subject_do_not_differ(warn):
    one, other = "The fee of Plan Amber is due in May.", "The fee of Plan Coral is due in May."
    names = ["plan_amber.pdf", "plan_coral.pdf"]
    assert warn("What is due in May?", one, other, names=names) == ()
    assert len(warn("What is due in May?", one, other)) == 1


def test_a_question_that_names_one_document_does_not_ask_the_other(warn):
    one, other = "The fee is EUR 40 a year.", "The fee is EUR 60 a year."
    names = ["policy-2024.docx", "policy-2026.docx"]
    assert warn("What is the yearly fee in the policy of 2026?", one, other, names=names) == ()
    assert len(warn("What is the fee by the policies of 2024 and 2026?", one, other, names=names)) == 1
    assert len(warn("What is the yearly fee?", one, other, names=names)) == 1


def test_sentences_of_one_passage_are_not_compared(warn):
    assert warn(GATE, f"{CLOSES} {LATER}") == ()


def test_of_several_the_one_with_most_of_the_question_is_named(warn):
    opens = ("The gate opens at 6:00.", "The gate opens at 7:00.")
    [warning] = warn(GATE, f"{opens[0]}\n\nDogs bark.\n\n{CLOSES}", f"{opens[1]}\n\nDogs bark.\n\n{LATER}")
    assert CLOSES in warning


def test_of_a_long_sentence_what_stands_around_the_difference_is_shown(warn):
    long = " and ".join(f"the warden walks along wall {letter}" for letter in "abcdefgh")
    [warning] = warn(
        GATE, f"While {long}, the north gate closes at 21:30.", f"While {long}, the north gate closes at 22:15."
    )
    assert "“… " in warning
    assert "gate closes at 21:30.” [1], “… " in warning
    assert len(warning) < 2 * EXCERPT + 60


def test_whole_books_are_compared_within_a_moment(warn):
    book = [f"The gate number {number} closes at {number % 12}:{number % 60:02}." for number in range(500)]
    began = time.process_time()
    warn(GATE, " ".join(book), " ".join(book[::-1]), f"{' '.join(book)} {CLOSES}")
    assert time.process_time() - began < 3


def test_figures_glued_to_their_words_are_compared(warn):
    [warning] = warn("北门什么时候关闭？", "北门在21点关闭，由看守人锁上。", "北门在22点关闭，由看守人锁上。")
    assert "21" in warning
    assert "22" in warning


@pytest.mark.parametrize("mode", ["rag", "long", "quotes"])
def test_an_answer_warns_in_every_mode(shelf, limits, sampling, mode):
    shelf.books = {"handbook.pdf": [CLOSES], "notice.md": [LATER]}
    documents = tuple(shelf.document(number) for number in (1, 2))
    answer = Answerer(shelf.retriever(), FakeChatModel(), limits, sampling, documents=documents).answer(
        Question("q1", GATE, mode)
    )
    assert [warning for warning in answer.warnings if warning.startswith("The passages differ: ")] != []
