"""One question through several columns: kept as a run, in one window, each column failing and stopping by itself."""

import json
from dataclasses import replace

import pytest

from app.answering.archive import ERASED
from app.answering.generate import SILENT, Listener
from app.answering.request import Scope
from app.assistant import UnknownName
from app.evaluation.comparison import (
    Column,
    ComparisonPlan,
    begin_comparison,
    comparison_json,
    comparison_strips,
    load_comparison,
    plan_from_record,
    plan_record,
    run_comparison,
    shared_windows,
)
from app.llm.errors import ServerNotRunning
from app.records.chats import UnknownChat

QUESTION = "How long are invoices kept?"
PLAN = ComparisonPlan(QUESTION, (Column("rag"), Column("quotes")))


@pytest.fixture
def room(shared_room):
    return shared_room


def compared(room, plan=PLAN, **chosen):
    return run_comparison(room, begin_comparison(room, plan), **chosen)


class Asked:
    """Stands before an assistant's `ask`, and remembers what each call was given."""

    def __init__(self, monkeypatch, assistant, fail=()):
        self.calls = []
        ask = assistant.ask

        def asked(question, **chosen):
            self.calls.append(chosen)
            if chosen["mode"] in fail:
                raise ServerNotRunning("Nobody answers.", "Start Ollama.")
            answer = ask(question, **chosen)
            return replace(answer, tokens=replace(answer.tokens, window=max(4096, chosen["least_window"])))

        monkeypatch.setattr(assistant, "ask", asked)


def test_each_column_answers_and_is_kept_as_one_run(room):
    run_id = begin_comparison(room, PLAN)
    comparison = run_comparison(room, run_id)
    assert [answer.mode for answer in comparison.answers] == ["rag", "quotes"]
    assert comparison.agreement == "one says more"  # quotes are the nearest sentences, the first of which answers
    assert load_comparison(room, run_id) == comparison
    assert room.runs.chat(run_id).title == QUESTION


def test_the_columns_are_asked_one_after_the_other_in_order(room):
    heard = []
    compared(room, replace(PLAN, warm=True), listener_of=lambda index, again: heard.append((index, again)) or SILENT)
    assert heard == [(0, False), (0, True), (1, False)]  # quotes need no model: nothing gets warm


def test_all_columns_of_a_model_share_the_window_that_one_of_them_needed(room, monkeypatch):
    asked = Asked(monkeypatch, room)
    monkeypatch.setattr("app.evaluation.comparison.shared_windows", lambda *_: {"": 8192})
    compared(room, ComparisonPlan(QUESTION, (Column("rag"), Column("rag", ""), Column("quotes")), warm=True))
    assert {call["least_window"] for call in asked.calls} == {8192}


def test_a_window_that_turns_out_larger_is_kept_for_the_columns_after_it(room, monkeypatch):
    asked = Asked(monkeypatch, room)
    monkeypatch.setattr("app.evaluation.comparison.shared_windows", lambda *_: {})
    compared(room)
    assert [call["least_window"] for call in asked.calls] == [0, 4096]


def test_a_column_that_fails_says_why_and_the_next_is_asked(room, monkeypatch):
    Asked(monkeypatch, room, fail={"rag"})
    first, second = compared(room).answers
    assert (first.ended_by, first.warnings) == ("broken", ("Nobody answers. Start Ollama.",))
    assert (second.ended_by, second.mode) == ("stop", "quotes")


def test_a_stop_ends_its_column_and_those_after_it_are_not_asked(room):
    stop = []
    listener = Listener(on_text=stop.append, cancelled=lambda: bool(stop))
    first, second = compared(room, listener_of=lambda *_: listener).answers
    assert first.ended_by in ("cancelled", "stop")
    assert second is None


def test_a_comparison_that_was_begun_has_no_answers_yet(room):
    comparison = load_comparison(room, begin_comparison(room, PLAN))
    assert comparison.answers == (None, None)
    assert comparison.agreement == "incomplete"


