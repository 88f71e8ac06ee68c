import time

import pytest
from streamlit.testing.v1 import AppTest

from app.records.judges import Judge
from app.web import current
from app.web.measuring import RunningMeasurement, judge_of
from tests.answering.judging import Judging
from tests.evaluation.near_sighted import offer

SECONDS = 30


def page():
    from app.web.judge_view import show_judge

    show_judge()


@pytest.fixture
def room(assistant):
    current.use(assistant)
    return assistant


def texts(shown):
    return " ".join(element.value for element in shown.main if element.type == "text")


def test_the_page_measures_and_says_what_came(room):
    shown = AppTest.from_function(page, default_timeout=SECONDS).run()
    shown.button(key="measure judge").click().run()
    until = time.monotonic() + SECONDS
    while room.judges.of("fake") is None and time.monotonic() < until:
        time.sleep(0.1)
    shown.run()
    assert not shown.exception
    assert room.judges.of("fake").least_readiness is None
    assert "fake tells what is answered from what is not in 50% of the pairs: too few" in texts(shown)


def test_what_was_measured_before_is_shown(room):
    room.judges.keep(Judge("fake", "fake", 0.89, 0.1, 48, 1.0))
    shown = AppTest.from_function(page, default_timeout=SECONDS).run()
    assert "in 89% of the pairs, so it is asked if" in texts(shown)
    assert shown.button(key="measure judge").label == "Measure again"


def test_a_stop_keeps_nothing(room):
    offer(room, Judging(lambda _: running.cancel()))
    running = RunningMeasurement(lambda self, cancelled: (time.sleep(0.1), judge_of(room, "")(self, cancelled))[1])
    assert running.done.wait(SECONDS)
    assert running.error == "Stopped. Nothing was kept."
    assert room.judges.of("judge") is None
