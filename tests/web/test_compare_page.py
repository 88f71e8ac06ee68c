"""Compare as AppTest sees it: the form, a comparison with its table, a blind one, a recorded one."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import app.web
import app.web.compare_recorded
from app.answering.fit import Fit, FitDocument
from app.evaluation.comparison import (
    Column,
    ComparisonPlan,
    begin_comparison,
    comparison_strips,
    load_comparison,
    run_comparison,
)
from app.evaluation.exported import record_comparison, recorded_json
from app.llm.provider import ChatModels
from app.llm.types import WindowMemory
from app.records.votes import Side, Total
from app.web import current
from app.web.compare_below import strips_html, total_row
from app.web.compare_form import what_is_missing
from app.web.fit_bar import bar_line

MAIN = Path(app.web.__file__).parent / "main.py"
QUESTION = "How long are invoices kept?"
PLAN = ComparisonPlan(QUESTION, (Column("rag"), Column("long")))


@pytest.fixture
def room(filled):
    return filled


def open_page(assistant, **query):
    current.use(assistant)
    opened = AppTest.from_file(MAIN, default_timeout=60)
    opened.query_params.update(query)
    return opened.run().switch_page("compare_page.py").run()


def compared(assistant, plan=PLAN):
    run_id = begin_comparison(assistant, plan)
    run_comparison(assistant, run_id)
    return run_id


def words(page):
    html = " ".join(element.proto.body for element in page.get("html"))
    return html + " ".join(
        str(element.value) for element in page.main if element.type in ("text", "title", "subheader")
    )


def titles(page):
    return [header.value for header in page.subheader]


def test_the_form_shows_what_fits_and_asks_for_what_is_missing(room):
    page = open_page(room)
    assert not page.exception
    assert "3 documents: " in words(page)
    page.button(key="compare").click().run()
    assert page.warning[0].value == "Write a question first."


def test_a_question_is_compared_and_keeps_its_address(room):
    page = open_page(room)
    page.text_area(key="compare question").set_value(QUESTION)
    page.button(key="compare").click().run()
    assert not page.exception
    [run] = room.runs.all()
    assert page.query_params["run"] == run.id
    assert titles(page)[:3] == ["RAG", "Long context", "Auto"]
    assert "tokens planned" in words(page)
    assert f"/api/comparison/{run.id}.json" in words(page)
    assert [answer.ended_by for answer in load_comparison(room, run.id).answers] == ["stop"] * 3
    assert titles(open_page(room))[-1] == "Earlier comparisons"


def test_a_blind_comparison_shows_its_ways_after_the_vote(room):
    run_id = compared(room, ComparisonPlan(QUESTION, PLAN.columns, blind=True))
    page = open_page(room, run=run_id)
    assert titles(page) == ["Answer A", "Answer B", "Which answer is best?"]
    assert "Long context" not in words(page)
    assert "tokens planned" not in words(page)
    page.button(key="vote A").click().run()
    assert not page.exception
    assert titles(page)[:2] == ["RAG", "Long context"]
    assert "You preferred RAG." in words(page)
    [vote] = room.votes.of_run(run_id)
    assert (vote.one.mode, vote.other.mode, vote.winner, vote.kind) == ("rag", "long", "one", "looks up")


def test_a_comparison_whose_id_has_what_streamlit_keeps_for_itself_is_shown(room, monkeypatch):
    monkeypatch.setattr("app.records.chats.secrets.token_hex", lambda _: "ab__cd__")
    page = open_page(room, run=compared(room))
    assert not page.exception
    assert titles(page)[:2] == ["RAG", "Long context"]


def test_a_vote_can_be_declined(room):
    run_id = compared(room, ComparisonPlan(QUESTION, PLAN.columns, blind=True))
    page = open_page(room, run=run_id)
    page.button(key="vote none").click().run()
    assert titles(page)[:2] == ["RAG", "Long context"]
    assert room.votes.totals() == []


def test_what_was_not_asked_can_be_asked_later(room):
    run_id = begin_comparison(room, PLAN)
    page = open_page(room, run=run_id)
    assert words(page).count("Not asked.") == 2
    page.button(key="ask missing").click().run()
    assert not page.exception
    assert all(load_comparison(room, run_id).answers)


def test_a_comparison_is_deleted_with_its_answers(room):
    run_id = compared(room)
    page = open_page(room, run=run_id)
    page.button(key="delete comparison").click().run()
    assert not page.exception
    assert room.runs.all() == []


def test_a_comparison_that_is_not_there_is_said_so(room):
    page = open_page(room, run="nothing")
    assert "not there" in page.error[0].value
    assert page.title[0].value == "Compare"


def test_without_a_model_the_recorded_comparison_is_shown(room, tmp_path, monkeypatch):
    file = tmp_path / "compare.json"
    file.write_text(recorded_json(record_comparison(room, load_comparison(room, compared(room)), 1_790_000_000.0)))
    room.models = ChatModels("none", "", "", tmp_path / "last", 4096)
    monkeypatch.setattr(app.web.compare_recorded, "recorded_file", lambda _: file)
    page = open_page(room)
    assert not page.exception
    assert titles(page) == [QUESTION, "RAG", "Long context"]
    assert "fake fake" in page.caption[0].value
    assert "2026" in page.caption[0].value
    assert "To compare on your own papers" in words(page)
    file.write_text("{}")
    assert "no recorded comparison" in open_page(room).warning[0].value


def test_a_form_needs_a_question_and_two_columns():
    assert what_is_missing("", PLAN.columns) == "Write a question first."
    assert what_is_missing("Why?", PLAN.columns[:1]) == "Choose at least two columns."
    assert what_is_missing("Why?", PLAN.columns) == ""


INSIDE = FitDocument(1, "a.pdf", 18_000, fits=True)
OUTSIDE = FitDocument(2, "b.pdf", None, fits=False, reason="It has at least 40,000 tokens; 14,000 are left.")


def fit(**changes):
    plain = {
        "documents": (INSIDE,),
        "prompt": 18_240,
        "exact": True,
        "answer": 512,
        "window": 32_768,
        "largest": 32_768,
        "trained": 131_072,
        "loaded": None,
        "memory": WindowMemory(4_000_000_000, 8_000_000_000),
        "seconds": 130.0,
        "model": "llama3.2:3b",
    }
    return Fit(**plain | changes)


@pytest.mark.parametrize(
    ("changes", "end"),
    [
        pytest.param({}, "reading them takes about 2 min 10 s the first time, 2 s after that", id="fits"),
        pytest.param({"seconds": None}, "how long reading takes is known after the first answer", id="not measured"),
        pytest.param({"window": None, "documents": (INSIDE, OUTSIDE)}, "Nothing would be sent.", id="too long"),
        pytest.param({"memory": WindowMemory(9, 8)}, "more memory than is free. Nothing would be sent.", id="memory"),
    ],
)
def test_the_fit_in_a_line(changes, end):
    assert bar_line(fit(**changes)).endswith(end)


def test_totals_have_an_interval():
    row = total_row(Total(Side("long", "m", "d"), Side("rag", "m", "d"), 6, 5, 1))
    assert (row["First"], row["Second"], row["Votes"], row["No difference"]) == ("Long context", "RAG", 12, 1)
    assert row["Share of the first"] == "55 % (28 to 79 %)"
    other = total_row(Total(Side("rag", "a", "d"), Side("rag", "b", "e"), 0, 0, 2))
    assert (other["First"], other["Share of the first"]) == ("RAG · a", "–")


def test_names_of_documents_are_escaped_in_strips(room):
    comparison = load_comparison(room, compared(room))
    strips = comparison_strips(room, comparison)
    assert "invoices.txt</h4>" in strips_html(["<b>", "b"], strips)
    assert "<b>" not in strips_html(["<b>", "b"], strips)
