import dataclasses

import pytest

from app.answering.archive import ERASED
from app.answering.request import Scope
from app.evaluation.cases import Case, Source
from app.evaluation.plan import Progress
from app.evaluation.run import (
    PREPARING,
    EvaluationError,
    begin_run,
    carry_out,
    delete_run,
    document_names,
    list_runs,
    plan_run,
    read_run,
)
from app.llm.errors import ServerNotRunning

MODES = ("rag", "quotes")


def planned(assistant, cases, modes=MODES, **chosen):
    return plan_run(assistant, "set", cases, modes, **chosen)


@pytest.fixture
def asked_of(filled, monkeypatch):
    """What the assistant was asked, as (mode, question, documents, window)."""
    calls, ask = [], filled.ask

    def spy(question, **chosen):
        calls.append((chosen["mode"], question, chosen["scope"].documents, chosen["least_window"]))
        return ask(question, **chosen)

    monkeypatch.setattr(filled, "ask", spy)
    return calls


def test_a_run_puts_every_question_to_every_mode_of_the_same_documents(filled, cases, asked_of):
    run = carry_out(filled, begin_run(filled, planned(filled, cases)))
    assert len(run.answers) == len(run.scores) == 8
    assert not run.missing
    assert run.finished
    scopes = {mode: [scope for each, _, scope, _ in asked_of if each == mode] for mode in MODES}
    assert scopes["rag"] == scopes["quotes"]
    assert [len(scope) for scope in scopes["rag"]] == [1, 1, 1, 0]
    assert run.scores["1-rag-1"].correct
    assert run.scores["1-rag-1"].page_hit
    assert run.scores["4-rag-1"].correct
    assert run.scores["4-rag-1"].refused
    assert set(document_names(filled, run).values()) == {"invoices.txt", "holidays.md", "notes.html"} & {
        citation.document for answer in run.answers.values() for citation in answer.citations
    }


def test_a_set_without_documents_is_asked_of_the_documents_of_the_run(filled, asked_of):
    plan = planned(filled, [Case("1", "What is kept?")], scope=Scope("main", ("notes.html",)))
    carry_out(filled, begin_run(filled, plan))
    notes = str(filled.find(["notes.html"])[0].id)
    assert {scope for _, _, scope, _ in asked_of} == {(notes,)}


def test_a_finished_run_is_not_asked_again_unless_a_new_one_is_wanted(filled, cases, asked_of):
    plan = planned(filled, cases, ["rag"])
    first = begin_run(filled, plan)
    finished = carry_out(filled, first).finished
    assert begin_run(filled, plan) == first
    assert carry_out(filled, first).finished == finished
    assert len(asked_of) == 4
    assert begin_run(filled, plan, new=True) != first
    assert len(list_runs(filled)) == 2


def test_a_failed_call_is_kept_with_its_reason_and_made_again(filled, cases, monkeypatch):
    ask, down = filled.ask, [True]

    def failing(question, **chosen):
        if down[0] and question == cases[1].question:
            raise ServerNotRunning("Nobody answers.", "Start Ollama.")
        return ask(question, **chosen)

    monkeypatch.setattr(filled, "ask", failing)
    run_id, heard = begin_run(filled, planned(filled, cases, ["rag"])), []
    run = carry_out(filled, run_id, heard.append)
    assert [call.id for call in run.missing] == ["2-rag-1"]
    assert run.answers["2-rag-1"].warnings == ("Nobody answers. Start Ollama.",)
    assert run.finished is None
    assert heard[-1] == Progress(3, 4, 1, 0.0)
    down[0] = False
    assert not carry_out(filled, run_id).missing


def test_a_cancelled_run_keeps_what_came(filled, cases):
    run_id = begin_run(filled, planned(filled, cases))
    heard = []
    run = carry_out(filled, run_id, heard.append, lambda: len(heard) > 3)
    assert len(run.answers) == 3
    assert run.finished is None
    assert run.scores.keys() == run.answers.keys()
    assert len(carry_out(filled, run_id).answers) == 8


