import threading

import pytest

from app.answering.generate import Listener, generate
from app.llm.errors import ServerBusy, StreamBroken
from app.llm.fake import FakeChatModel
from app.llm.types import GenerationOptions, Message

MESSAGES = (Message("user", "Question: why?"),)
OPTIONS = GenerationOptions(window=256, max_tokens=32)


def test_text_is_handed_on_as_it_comes():
    heard: list[str] = []
    generated = generate(FakeChatModel(replies=["one two three"]), MESSAGES, OPTIONS, Listener(heard.append))
    assert "".join(heard) == generated.text == "one two three"
    assert len(heard) == 3
    assert (generated.ended_by, generated.broken) == ("stop", None)
    assert generated.first_token is not None


def test_the_end_of_the_room_is_told():
    generated = generate(FakeChatModel(replies=["word " * 99]), MESSAGES, OPTIONS)
    assert (generated.ended_by, len(generated.text.split())) == ("length", 32)


def test_an_error_before_any_text_is_raised():
    with pytest.raises(ServerBusy, match="Try later"):
        generate(FakeChatModel(error=ServerBusy("Busy.", "Try later.")), MESSAGES, OPTIONS)


def test_an_error_midway_keeps_what_came():
    error = StreamBroken("The model stopped.", "Ask again.")
    generated = generate(FakeChatModel(replies=["a b c"], error=error, error_after=2), MESSAGES, OPTIONS)
    assert (generated.text, generated.ended_by, generated.broken) == ("a b", "broken", error)


def test_a_cancelled_answer_ends_while_the_model_is_still_silent():
    model = FakeChatModel(replies=["never heard"], pause=60)
    generated = generate(model, MESSAGES, OPTIONS, Listener(cancelled=lambda: True))
    assert (generated.text, generated.ended_by, generated.first_token) == ("", "cancelled", None)


def test_a_stream_that_ends_with_an_error_because_we_closed_it_is_no_failure():
    stop = threading.Event()
    error = StreamBroken("The connection was closed.", "Ask again.")
    model = FakeChatModel(replies=["a b c"], error=error, error_after=1)
    generated = generate(model, MESSAGES, OPTIONS, Listener(on_text=lambda _: stop.set(), cancelled=stop.is_set))
    assert (generated.ended_by, generated.broken) == ("cancelled", None)


def test_the_stream_is_closed_when_the_listener_fails():
    streams = []

    class Watched(FakeChatModel):
        def stream(self, messages, options):
            streams.append(super().stream(messages, options))
            return streams[-1]

    def fail(_: str) -> None:
        raise KeyError("listener")

    with pytest.raises(KeyError, match="listener"):
        generate(Watched(replies=["a b c"]), MESSAGES, OPTIONS, Listener(on_text=fail))
    assert list(streams[0]) == []


def test_no_thread_is_left_behind():
    before = threading.active_count()
    generate(FakeChatModel(replies=["a b c"]), MESSAGES, OPTIONS)
    assert threading.active_count() == before
