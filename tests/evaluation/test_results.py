import csv
import io
import json
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from app.answering.archive import ERASED, begun
from app.answering.types import Citation, ModelUsed, Timings, Tokens
from app.evaluation.cases import Case
from app.evaluation.charts import Pace
from app.evaluation.files import write_report
from app.evaluation.metrics import score
from app.evaluation.page import report_html
from app.evaluation.plan import Asked, Plan, Run, calls_of
from app.evaluation.readings import break_even, charts_of, pace_reading, paces_of, right_reading
from app.evaluation.report import ReportError, read_report, report_csv, report_json, report_of
from app.evaluation.results import results_of, rows_of
from app.evaluation.table import failures_line, text_table

MODEL = ModelUsed("ollama", "m:1b", "abc123")
SOURCE = ((frozenset({7}), frozenset({1})),)
SECONDS = {"rag": (4.0, 4.0, 4.0, 4.0), "long": (20.0, 2.0, 2.0, 2.0), "closed": (1.0, 1.0, 1.0, 1.0)}
HOSTILE = "=1+1 <script>alert(1)</script> <img src=//evil.example/x> ![x](//evil.example/y)"


def made(call, at, text, **changes):
    """An answer as a run keeps it: long questions on one document after each other, each second."""
    citations = (Citation(1, "a.pdf", 7, 1, "", "quote", "supported", "model", text),) if call.mode != "closed" else ()
    answer = replace(
        begun(call.id, "q", call.mode, 1000.0 + at),
        model=MODEL,
        text=text,
        citations=citations,
        ended_by="stop",
        tokens=Tokens(100, {"rag": 900, "long": 4000, "closed": 50}[call.mode], None, 9, 8192),
        timings=Timings(total=SECONDS[call.mode][call.number] + 1, load=1.0),
    )
    return replace(answer, **changes)


@pytest.fixture
def run():
    asked = [Asked(Case(f"q{number}", f"What {number}?", ("ten years",)), SOURCE) for number in range(3)]
    asked.append(Asked(Case("none", HOSTILE, unanswerable=True), ((frozenset({7}), frozenset()),)))
    plan = Plan("my set", tuple(asked), ("rag", "long", "closed"), (MODEL,), "main", (7,), "d", {"seed": 0}, "0.17")
    texts = {
        "rag": ("Ten years.", "Ten years.", "Nine years.", HOSTILE),
        "long": ("Ten years.", "Nine years.", "Nine years.", "Not in these documents."),
        "closed": ("Nine years.",) * 4,
    }
    answers = {
        call.id: made(call, at, texts[call.mode][call.number], refused=(call.mode, call.number) == ("long", 3))
        for at, call in enumerate(calls_of(plan))
    }
    scores = {
        call.id: score(plan.asked[call.number].case, answers[call.id], plan.asked[call.number].pages)
        for call in calls_of(plan)
    }
    return Run("id", plan, 1000.0, 2000.0, answers, scores)


@pytest.fixture
def report(run):
    return report_of(run, {7: "a.pdf"})


def test_rows_are_counts_and_sums(report):
    rag, closed, long = report.rows
    assert (rag.mode, rag.model, rag.n, rag.correct, rag.page_hit) == ("rag", "m:1b", 4, 2, 3)
    assert (rag.tokens, rag.seconds, rag.refused_right, rag.refused_wrong) == (3600, 20.0, 0, 0)
    assert (long.correct, long.refused_right, long.unanswerable, long.answerable) == (2, 1, 1, 3)
    assert (closed.correct, closed.page_hit, closed.supported, closed.sentences) == (0, 0, 0, 4)


def test_failed_and_erased_results_are_not_counted(run):
    broken = replace(run.answers["1-rag-1"], ended_by="broken", text="", warnings=("Out of memory.",))
    blank = replace(run.answers["2-rag-1"], text=ERASED, citations=())
    answers = {**run.answers, "1-rag-1": broken, "2-rag-1": blank}
    scores = {key: value for key, value in run.scores.items() if key not in ("1-rag-1", "2-rag-1")}
    report = report_of(replace(run, answers=answers, scores=scores), {})
    row = report.rows[0]
    assert (row.n, row.correct, row.failed, row.tokens) == (2, 0, 1, 1800)
    assert "1 times: Out of memory." in failures_line(report)


def test_the_first_question_on_a_document_is_told_from_those_that_find_it_read(run):
    by_id = {result.id: result.first for result in results_of(run, {})}
    assert [by_id[f"{number}-long-1"] for number in (1, 2, 3, 4)] == [True, False, False, False]
    assert by_id["1-rag-1"] is None


def test_what_is_asked_in_between_has_the_document_read_again(run):
    answers = {**run.answers, "1-rag-1": replace(run.answers["1-rag-1"], asked=run.answers["2-long-1"].asked + 0.5)}
    by_id = {result.id: result.first for result in results_of(replace(run, answers=answers), {})}
    assert [by_id[f"{number}-long-1"] for number in (1, 2, 3, 4)] == [True, False, True, False]


