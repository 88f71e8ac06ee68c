from dataclasses import replace

import pytest

from app.answering.generate import Listener
from app.answering.request import Scope
from app.commands import run
from app.llm.errors import ServerNotRunning
from app.llm.fake import FakeChatModel, FakeStream
from app.llm.speed import REMEMBERED


class MeasuredStream(FakeStream):
    """Says how long it read, as a real server does."""

    def _end(self, reason, generated):
        super()._end(reason, generated)
        self.completion = replace(self.completion, accepted=1000, prefill=4.0)


class KnownStream(FakeStream):
    """Of a prompt that the server knew from before, which it does not say."""

    def _end(self, reason, generated):
        super()._end(reason, generated)
        self.completion = replace(self.completion, accepted=1000, prefill=0.004)


class MeasuredModel(FakeChatModel):
    def __init__(self, kind=MeasuredStream):
        super().__init__()
        self._kind = kind

    def stream(self, messages, options):
        stream = super().stream(messages, options)
        stream.__class__ = self._kind
        return stream


def test_an_answer_says_which_documents_were_asked(filled):
    [document] = filled.find(["invoices.txt"])
    assert filled.ask("How long are invoices kept?", scope=Scope(documents=("invoices.txt",))).scope == (document.id,)
    assert filled.ask("How long are invoices kept?").scope == ()


def test_a_stopped_answer_goes_on(filled):
    answer = filled.ask("How long are invoices kept?")
    stopped = replace(answer, text="Invoices are kept", ended_by="cancelled")
    went_on = filled.go_on(stopped)
    assert went_on.text.startswith("Invoices are kept")
    assert (went_on.id, went_on.ended_by) == (answer.id, "stop")


def test_going_on_needs_a_model(filled, monkeypatch):
    stopped = replace(filled.ask("How long are invoices kept?"), text="Invoices", ended_by="cancelled")
    monkeypatch.setattr(filled.models, "choose", lambda _: None)
    with pytest.raises(ServerNotRunning, match="No chat model answers"):
        filled.go_on(stopped)


def test_how_long_reading_takes_is_known_after_the_first_answer(filled, monkeypatch):
    monkeypatch.setattr(filled.models, "choose", lambda _: MeasuredModel())
    expected = []
    listener = Listener(
        on_plan=lambda _mode, _passages, tokens: expected.append(filled.expected_prefill_seconds("", tokens))
    )
    filled.ask("How long are invoices kept?", listener=listener)
    answer = filled.ask("How long are invoices kept?", listener=listener)
    assert expected == [None, pytest.approx(answer.tokens.planned / 250)]
    assert filled.expected_prefill_seconds("fake", 500) == pytest.approx(2.0)


def test_a_text_that_the_server_knew_already_says_nothing_of_how_fast_it_is_read(filled, monkeypatch):
    kinds = [MeasuredStream, *[KnownStream] * REMEMBERED]
    monkeypatch.setattr(filled.models, "choose", lambda _: MeasuredModel(kinds.pop(0)))
    while kinds:
        filled.ask("How long are invoices kept?", mode="long")
    assert filled.expected_prefill_seconds("fake", 500) == pytest.approx(2.0)


def test_a_refusal_tells_of_documents_that_are_still_being_read(assistant, papers):
    assistant._store.jobs.add(
        "main", "late.txt", "late.txt", upload=False, file=papers / "late.txt"
    )  # nobody works on it
    assistant.intake._runner.stop()
    warnings = assistant.ask("Who is it?").warnings
    assert "Documents that are still being read: 1. Ask again when they are ready." in warnings


def test_a_question_that_names_a_document_is_looked_up_there_first(filled):
    document = filled.documents()[0]
    assert filled.ask(f"What does {document.name} say?", mode="quotes").looked_first == (document.id,)


def test_papers_that_an_earlier_version_read_are_read_again(filled, monkeypatch):
    """The files stand in for what a later version reads otherwise; of one the file is gone."""
    monkeypatch.setattr("ingest.pipeline.READER_VERSION", "of another version")
    assert (filled.vectors_match, filled.reading_matches) == (True, False)
    [invoices], [holidays] = filled.find(["invoices.txt"]), filled.find(["holidays.md"])
    filled._store.original(invoices.id).write_text("Invoices are kept for twelve years.")
    filled._store.original(holidays.id).unlink()
    outcome = run(filled, "reembed", {}, lambda _: None)
    assert outcome.document["documents"] == len(filled.documents()) == 3
    [kept] = outcome.document["kept"]
    assert kept in outcome.text
    assert kept.startswith("holidays.md keeps the text that it has: The original file")
    assert filled.reading_matches
    assert [page.text for page in filled.pages(invoices.id)] == ["Invoices are kept for twelve years."]
    assert "27 days of leave" in filled.pages(holidays.id)[0].text
    assert "twelve" in filled.ask("How long are invoices kept?", mode="quotes").text
