import threading
from dataclasses import replace

from app.answering.archive import begun
from app.llm.errors import ServerNotRunning
from app.web.running import RunningAnswer, RunningAnswers

BEGUN = begun("a1", "How long?", "rag", 0.0)
SECONDS = 10


class Slow:
    """Writes a word, waits to be let go, and heeds a stop."""

    def __init__(self):
        self.go = threading.Event()
        self.wrote = threading.Event()

    def __call__(self, listener):
        listener.on_plan("rag", 6, 1912)
        listener.on_text("Ten ")
        self.wrote.set()
        while not self.go.wait(0.01):
            if listener.cancelled():
                return replace(BEGUN, text="Ten ", ended_by="cancelled")
        return replace(BEGUN, text="Ten years.", ended_by="stop")


def test_an_answer_is_kept_as_running_and_then_as_it_ended():
    kept, write = [], Slow()
    running = RunningAnswer(BEGUN, write, kept.append)
    assert write.wrote.wait(SECONDS)
    assert (running.text, running.reading.passages, running.reading.tokens) == ("Ten ", 6, 1912)
    write.go.set()
    assert running.done.wait(SECONDS)
    assert [(answer.text, answer.ended_by) for answer in kept] == [("", "running"), ("Ten years.", "stop")]


def test_a_stop_keeps_what_came():
    kept, write = [], Slow()
    running = RunningAnswer(BEGUN, write, kept.append)
    assert write.wrote.wait(SECONDS)
    running.cancel()
    assert running.done.wait(SECONDS)
    assert (kept[-1].text, kept[-1].ended_by) == ("Ten ", "cancelled")


def test_an_error_is_kept_with_what_to_do():
    def fail(_):
        raise ServerNotRunning("Nobody answers.", "Start Ollama.")

    kept = []
    assert RunningAnswer(BEGUN, fail, kept.append).done.wait(SECONDS)
    assert (kept[-1].ended_by, kept[-1].warnings) == ("broken", ("Nobody answers. Start Ollama.",))


def test_an_error_that_nobody_foresaw_shows_its_kind_and_none_of_its_words(monkeypatch):
    monkeypatch.setattr(threading, "excepthook", lambda _: None)  # where it would be printed

    def fail(_):
        raise ValueError("words of a document")

    kept = []
    assert RunningAnswer(BEGUN, fail, kept.append).done.wait(SECONDS)
    assert "ValueError" in kept[-1].warnings[0]
    assert "words" not in kept[-1].warnings[0]


def test_a_chat_has_one_running_answer_at_a_time():
    answers, first, second = RunningAnswers(), Slow(), Slow()
    earlier = answers.start("chat", BEGUN, first, lambda _: None)
    assert answers.of("chat") is earlier
    later = answers.start("chat", BEGUN, second, lambda _: None)
    assert earlier.done.is_set()
    assert answers.of("chat") is later
    second.go.set()
    assert later.done.wait(SECONDS)
    assert answers.of("chat") is None


def test_answers_that_ended_unseen_are_not_kept_in_memory():
    answers, first, second = RunningAnswers(), Slow(), Slow()
    first.go.set()
    assert answers.start("one", BEGUN, first, lambda _: None).done.wait(SECONDS)
    running = answers.start("two", BEGUN, second, lambda _: None)
    assert list(answers._by_chat) == ["two"]
    second.go.set()
    assert running.done.wait(SECONDS)
