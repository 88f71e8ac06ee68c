import pytest

from app.answering.answer import Answerer, Question
from app.answering.answerable import LEAST_SIMILARITY, NAME_WEIGHT, least_similarity, names_nowhere
from app.answering.prompts import REFUSAL
from app.answering.quotes import LOOKED_AT, comes_near
from app.llm.fake import FakeChatModel
from ingest.embedders import minilm

MEASURED, LEAST = minilm.SIGNATURE_NAME, LEAST_SIMILARITY[minilm.NAME]


def test_the_first_word_of_a_question_is_no_name_where_it_is_a_common_word(as_passage):
    passages = [as_passage("The hall holds 40 people.")]
    assert names_nowhere("Compare the hall and the Annex", passages) == ("Annex",)
    assert names_nowhere("Quillmark pays what?", passages) == ("Quillmark",)


def test_names_that_stand_nowhere_are_those_of_the_question_as_written(as_passage):
    shown = [
        as_passage("The pump at Lode End was replaced."),
        as_passage("Alarm E12 stops it.", name="Quern_Bridge.pdf"),
    ]
    assert names_nowhere("Is alarm E50 of Quern Bridge raised at Lode End?", shown) == ("E50",)


@pytest.mark.parametrize(
    ("question", "least"),
    [
        pytest.param("Who cleans the pump?", LEAST, id="names-nothing"),
        pytest.param("Who cleans pump E50 of Lode End?", LEAST + 3 * NAME_WEIGHT, id="each-name-that-stands-nowhere"),
        pytest.param("Who cleans 30,000 pumps?", LEAST, id="a-number-may-be-what-a-table-is-read-with"),
        pytest.param("Wer reinigt die Pumpe und wann?", None, id="a-question-in-another-language"),
    ],
)
def test_how_near_a_sentence_must_be(as_passage, question, least):
    assert least_similarity(question, [as_passage("The pump is cleaned.")], MEASURED) == pytest.approx(least)


def test_where_it_was_not_measured_every_sentence_is_near_enough(as_passage):
    german = "Die Pumpe wird von der Werkstatt gereinigt und geprüft."
    assert least_similarity("Who cleans the pump?", [as_passage(german)], MEASURED) is None
    assert least_similarity("Who cleans pump E50?", [as_passage("Dogs.")], "my-model@1234") is None


def test_a_near_sentence_is_looked_for_where_the_words_are_first(shelf, as_passage):
    embedded: list[str] = []
    embed = shelf.encoder.embed
    shelf.encoder.embed = lambda texts: embedded.extend(texts) or embed(texts)
    text = " ".join(f"Nothing of that kind is said by line {number}." for number in range(5 * LOOKED_AT))
    passages = [as_passage(f"{text} Unused days of vacation lapse.")]
    assert comes_near(["When do unused days of vacation lapse?"], passages, shelf.encoder, 0.6)
    assert len(embedded) == LOOKED_AT
    assert "Unused days of vacation lapse." in embedded
    assert not comes_near(["zq zq zq"], passages, shelf.encoder, 0.6)


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


def test_no_single_sentence_need_be_near_a_question_that_needs_everything(as_passage):
    story = [as_passage("The pump is cleaned.")]
    assert least_similarity("What is the plot of the story?", story, MEASURED) is None
    assert least_similarity("What is the name of the story?", story, MEASURED) is not None
