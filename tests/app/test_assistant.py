from dataclasses import replace

import pytest

from app.answering.generate import Listener
from app.llm.fake import FakeChatModel, FakeStream


class MeasuredStream(FakeStream):
    """Says how long it read, as a real server does."""

    def _end(self, reason, generated):
        super()._end(reason, generated)
        self.completion = replace(self.completion, accepted=1000, prefill=4.0)


class MeasuredModel(FakeChatModel):
    def stream(self, messages, options):
        stream = super().stream(messages, options)
        stream.__class__ = MeasuredStream
        return stream


@pytest.fixture
def filled(assistant, papers):
    assistant.ingest([papers], "main", lambda _: None)
    return assistant


def test_how_long_reading_takes_is_known_after_the_first_answer(filled, monkeypatch):
    monkeypatch.setattr(filled.models, "choose", lambda _: MeasuredModel())
    expected = []
    listener = Listener(on_plan=lambda _, tokens: expected.append(filled.expected_prefill_seconds("", tokens)))
    filled.ask("How long are invoices kept?", listener=listener)
    answer = filled.ask("How long are invoices kept?", listener=listener)
    assert expected == [None, pytest.approx(answer.tokens.planned / 250)]
    assert filled.expected_prefill_seconds("fake", 500) == pytest.approx(2.0)