def test_progress_tells_how_many_are_left_and_for_how_long(filled, cases):
    heard = []
    carry_out(filled, begin_run(filled, planned(filled, cases, ["rag"])), heard.append)
    assert [(each.done, each.total) for each in heard] == [(done, 4) for done in range(5)]
    assert heard[0].seconds_left is None
    assert heard[1].seconds_left > 0
    assert (heard[1].mode, heard[1].model) == ("rag", "fake")


def test_documents_that_are_not_there_are_named(filled):
    cases = [Case("1", "q", sources=(Source("gone.pdf"),)), Case("2", "q", sources=(Source("lost.pdf"),))]
    with pytest.raises(EvaluationError, match=r"not in this room: gone\.pdf, lost\.pdf"):
        planned(filled, cases)


def test_modes_that_need_a_model_say_so_where_there_is_none(filled, cases, monkeypatch):
    monkeypatch.setattr(filled.models, "choose", lambda _: None)
    with pytest.raises(EvaluationError, match="No chat model answers here"):
        planned(filled, cases)
    assert planned(filled, cases, ["quotes"]).models == ()


def test_a_run_survives_the_erasing_of_its_documents_in_numbers_only(filled, cases):
    run_id = begin_run(filled, planned(filled, cases))
    before = carry_out(filled, run_id)
    filled.delete([filled.find(["invoices.txt"])[0].id])
    after = read_run(filled, run_id)
    assert after.scores == before.scores
    assert after.answers["1-rag-1"].text == ERASED
    assert after.plan.asked[0].case.answers == ()
    assert after.plan.asked[1].case.answers == cases[1].answers


def test_what_was_not_judged_before_its_document_was_erased_is_not_judged_later(filled, cases):
    run_id = begin_run(filled, planned(filled, cases, ["rag"]))
    carry_out(filled, run_id)
    record = filled.runs.plan(run_id)
    filled.runs.keep_plan(run_id, {**record, "scores": {}})  # as a killed process leaves it
    filled.delete([filled.find(["invoices.txt"])[0].id])
    # Of so small a room every answer is given all, but for that which names another document.
    assert read_run(filled, run_id).scores.keys() == {"2-rag-1"}


@pytest.mark.parametrize("gone", ["invoices.txt", "notes.html"])
def test_a_run_does_not_go_on_with_other_documents(filled, cases, gone):
    run_id = begin_run(filled, planned(filled, cases))
    carry_out(filled, run_id, cancelled=lambda: True)
    filled.delete([filled.find([gone])[0].id])
    with pytest.raises(EvaluationError, match="it cannot go on"):
        carry_out(filled, run_id)


def test_a_run_is_carried_out_by_one_at_a_time_and_not_deleted_meanwhile(filled, cases):
    run_id = begin_run(filled, planned(filled, cases, ["quotes"]))

    def meddle(progress):
        if progress.done == 1:
            with pytest.raises(EvaluationError, match="already"):
                carry_out(filled, run_id)
            with pytest.raises(EvaluationError, match="Stop it first"):
                delete_run(filled, run_id)

    carry_out(filled, run_id, meddle)
    delete_run(filled, run_id)
    assert list_runs(filled) == []


def test_what_a_process_left_that_died_while_it_wrote_a_run_down_is_swept(filled, cases):
    half = filled.runs.create("half").id
    filled.runs.keep_plan(half, PREPARING)
    assert list_runs(filled) == []
    run_id = begin_run(filled, planned(filled, cases))
    assert [run.id for run in filled.runs.all()] == [run_id]


def test_a_comparison_is_no_evaluation(filled):
    other = filled.runs.create("compared").id
    with pytest.raises(EvaluationError, match="no evaluation"):
        read_run(filled, other)
    assert list_runs(filled) == []


def test_settings_that_make_other_answers_make_another_run(filled, cases):
    first = begin_run(filled, planned(filled, cases))
    filled.settings = dataclasses.replace(filled.settings, passages=3)
    assert begin_run(filled, planned(filled, cases)) != first