def test_what_the_server_says_of_its_cache_counts_more(run):
    told = replace(run.answers["2-long-1"], tokens=Tokens(100, 4000, 10))
    by_id = {result.id: result.first for result in results_of(replace(run, answers={**run.answers, told.id: told}), {})}
    assert by_id["2-long-1"] is True


def test_a_report_is_read_from_its_file_as_it_was_written(report):
    assert read_report(report_json(report)) == report


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"muniment_evaluation": 1}', '{"muniment_evaluation": 99}'])
def test_what_is_no_report_is_refused(text):
    with pytest.raises(ReportError):
        read_report(text)


class Live(HTMLParser):
    """Collects what a browser would fetch or run."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        names = {name for name, _ in attributes}
        if tag in ("script", "img", "a", "iframe", "link", "form") or names & {"src", "href", "onerror", "onclick"}:
            self.found.append((tag, attributes))


def test_nothing_in_the_page_is_live(report):
    page, live = report_html(report), Live()
    live.feed(page)
    assert live.found == []
    assert "&lt;script&gt;" in page
    assert page.count("<svg") == 3
    assert "m:1b abc123" in page


def test_the_table_for_spreadsheets_has_a_line_a_result_and_no_formula(report):
    lines = list(csv.DictReader(io.StringIO(report_csv(report))))
    assert len(lines) == 12
    assert lines[3]["question"] == f"'{HOSTILE}"
    assert (lines[0]["id"], lines[0]["correct"]) == ("q0", "True")


def test_a_report_lies_on_disk_in_three_forms(report, tmp_path):
    assert write_report(report, tmp_path / "out" / "set").name == "report.html"
    assert {path.name for path in (tmp_path / "out" / "set").iterdir()} == {"report.html", "report.json", "report.csv"}
    assert len(json.loads((tmp_path / "out/set/report.json").read_text(encoding="utf-8"))["rows"]) == 3


def test_the_table_for_a_terminal_has_a_line_a_row(report):
    lines = text_table(report.rows).splitlines()
    assert len(lines) == 4
    assert "2 of 4" in lines[1]


def test_charts_are_read_from_the_data(report):
    charts = charts_of(report)
    assert [chart.question.split()[0] for chart in charts] == ["Which", "What", "After"]
    assert "RAG was right in 2 of 4, Long context in 2 of 4" in charts[0].reading
    assert "1,800 tokens with RAG" in charts[1].reading
    assert "from the 9th question on a document on" in charts[2].reading


def test_a_difference_that_chance_may_give_is_called_so(report):
    assert "which chance alone may do" in right_reading(report)


@pytest.mark.parametrize(
    ("rag", "first", "later", "even"),
    [
        pytest.param(4, 20, 2, 9, id="later"),
        pytest.param(4, 3, 2, 1, id="at_once"),
        pytest.param(4, 20, 4, None, id="never"),
        pytest.param(4, 3, 5, None, id="only_the_first"),
        pytest.param(4, 6, 2, 2, id="second"),
    ],
)
def test_the_break_even_is_where_the_sums_meet(rag, first, later, even):
    passages, whole = Pace("RAG", "rag", rag, rag), Pace("Long", "long", first, later)
    assert break_even(passages, whole) == even
    if even:
        assert whole.total(even) <= passages.total(even)
        assert even == 1 or whole.total(even - 1) > passages.total(even - 1)


@pytest.mark.parametrize(("even", "said"), [(1, "the first"), (11, "11th"), (21, "21st"), (31, "31st"), (42, "42nd")])
def test_the_break_even_is_said_as_people_count(report, even, said):
    """Nothing is saved before: each later question is one second cheaper than by passages."""
    paces = [Pace("RAG", "rag", 2.0, 2.0), Pace("Long context", "long", 2.0 + even - 1, 1.0)]
    assert f"from {said}" in pace_reading(paces, report, "m:1b").replace("the " + said, said)


def test_loading_the_model_is_no_part_of_a_pace(report):
    assert [(pace.first, pace.later) for pace in paces_of(report, "m:1b")] == [(4.0, 4.0), (20.0, 2.0)]
    assert "a question took 4.0 s by RAG" in pace_reading(paces_of(report, "m:1b"), report, "m:1b")


def test_waiting_for_others_who_ask_the_same_server_is_no_part_of_a_pace(run):
    slow = {
        key: replace(
            answer, timings=Timings(0.5, 1.0, 90.0, answer.timings.total - 3.5, 2.0, answer.timings.total + 90)
        )
        for key, answer in run.answers.items()
    }
    report = report_of(replace(run, answers=slow), {})
    assert [(pace.first, pace.later) for pace in paces_of(report, "m:1b")] == [(4.0, 4.0), (20.0, 2.0)]


def test_a_report_of_nothing_has_no_charts_and_can_be_written(run):
    report = report_of(replace(run, answers={}, scores={}, finished=None), {})
    assert charts_of(report) == ()
    assert "0 of 12 answers so far" in report_html(report)
    assert read_report(report_json(report)) == report
    assert report_csv(report).strip() == "cited"
    assert rows_of([]) == ()
