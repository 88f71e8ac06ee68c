import threading

import pytest

from app.web.comparing import RunningComparison, RunningComparisons

SECONDS = 10


class Slow:
    """Asks two columns: writes a word in each, and waits to be let go."""

    def __init__(self):
        self.go, self.wrote = threading.Event(), threading.Event()

    def __call__(self, listener_of):
        for index in range(2):
            listener = listener_of(index, False)
            if listener.cancelled():
                return
            listener.on_plan("rag", 6, 1912)
            listener.on_text("Ten ")
            self.wrote.set()
            while not self.go.wait(0.01) and not listener.cancelled():
                pass


@pytest.fixture
def slow():
    slow = Slow()
    yield slow
    slow.go.set()


def test_a_column_shows_what_it_heard_while_it_is_asked(slow):
    running = RunningComparison(2, slow)
    assert slow.wrote.wait(SECONDS)
    assert running.current == 0
    assert (running.columns[0].text, running.columns[0].reading.tokens) == ("Ten ", 1912)
    assert running.columns[1].text == ""
    slow.go.set()
    assert running.done.wait(SECONDS)
    assert running.columns[1].text == "Ten "


def test_a_stop_asks_no_further_column(slow):
    running = RunningComparison(2, slow)
    assert slow.wrote.wait(SECONDS)
    running.cancel()
    assert running.done.wait(SECONDS)
    assert running.columns[1].text == ""


def test_a_run_is_made_once_at_a_time(slow):
    known = RunningComparisons()
    running = known.start("run", 2, slow)
    assert known.start("run", 2, slow) is running is known.of("run")
    slow.go.set()
    assert running.done.wait(SECONDS)
    assert known.of("run") is None
