from dataclasses import replace

import pytest

from app.answering.answer import Answerer, Question
from app.answering.prompts import REFUSAL
from app.answering.types import Turn
from app.llm.errors import DoesNotFit
from app.llm.fake import FakeChatModel
from app.llm.types import WindowMemory

GIBIBYTE = 1024**3


class LoadedModel(FakeChatModel):
    """A model with a window and memory: `opens` is the window that its server opens at most."""

    def __init__(self, *, loaded=None, memory=None, opens=None, **rest):
        super().__init__(**rest)
        self.loaded, self.memory, self.opens, self.loads = loaded, memory, opens, []

    def loaded_window(self):
        return self.loaded

    def window_memory(self, window):
        return self.memory

    def load(self, options):
        self.loads.append(options.window)
        self.loaded = min(options.window, self.opens or options.window)
        if self.loaded < options.window:
            raise DoesNotFit(f"The server opened {self.loaded}.", "Choose fewer documents.")


@pytest.fixture
def ask(shelf, limits, sampling):
    """Asks whole documents of the shelf: `ask(model, question, history=...)`."""

    def ask(model, text="How long are invoices kept?", **changes):
        documents = tuple(shelf.document(number) for number in range(1, len(shelf.books) + 1))
        answerer = Answerer(shelf.retriever(), model, limits, sampling, documents=documents)
        return answerer.answer(Question("q1", text, "long", **changes))

    return ask


def test_citations_of_whole_documents_name_page_and_quote(ask):
    answer = ask(FakeChatModel(replies=["Unused days lapse at the end of March. [1]"]))
    [citation] = answer.citations
    assert (citation.document, citation.page) == ("handbook.pdf", 2)
    assert citation.quote == "Unused days lapse at the end of March."
    assert (answer.mode, answer.requested) == ("long", "long")
    assert answer.tokens.planned == answer.tokens.accepted


def test_history_stands_between_the_documents_and_the_question_and_nothing_is_condensed(ask):
    model = FakeChatModel(replies=["Seven years. [1]"])
    answer = ask(model, "And contracts?", history=(Turn("Invoices?", "Ten years.", frozenset()),))
    [prompt] = model.prompts
    asked = prompt[-1].content
    assert asked.index("Dogs") < asked.index("Earlier in this conversation") < asked.index("Question: And contracts?")
    assert answer.standalone == "And contracts?"


def test_a_refusal_shows_the_nearest_sentences_under_the_numbers_of_their_documents(ask):
    answer = ask(FakeChatModel(replies=[REFUSAL]), "Are dogs allowed in the office?")
    assert answer.refused
    first = answer.citations[0]
    assert answer.passages[first.marker - 1].document_name == first.document == "policy.md"
    assert f"[{first.marker}]" in answer.text


def test_what_does_not_fit_is_refused_with_the_ways_out_and_nothing_is_sent(ask, shelf):
    shelf.books["long.txt"] = ["word " * 2000]
    model = FakeChatModel()
    answer = ask(model)
    assert answer.does_not_fit
    assert (model.prompts, answer.tokens.accepted) == ([], None)
    assert answer.tokens.planned > answer.tokens.window == 1024
    for words in ("long.txt", "Nothing was sent", "fewer documents", "larger windows", "passages (RAG)"):
        assert words in answer.text


def test_all_that_fit_are_read_and_the_others_named(ask, shelf):
    shelf.books["long.txt"] = ["word " * 2000]
    answer = ask(FakeChatModel(replies=["Ten years. [1]"]), all_that_fit=True)
    assert not answer.does_not_fit
    assert "Not read, since they do not fit beside the others: long.txt." in answer.warnings


def test_a_window_that_the_memory_cannot_hold_is_refused_before_the_call(ask):
    model = LoadedModel(memory=WindowMemory(16 * GIBIBYTE, 9 * GIBIBYTE))
    answer = ask(model)
    assert answer.does_not_fit
    assert "takes 16.0 GiB of memory beside the model, and 9.0 GiB are free" in answer.text
    assert (model.prompts, model.loads) == ([], [])


def test_a_server_that_opens_a_smaller_window_is_refused_before_the_prompt_is_sent(ask):
    model = LoadedModel(opens=256)
    answer = ask(model)
    assert answer.does_not_fit
    assert model.prompts == []


def test_the_window_that_is_loaded_is_used_again_where_it_holds_the_prompt(ask):
    model = LoadedModel(loaded=1024)
    assert ask(model).tokens.window == 1024
    assert model.loads == []
    fresh = LoadedModel()
    assert ask(fresh).tokens.window == 512
    assert fresh.loads == [512]


def test_no_text_at_all_is_a_refusal(ask, shelf, limits, sampling):
    blank = replace(shelf.document(1), chunks=0)
    answerer = Answerer(shelf.retriever(), FakeChatModel(), limits, sampling, documents=(blank,))
    answer = answerer.answer(Question("q1", "Anything?", "long"))
    assert (answer.refused, answer.text) == (True, REFUSAL)


def test_the_model_alone_gets_no_word_of_the_documents(shelf, limits, sampling):
    model = FakeChatModel(replies=["Ten years, I think."])
    answerer = Answerer(shelf.retriever(), model, limits, sampling)
    answer = answerer.answer(Question("q1", "How long are invoices kept?", "closed"))
    assert (answer.text, answer.passages, answer.citations) == ("Ten years, I think.", (), ())
    assert "invoices are kept for" not in str(model.prompts).lower()