def test_a_plan_holds_ids_of_documents_and_not_their_names(room):
    run_id = begin_comparison(room, replace(PLAN, scope=Scope("main", ("invoices.txt",))))
    record = room.runs.plan(run_id)
    assert "invoices.txt" not in str(record)
    assert json.loads(json.dumps(plan_record(plan_from_record(record)))) == record
    [document] = room.find(["invoices.txt"])
    comparison = run_comparison(room, run_id)
    assert {answer.scope for answer in comparison.answers} == {(document.id,)}


def test_a_document_that_is_not_there_begins_nothing(room):
    with pytest.raises(UnknownName, match=r"nothing\.pdf"):
        begin_comparison(room, replace(PLAN, scope=Scope("main", ("nothing.pdf",))))
    assert "nothing.pdf" not in str([room.runs.plan(run.id) for run in room.runs.all()])


def test_a_run_that_is_no_comparison_is_not_found(room):
    run_id = room.runs.create("An evaluation").id
    with pytest.raises(UnknownChat):
        load_comparison(room, run_id)


def test_a_deleted_document_is_blanked_in_comparisons(assistant, papers):
    assistant.intake.ingest([papers / "invoices.txt"], "main", lambda _: None)
    run_id = begin_comparison(assistant, PLAN)
    run_comparison(assistant, run_id)
    assistant.delete([document.id for document in assistant.find(["invoices.txt"])])
    comparison = load_comparison(assistant, run_id)
    assert {answer.text for answer in comparison.answers} == {ERASED}
    assert comparison.agreement == "incomplete"
    assert comparison_strips(assistant, comparison)[0] == ()


def test_strips_show_where_the_evidence_lies(room):
    comparison = compared(room)
    [strip] = [strip for strip in comparison_strips(room, comparison)[0] if strip.document == "invoices.txt"]
    assert strip.drawn == ((0.0, 1.0),)
    assert strip.cited[0].at == 0


def test_the_document_of_the_contract(room):
    comparison = compared(room)
    document = comparison_json("run", comparison)
    assert {"question", "answers", "agreement", "page_overlap"} <= set(document)
    assert document["page_overlap"]["cited"]["shared"] == [{"document_id": 1, "document": "invoices.txt", "page": 1}]
    assert [answer["mode"] for answer in document["answers"]] == ["rag", "quotes"]


def test_what_ended_by_itself_is_not_asked_again(room, monkeypatch):
    run_id = begin_comparison(room, PLAN)
    first = run_comparison(room, run_id)
    asked = Asked(monkeypatch, room)
    room.runs.keep(run_id, replace(first.answers[1], ended_by="broken"))
    again = run_comparison(room, run_id)
    assert [call["mode"] for call in asked.calls] == ["quotes"]
    assert again.answers[0] == first.answers[0]
    assert again.answers[1].ended_by == "stop"


def test_what_nobody_foresaw_is_raised_and_its_column_is_kept_as_broken(room, monkeypatch):
    def fail(*_, **__):
        raise ZeroDivisionError("words of a document")

    run_id = begin_comparison(room, PLAN)
    monkeypatch.setattr(room, "ask", fail)
    with pytest.raises(ZeroDivisionError):
        run_comparison(room, run_id)
    first, second = load_comparison(room, run_id).answers
    assert (first.ended_by, second) == ("broken", None)
    assert "ZeroDivisionError" in first.warnings[0]
    assert "words" not in first.warnings[0]


def test_documents_are_counted_once_for_all_columns_of_a_model(room, monkeypatch):
    counted = []
    fit = room.fit
    monkeypatch.setattr(room, "fit", lambda **chosen: counted.append(chosen) or fit(**chosen))
    plan = replace(PLAN, columns=(Column("rag"), Column("long"), Column("auto")))
    assert shared_windows(room, plan) == {"": 4096}
    assert len(counted) == 1
    assert shared_windows(room, PLAN) == {"": 4096}
    assert len(counted) == 1


def test_a_server_that_fails_while_documents_are_counted_fails_in_its_columns(room, monkeypatch):
    def fail(*_, **__):
        raise ServerNotRunning("Nobody answers.", "Start Ollama.")

    monkeypatch.setattr(room, "fit", fail)
    monkeypatch.setattr(room, "ask", fail)
    comparison = compared(room, replace(PLAN, columns=(Column("rag"), Column("long"))))
    assert [answer.warnings for answer in comparison.answers] == [("Nobody answers. Start Ollama.",)] * 2
