import threading
import time

import pytest
from streamlit.testing.v1 import AppTest

from app.evaluation.ladder import DEPTHS
from app.records.windows import MeasuredWindow, Trial
from app.web import current
from app.web.measuring import RunningMeasurement, RunningMeasurements, window_of
from tests.evaluation.near_sighted import NearSighted, offer

SECONDS = 30


def page():
    from app.web.window_view import show_window

    show_window()


@pytest.fixture
def read_room(assistant, papers):
    """A room with papers of some 900 words."""
    (papers / "week.txt").write_text("\n\n".join(f"In week {n} the pump ran without pause." for n in range(100)))
    assistant.intake.ingest([papers], "main", lambda _: None)
    current.use(assistant)
    return assistant


def texts(shown):
    return " ".join(element.value for element in shown.main if element.type in ("text", "caption"))


def test_the_page_measures_and_says_what_came(read_room):
    shown = AppTest.from_function(page, default_timeout=SECONDS).run()
    assert shown.button(key="measure window").label == "Measure"
    assert "The model reads up to" in texts(shown)
    shown.button(key="measure window").click().run()
    until = time.monotonic() + SECONDS
    while read_room.effective_window("fake") is None and time.monotonic() < until:
        time.sleep(0.1)
    shown.run()
    assert not shown.exception
    assert read_room.effective_window("fake").base == 0.0
    assert shown.button(key="measure window").label == "Measure"


def test_a_measurement_of_before_is_shown_and_one_begun_goes_on(read_room):
    trials = tuple(Trial(512, text, depth, True, 500, 500) for text in range(4) for depth in DEPTHS)
    begun = MeasuredWindow("fake", "fake", 8192, None, None, trials[:3], 1.0, "", "b")
    read_room.windows.keep(MeasuredWindow("fake", "fake", 8192, 512, 1.0, trials, 1.0, "Enough.", "b"))
    read_room.windows.keep_unfinished(begun)
    shown = AppTest.from_function(page, default_timeout=SECONDS).run()
    assert not shown.exception
    assert shown.button(key="measure window").label == "Go on measuring"
    assert len(shown.get("bidi_component")) == 1


def test_a_stop_keeps_what_was_found(read_room):
    reached, go = threading.Event(), threading.Event()

    def wait(number):
        if number == 8:
            reached.set()
            go.wait(SECONDS)

    offer(read_room, NearSighted(10**6, on_ask=wait))
    running = RunningMeasurement(window_of(read_room, "", 1024))
    assert reached.wait(SECONDS)
    running.cancel()
    go.set()
    assert running.done.wait(SECONDS)
    assert running.error == "Stopped. What was found is kept."
    assert len(read_room.windows.unfinished("near").trials) == len(running.so_far.trials) == 7


def test_a_model_is_measured_once_at_a_time(read_room):
    running = RunningMeasurements()
    go = threading.Event()
    offer(read_room, NearSighted(10**6, on_ask=lambda _: go.wait(SECONDS)))
    first = running.start("near", window_of(read_room, "", 1024))
    assert running.start("near", window_of(read_room, "", 1024)) is first
    go.set()
    assert first.done.wait(SECONDS)
    assert (first.error, running.of("near")) == ("", first)
    assert read_room.effective_window("near").base == 1.0


def test_why_nothing_could_be_measured_is_told(assistant):
    running = RunningMeasurement(window_of(assistant, "", 512))
    assert running.done.wait(SECONDS)
    assert "There are no papers" in running.error
