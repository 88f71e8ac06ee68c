import math

import pytest

from app.answering.answer import Answerer, Question
from app.answering.generate import Listener
from app.answering.judge import ALTERNATIVES, JUDGE_REQUEST, judge_messages, readiness
from app.answering.phrases import phrases_for
from app.llm.fake import FakeChatModel
from app.llm.types import Completion, Message
from tests.answering.judging import Judging

QUESTION = "How many days of vacation has every employee?"


def ln(*likelihoods):
    return tuple((token, math.log(value)) for token, value in likelihoods)


EVEN = ln(("The", 0.5), ("Not", 0.5))


@pytest.mark.parametrize(
    ("judging", "odds"),
    [
        pytest.param(ln(("Yes", 0.6), ("No", 0.2)), math.log(3), id="yes-is-likelier"),
        pytest.param(ln(("No", 0.8), (" yes", 0.1), ("YES", 0.1)), math.log(0.25), id="in-every-spelling"),
        pytest.param(ln(("Yes", 0.9), ("The", 0.05), ("A", 0.01)), math.log(90), id="no-is-less-likely-than-all-told"),
        pytest.param(ln(("The", 0.9), ("Nothing", 0.1)), None, id="neither"),
        pytest.param((), None, id="the-server-does-not-tell"),
    ],
)
def test_a_model_is_the_readier_the_likelier_it_says_yes(judging, odds):
    assert readiness(EVEN, judging) == (None if odds is None else pytest.approx(odds))


@pytest.mark.parametrize(
    ("answering", "odds"),
    [
        pytest.param(ln(("The", 0.6), ("Not", 0.2)), math.log(4), id="the-refusal-is-unlikely"),
        pytest.param(ln((" not", 0.5), ("Not", 0.3), ("In", 0.1)), math.log(0.25), id="in-every-spelling"),
        pytest.param(ln(("The", 0.9), ("In", 0.01)), math.log(99), id="it-is-less-likely-than-all-told"),
        pytest.param(ln(("Not", 1.0)), math.log(1e-6), id="it-is-certain"),
        pytest.param((), None, id="the-server-does-not-tell"),
    ],
)
def test_a_model_is_the_readier_the_less_likely_it_refuses(answering, odds):
    even = ln(("Yes", 0.5), ("No", 0.5))
    assert readiness(answering, even) == (None if odds is None else pytest.approx(odds, rel=1e-4))


def test_the_prompt_of_a_judge_begins_as_that_of_the_answer_does():
    rules, request = Message("system", "Rules."), Message("user", "Passages. Question: Why?")
    judged = judge_messages((rules, request))
    assert judged[0] == rules
    assert judged[1].content == f"{request.content}\n\n{JUDGE_REQUEST}"


def ask(shelf, limits, sampling, model, least, listener=None):
    limits = limits.__class__(
        **{**{name: getattr(limits, name) for name in limits.__slots__}, "least_readiness": least}
    )
    answerer = Answerer(shelf.retriever(), model, limits, sampling, *([listener] if listener else []))
    return answerer.answer(Question("1", QUESTION, "rag"))


def test_what_it_is_not_ready_to_answer_is_refused_and_not_written(shelf, limits, sampling):
    model, heard = Judging(lambda _: -2.0, reply="Employees have 90 pumps."), []
    answer = ask(shelf, limits, sampling, model, least=-1.0, listener=Listener(on_text=heard.append))
    assert answer.refused
    assert phrases_for(QUESTION).judged in answer.warnings
    assert phrases_for(QUESTION).guess not in answer.warnings
    assert heard == []
    assert answer.citations
    assert [(options.max_tokens, options.alternatives) for options in model.asked] == [(1, ALTERNATIVES)] * 2
    assert answer.prompt[-1]["content"] == model.prompts[0][-1].content
    assert answer.timings.prefill == pytest.approx(2 * Judging.PREFILL)
    assert answer.ended_by == "stop"
    assert not any("used up" in warning for warning in answer.warnings)
    assert answer.held_back
    assert answer.can_go_on


def test_what_was_held_back_can_be_written_all_the_same_and_is_doubted_then(shelf, limits, sampling):
    held_back = ask(shelf, limits, sampling, Judging(lambda _: -2.0), least=-1.0)
    assert held_back.held_back
    model = FakeChatModel(replies=["Every employee has 25 days of vacation. [1]"])
    answer = Answerer(shelf.retriever(), model, limits, sampling).go_on(held_back)
    assert (answer.refused, answer.held_back, answer.can_go_on) == (False, False, False)
    assert answer.text.startswith("Every employee has 25 days of vacation.")
    assert [message.content for message in model.prompts[0]] == [message["content"] for message in held_back.prompt]
    assert answer.warnings.count(phrases_for(QUESTION).judged) == 1
    assert {citation.verdict for citation in answer.citations} == {"supported"}


@pytest.mark.parametrize("odds", [-1.0, 3.0, None])
def test_else_it_is_answered_and_the_time_of_both_is_told(shelf, limits, sampling, odds):
    model = Judging(lambda _: odds)
    heard, plans = [], []
    listener = Listener(on_text=heard.append, on_plan=lambda *plan: plans.append(plan))
    answer = ask(shelf, limits, sampling, model, least=-1.0, listener=listener)
    assert not answer.refused
    assert "25 days" in answer.text
    assert len(plans) == 1
    _, judged, asked = model.prompts
    assert asked[-1].content == judged[-1].content.removesuffix(f"\n\n{JUDGE_REQUEST}")
    assert answer.timings.prefill == pytest.approx(3 * Judging.PREFILL)
    assert not "".join(heard).startswith("Yes")
    assert "alternatives" not in answer.options


def test_what_the_server_said_of_the_prompt_is_told_of_a_refusal_too(shelf, limits, sampling):
    model = Judging(lambda _: -2.0, reply="Employees have 90 pumps.", accepted=5)
    answer = ask(shelf, limits, sampling, model, least=-1.0)
    assert answer.refused
    assert any("the server counted 5" in warning for warning in answer.warnings)


def test_a_model_that_was_not_measured_is_not_asked(shelf, limits, sampling):
    model = Judging(lambda _: -9.0)
    assert not ask(shelf, limits, sampling, model, least=None).refused
    assert len(model.prompts) == 1


@pytest.mark.parametrize("prompts", [1, 2])
def test_who_stops_while_it_judges_gets_no_answer(shelf, limits, sampling, prompts):
    model = Judging(lambda _: 3.0)
    answer = ask(shelf, limits, sampling, model, -1.0, Listener(cancelled=lambda: len(model.prompts) >= prompts))
    assert (answer.ended_by, answer.text) == ("cancelled", "")
    assert len(model.prompts) == prompts


def test_a_completion_says_nothing_of_what_could_have_come_first_unless_asked():
    assert Completion("stop", None, None, None, None, None, None).first == ()
