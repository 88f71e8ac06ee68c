"""A run in the page: how far it is, its table, its charts, its worst answers, its files."""

import time
from html import escape
from textwrap import shorten

import streamlit as st

from app.answering.render import one_line, safe_html
from app.answering.types import MODE_NAMES, Answer
from app.evaluation.page import judgement, rows_html, summary_line
from app.evaluation.readings import charts_of
from app.evaluation.recorded import RECORDED
from app.evaluation.report import Report
from app.evaluation.results import Result
from app.evaluation.run import EvaluationError, delete_run
from app.evaluation.table import failures_line, progress_line
from app.evaluation.window import window_chart
from app.web.chart_view import show_chart
from app.web.current import assistant
from app.web.evaluating import RunningEvaluation, evaluations
from app.web.evidence import show_evidence
from app.web.words import plain

SHOWN = 12
"""Answers listed as the worst."""
LONGEST_SAID = 90
"""Characters of an answer in that list."""
POLL_SECONDS = 1.0

STYLE = """
<style>
/* Links to this page itself, which Streamlit shows as the page that is open. */
:is(.st-key-run_links, .st-key-worst_links, .st-key-back_link) a {
  background: transparent; padding: .25rem 0;
}
:is(.st-key-run_links, .st-key-worst_links, .st-key-back_link) a:hover { text-decoration: underline; }
:is(.st-key-run_links, .st-key-worst_links, .st-key-back_link) a p {
  font-weight: 400; white-space: normal; line-height: 1.4;
}
.rows { border-collapse: collapse; font-size: .875rem; width: 100%; }
.rows th, .rows td { text-align: left; padding: .4rem .9rem .4rem 0; white-space: nowrap;
  border-top: 1px solid color-mix(in srgb, currentColor 16%, transparent); }
.rows th { font-size: .8125rem; border: 0; white-space: normal; vertical-align: bottom; }
.rows td:nth-child(n+3), .rows th:nth-child(n+3) { text-align: right; }
.wide { overflow-x: auto; } .wide:focus-visible { outline: 2px solid currentColor; outline-offset: 2px; }
.files a { color: inherit; text-underline-offset: 3px; }
.hint { font-size: .875rem; opacity: .85; margin: 0; }
.given { border-left: 3px solid color-mix(in srgb, currentColor 30%, transparent); padding-left: 1rem; }
</style>
"""


def show_hint(words: str) -> None:
    """A line of our own words, smaller; Streamlit's captions are too faint to be read by everyone."""
    st.html(f'<p class="hint">{escape(words)}</p>')


def show_report(report: Report, running: RunningEvaluation | None) -> None:
    """Everything of a run. While it is `running`, what came so far."""
    st.html(STYLE)
    st.title(plain(report.title if report.run else "Recorded run over the sample documents"), anchor=False)
    st.text(summary_line(report))
    if report.run:
        _show_state(report, running)
    else:
        show_hint(made_by(report))
    if report.results:
        st.html(rows_html(report.rows))
        _show_charts(report)
        st.fragment(_show_worst)(report)
        _show_files(report)


def made_by(report: Report) -> str:
    """Say what a recorded run was made with, and how to get one of one's own."""
    models = [f"{model.name} {model.digest[:12]}" for model in report.models]
    made = " · ".join([*models, f"Ollama {report.server}", report.machine])
    return f"{made}. For one on your own papers: add a chat model, put your documents in, and begin a run here."


def _show_state(report: Report, running: RunningEvaluation | None) -> None:
    """How far a run of this room is, and what can be done with it."""
    if running and not running.done.is_set():
        st.fragment(_show_progress, run_every=POLL_SECONDS)(running)
        return
    if running and running.error:
        st.text(running.error)
    if left := failures_line(report):
        st.text(left)
        if st.button("Go on", key="go on", type="primary", icon=":material/play_arrow:"):
            evaluations.start(assistant(), report.run)
            st.rerun()


def _show_progress(running: RunningEvaluation) -> None:
    if running.done.is_set():
        st.rerun()  # the whole page: there is more to show
    progress = running.progress
    st.progress(progress.done / progress.total if progress else 0.0)
    st.text(progress_line(progress) if progress else "Counting the documents")
    with st.container(horizontal=True):
        st.button("Stop", key="stop evaluation", on_click=running.cancel, disabled=running.stopping)
        if st.button("Show what came so far", key="refresh", type="tertiary"):
            st.rerun()


def _show_charts(report: Report) -> None:
    measured = [assistant().effective_window(model.digest) for model in report.models]
    charts = [*charts_of(report), *(window_chart(window) for window in measured if window is not None)]
    for at in range(0, len(charts), 2):
        for column, chart in zip(st.columns(2, gap="large"), charts[at : at + 2], strict=False):
            with column:
                show_chart(chart, key=f"chart {chart.question} {at}")


