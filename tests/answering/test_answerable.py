import pytest

from app.answering.answer import Answerer, Question
from app.answering.answerable import LEAST_SIMILARITY, NAME_WEIGHT, nearness
from app.answering.prompts import REFUSAL
from app.llm.fake import FakeChatModel
from ingest.embedders import minilm

MEASURED, LEAST = minilm.SIGNATURE_NAME, LEAST_SIMILARITY[minilm.NAME]


def test_names_that_stand_nowhere_are_those_of_the_question_as_written(as_passage):
    shown = [
        as_passage("The pump at Lode End was replaced."),
        as_passage("Alarm E12 stops it.", name="Quern_Bridge.pdf"),
    ]
    assert nearness("Is alarm E50 of Quern Bridge raised at Lode End?", shown, 0.9).lacking == ("E50",)


@pytest.mark.parametrize(
    ("question", "similarity", "answers"),
    [
        pytest.param("Who cleans the pump?", LEAST, True, id="near-enough"),
        pytest.param("Who cleans the pump?", LEAST - 0.01, False, id="nothing-near"),
        pytest.param("Who cleans pump E50?", LEAST + NAME_WEIGHT / 2, False, id="near-but-the-name-stands-nowhere"),
        pytest.param(
            "Who cleans pump E50?", LEAST + 2 * NAME_WEIGHT, True, id="so-near-that-the-name-may-be-written-otherwise"
        ),
        pytest.param("Who cleans 30,000 pumps?", LEAST, True, id="a-number-may-be-what-a-table-is-read-with"),
    ],
)
def test_an_answer_is_possible_where_a_sentence_is_near(as_passage, question, similarity, answers):
    assert nearness(question, [as_passage("The pump is cleaned.")], similarity).can_answer(MEASURED) is answers


def test_of_an_embedder_that_was_not_measured_nothing_is_concluded(as_passage):
    assert nearness("Who cleans pump E50?", [as_passage("Dogs.")], -1.0).can_answer("my-model@1234")


@pytest.mark.parametrize(
    ("question", "text"),
    [
        pytest.param("Wer reinigt die Pumpe und wann?", "The pump is cleaned.", id="question"),
        pytest.param("Who cleans the pump?", "Die Pumpe wird von der Werkstatt gereinigt und geprüft.", id="papers"),
    ],
)
def test_of_another_language_nothing_is_concluded(as_passage, question, text):
    assert nearness(question, [as_passage(text)], -1.0).can_answer(MEASURED)


@pytest.mark.parametrize("model", [None, FakeChatModel()], ids=["quotes", "rag"])
def test_a_question_with_nothing_near_is_refused_before_a_model_is_asked(shelf, limits, sampling, model):
    shelf.encoder.signature_name = MEASURED
    answer = Answerer(shelf.retriever(), model, limits, sampling).answer(Question("1", "zq vacation zq wx zq?", "rag"))
    assert answer.refused
    assert answer.text.startswith(REFUSAL)
    assert any(warning.startswith("Looked at ") and "handbook.pdf" in warning for warning in answer.warnings)
    assert model is None or model.prompts == []
    assert answer.citations


def test_a_question_with_something_near_is_answered(shelf, limits, sampling):
    shelf.encoder.signature_name = MEASURED
    question = Question("1", "How many days of vacation has every employee?", "rag")
    assert not Answerer(shelf.retriever(), FakeChatModel(), limits, sampling).answer(question).refused
