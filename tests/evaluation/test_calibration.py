import json
from types import SimpleNamespace

import pytest

from app.answering.phrases import phrases_for
from app.commands import run
from app.evaluation.calibration import CalibrationStopped, calibrate, judge_line, mark
from app.evaluation.judge_probes import JUDGE_PROBES
from app.llm.errors import ServerNotRunning
from tests.answering.judging import Judging
from tests.evaluation.near_sighted import offer

ANSWERED = {question for probe in JUDGE_PROBES for question in probe.answered}
QUESTIONS = sum(len(probe.answered) + len(probe.missed) for probe in JUDGE_PROBES)


def knows(prompt):
    return 2.0 if any(f"Question: {question}\n" in prompt for question in ANSWERED) else -1.0


def test_each_text_has_as_many_questions_of_both_kinds_and_none_twice():
    asked = [question for probe in JUDGE_PROBES for question in (*probe.answered, *probe.missed)]
    assert len(set(asked)) == len(asked) == QUESTIONS
    assert all(len(probe.answered) == len(probe.missed) for probe in JUDGE_PROBES)


def test_a_model_that_tells_them_apart_is_asked_from_then_on(filled):
    model = Judging(knows)
    offer(filled, model)
    lines = []
    judge = calibrate(filled, on_progress=lines.append)
    assert (judge.separation, judge.least_readiness, judge.asked) == (1.0, pytest.approx(0.5), QUESTIONS)
    assert filled.judges.of("judge") == judge
    assert lines[-1] == f"judging: question {QUESTIONS} of {QUESTIONS}"
    assert "is asked if the passages answer" in judge_line(judge)
    # Which is none of the questions that it knows.
    assert phrases_for("").judged in filled.ask("How long are invoices kept?").warnings


@pytest.mark.parametrize("odds", [lambda _: 1.0, lambda _: None], ids=["always-yes", "neither-word"])
def test_a_model_that_cannot_judge_is_not_asked(filled, odds):
    model = Judging(odds)
    offer(filled, model)
    judge = calibrate(filled)
    assert (judge.separation, judge.least_readiness) == (0.5, None)
    assert "is not asked" in judge_line(judge)
    asked = len(model.prompts)
    assert not filled.ask("How long are invoices kept?").refused
    assert len(model.prompts) == asked + 1


def test_the_mark_is_halfway_between_what_is_answered_and_what_is_missed():
    assert mark([0.5, 1.0, 2.0, 2.5], [-2.0, -1.0, 0.0, 0.0]) == (1.0, pytest.approx(0.375))
    assert mark([0.1, 1.0, 2.0, 3.0], [-2.0, -1.0, 0.5, 0.7]) == (pytest.approx(14 / 16), pytest.approx(0.5375))
    assert mark([1.0, 3.0], [0.0, 2.0, 2.0, 2.0]) == (pytest.approx(5 / 8), None)
    assert mark([0.0, 2.0, 2.0], [-1.0, 1.0, -1.0]) == (pytest.approx(8 / 9), pytest.approx(0.5))
    assert mark([1.0, None], [0.0]) == (0.5, None)
    assert mark([], []) == (0.5, None)


def test_it_can_be_stopped_and_keeps_nothing_then(filled):
    offer(filled, Judging(knows))
    with pytest.raises(CalibrationStopped):
        calibrate(filled, cancelled=lambda: True)
    assert filled.judges.of("judge") is None


def test_without_a_model_there_is_nothing_to_measure(filled):
    filled.models = SimpleNamespace(choose=lambda _name: None)
    with pytest.raises(ServerNotRunning):
        calibrate(filled)


def test_the_command_says_whether_it_can(filled):
    offer(filled, Judging(knows))
    outcome = run(filled, "calibrate", {"model": ""}, lambda _: None)
    assert outcome.code == 0
    assert json.loads(json.dumps(outcome.document))["can_judge"] is True
    offer(filled, Judging(lambda _: 1.0))
    assert run(filled, "calibrate", {"model": ""}, lambda _: None).code == 1