def worst_of(report: Report, mode: str) -> list[Result]:
    """Answers of a mode that are not right, the furthest from right first. Pure."""
    wrong = [
        result
        for result in report.results
        if result.mode == mode and (result.state == "failed" or (result.score and result.score.correct is False))
    ]
    return sorted(wrong, key=lambda result: (result.score.f1 or 0.0) if result.score else -1.0)


def _show_worst(report: Report) -> None:
    st.subheader("What went wrong", anchor=False)
    mode = st.segmented_control(
        "Mode", report.modes, format_func=lambda mode: MODE_NAMES[mode], default=report.modes[0], required=True
    )
    worst = worst_of(report, mode)
    if not worst:
        st.text("Nothing: every answer of this mode that can be judged is right.")
    with st.container(key="worst_links", gap="xsmall"):
        for result in worst[:SHOWN]:
            st.page_link(
                "evaluate_page.py",
                label=f"{plain(one_line(result.question))}  \n:small[{plain(said_line(result, report))}]",
                query_params={"run": report.run or RECORDED, "answer": result.id},
            )
    if len(worst) > SHOWN:
        show_hint(f"and {len(worst) - SHOWN:,} more, in the files below")


def said_line(result: Result, report: Report) -> str:
    """How an answer stands to its question, what it says and what was expected, shortened. Pure."""
    answered = shorten(one_line(result.text), LONGEST_SAID, placeholder=" …")
    expected = shorten("; ".join(result.expected), LONGEST_SAID, placeholder=" …")
    parts = [
        judgement(result),
        result.model if len(report.models) > 1 else "",
        f"said “{answered}”" if answered and judgement(result) in ("wrong", "refused wrongly") else result.reason,
        f"expected “{expected}”" if expected else "",
    ]
    return " · ".join(filter(None, parts))


def _show_files(report: Report) -> None:
    st.subheader("Keep it", anchor=False)
    address = f"/api/evaluation/{report.run or RECORDED}"
    links = (("HTML", "html", "a page to read and to send"), ("JSON", "json", "all of it"), ("CSV", "csv", "a table"))
    st.html(
        '<p class="files">'
        + " · ".join(f'<a href="{address}.{ending}" download>{label}</a>: {about}' for label, ending, about in links)
        + "</p>"
    )
    if report.run and st.button("Delete this run", key="delete run", type="tertiary", icon=":material/delete:"):
        _delete(report.run, report.title)


@st.dialog("Delete this run")
def _delete(run_id: str, title: str) -> None:
    """Ask once, then erase it."""
    st.text(f"“{title}”, its questions and its answers will be erased for good. Documents stay.")
    if st.button("Delete run", type="primary", key="delete for good"):
        try:
            delete_run(assistant(), run_id)
        except EvaluationError as error:
            st.text(str(error))
            return
        st.switch_page("evaluate_page.py", query_params={})


def show_result(report: Report, result: Result, answer: Answer | None) -> None:
    """One answer of a run beside what was expected; `answer` is the one that the room keeps, with its pages."""
    st.html(STYLE)
    with st.container(key="back_link"):
        st.page_link(
            "evaluate_page.py",
            label=f"Back to {plain(report.title)}",
            icon=":material/arrow_back:",
            query_params={"run": report.run or RECORDED},
        )
    st.subheader(plain(one_line(result.question)), anchor=False)
    st.text(" · ".join(filter(None, (MODE_NAMES[result.mode], result.model, judgement(result)))))
    given, evidence = st.columns(2, gap="large")
    with given:
        show_hint("Expected")
        st.text("; ".join(result.expected) or ("No answer in the documents" if result.unanswerable else "Not known"))
        show_hint("Answered")
        st.html(f'<div class="given">{safe_html(result.text) or "&nbsp;"}</div>')
        if result.reason:
            st.text(result.reason)
    with evidence:
        if answer is not None and answer.citations:
            _show_pages(answer, report.run)
        else:
            _show_quotes(result)


def _show_pages(answer: Answer, run: str) -> None:
    """The cited pages, one at a time, the quotes marked."""
    citations = answer.citations
    first = {(citation.document_id, citation.page): at for at, citation in reversed(list(enumerate(citations)))}
    places = sorted(first.values())
    chosen = st.segmented_control(
        "Cited",
        places,
        default=places[0],
        required=True,
        wrap=True,
        format_func=lambda at: plain(f"{citations[at].document} p. {citations[at].page}"),
    )
    show_evidence(answer, chosen, "cited page", {"run": run})


def _show_quotes(result: Result) -> None:
    show_hint("Cited" if result.citations else "Nothing was cited")
    for quoted in result.citations:
        st.text(f"{quoted.document} p. {quoted.page} ({quoted.verdict})")
        st.code(quoted.quote, language=None, wrap_lines=True)


def date_words(seconds: float) -> str:
    """Seconds since 1970 as a date and time of this machine."""
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(seconds))
