"""Evaluate as AppTest sees it: text and state, without a browser."""

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import app.web
from app.evaluation import recorded
from app.evaluation.cases import Case, Source
from app.evaluation.report import report_json
from app.evaluation.run import begin_run, carry_out, list_runs, plan_run
from app.evaluation_routes import find_report
from app.web import current
from app.web.evaluating import evaluations
from app.web.evaluation_view import worst_of

MAIN = Path(app.web.__file__).parent / "main.py"
CASES = (
    Case("kept", "How long are **invoices** kept?", ("ten years",), False, (Source("invoices.txt", (1,)),)),
    Case("wrong", "How long are invoices kept ![x](//evil.example/y)?", ("nine centuries",)),
    Case("none", "Who flew yonder zeppelin?", unanswerable=True),
)
SECONDS = 30


@pytest.fixture
def open_page(filled):
    current.use(filled)

    def open_page(**query):
        opened = AppTest.from_file(MAIN, default_timeout=SECONDS)
        opened.query_params.update(query)
        return opened.run().switch_page("evaluate_page.py").run()

    return open_page


@pytest.fixture
def finished(filled):
    """The id of a run that is finished."""
    run_id = begin_run(filled, plan_run(filled, "My [set](//evil.example)", CASES, ("rag", "quotes")))
    carry_out(filled, run_id)
    return run_id


def words(page):
    shown = [str(element.value) for element in page.main if element.type in ("text", "title", "subheader", "caption")]
    return " ".join([*shown, *(element.proto.body for element in page.get("html"))])


def links(page):
    return [element.proto.label for element in page.get("page_link")]


def write_set(page, *lines):
    page.segmented_control(key="set source").set_value("Write them here").run()
    return page.text_area(key="set text").set_value("\n".join(map(json.dumps, lines))).run()


def test_a_set_written_in_the_page_is_run_and_shown(open_page, filled):
    page = write_set(open_page(), {"question": "How long are invoices kept?", "answers": ["ten years"]})
    page.pills(key="evaluated modes").set_value(["rag", "closed"]).run()
    page.button(key="start evaluation").click().run()
    assert not page.exception
    (run,) = list_runs(filled)
    assert page.query_params["run"] in (run.id, [run.id])
    assert evaluations.of(run.id).done.wait(SECONDS)
    page.run()
    assert not page.exception
    assert "1 questions · RAG, Closed book · fake · 2 answers" in words(page)
    assert "1 of 1" in words(page)


def test_what_is_wrong_with_a_set_is_said_and_nothing_starts(open_page):
    page = write_set(open_page(), {"question": "Why?"}, {"id": "x"})
    assert "Line 2 has no `question`" in words(page)
    assert page.button(key="start evaluation").disabled


def test_a_document_that_is_not_there_is_named_and_nothing_starts(open_page, filled):
    page = write_set(open_page(), {"question": "Why?", "document": "absent.pdf"})
    page.button(key="start evaluation").click().run()
    assert not page.exception
    assert "not in this room: absent.pdf" in words(page)
    assert list_runs(filled) == []


def test_the_sample_questions_offer_the_sample_documents(open_page, filled):
    page = open_page()
    page.button(key="samples").click().run()
    assert not page.exception
    assert filled.intake.jobs()


def test_a_run_shows_its_table_and_its_worst_answers(open_page, finished):
    page = open_page(run=finished)
    assert not page.exception
    assert page.title[0].value == "My \\[set\\]\\(\\/\\/evil\\.example\\)"
    assert "2 of 3" in words(page)
    (worst,) = [label for label in links(page) if "wrong" in label]
    assert worst.startswith("How long are invoices kept \\!\\[x\\]\\(\\/\\/evil\\.example\\/y\\)?  \n:small[wrong")
    assert "expected “nine centuries”" in worst
    assert f'href="/api/evaluation/{finished}.json"' in words(page)


def test_an_answer_stands_beside_what_was_expected_and_its_page(open_page, finished):
    page = open_page(run=finished, answer="2-rag-1")
    assert not page.exception
    assert "nine centuries" in words(page)
    assert page.segmented_control[0].options == ["invoices\\.txt p\\. 1"]


def test_earlier_runs_are_listed_with_what_they_are(open_page, finished):
    assert any("3 questions · RAG, Quotes · " in label.replace("\\", "") for label in links(open_page()))


def test_a_run_that_was_cut_off_can_be_gone_on_with(open_page, filled, finished):
    filled.runs._chats.remove_turn(finished, "3-rag-1")
    page = open_page(run=finished)
    assert "1 of 6 answers are still to come" in words(page)
    page.button(key="go on").click().run()
    assert evaluations.of(finished).done.wait(SECONDS)
    page.run()
    assert "6 answers" in words(page)
    assert "go on" not in [button.key for button in page.button]


def test_a_run_that_is_not_there_says_so_and_offers_a_new_one(open_page):
    page = open_page(run="nowhere")
    assert not page.exception
    assert "is not there" in words(page)
    assert page.button(key="start evaluation")


def test_without_a_chat_model_the_page_says_how_to_get_one_and_offers_quotes(
    open_page, filled, scripted_ollama, monkeypatch
):
    server = filled.models.look()
    monkeypatch.setattr(filled.models, "seen", lambda: type(server)("ollama", advice="Start `ollama serve`."))
    page = open_page()
    assert not page.exception
    assert "No chat model answers here." in words(page)
    assert page.pills(key="modes without a model").options == ["Quotes"]
    monkeypatch.setattr(filled.models, "seen", lambda: server)
    assert page.run().pills(key="evaluated modes").value == ["rag", "long", "auto", "closed"]
    assert [label for label in links(page) if label.startswith("Recorded run over the sample documents")]


def test_a_recorded_run_is_opened_from_its_file(open_page, filled, finished, tmp_path, monkeypatch):
    file = tmp_path / "evaluation.json"
    file.write_text(report_json(find_report(filled, finished)), encoding="utf-8")
    monkeypatch.setattr(recorded, "recorded_file", lambda _: file)
    assert any(label.startswith("Recorded run over the sample documents") for label in links(open_page()))
    page = open_page(run="recorded")
    assert not page.exception
    assert page.title[0].value == "Recorded run over the sample documents"
    assert "For one on your own papers: add a chat model" in words(page)
    assert "2 of 3" in words(page)
    assert not [button for button in page.button if button.key in ("delete run", "go on")]
    page = open_page(run="recorded", answer="1-rag-1")
    assert not page.exception
    assert "invoices.txt p. 1" in words(page)


def test_the_worst_answers_are_those_furthest_from_right(filled, finished):
    report = find_report(filled, finished)
    assert [result.case for result in worst_of(report, "rag")] == ["wrong"]
    assert {result.case for result in worst_of(report, "quotes")} >= {"wrong"}
