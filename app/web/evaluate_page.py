"""Evaluate: put a question set through modes and models, watch it, read what it says. Each run has its own address."""

import streamlit as st

from app.evaluation.recorded import RECORDED
from app.evaluation.report import Report, ReportError
from app.evaluation.run import EvaluationError
from app.evaluation_routes import find_report
from app.expected import EXPECTED
from app.web.current import assistant
from app.web.evaluating import evaluations
from app.web.evaluation_choice import show_new_run, show_runs, show_without_model
from app.web.evaluation_view import STYLE, show_report, show_result
from app.web.judge_view import show_judge
from app.web.window_view import show_window


def show_start() -> None:
    """What can be evaluated, and what was."""
    st.html(STYLE)
    st.title("Evaluate", anchor=False)
    st.text(
        "Put questions whose answers you know through RAG, long context and Auto, and see which one to trust on your "
        "own papers, at what cost."
    )
    show_without_model()
    new, runs = st.columns([3, 2], gap="large")
    with new:
        show_new_run()
    with runs:
        show_runs()
    show_window()
    show_judge()


def show_address() -> None:
    """Have the browser show the address of this run: a link from this page to itself leaves the old one there."""
    address = st.query_params.to_dict()
    if st.session_state.get("evaluation address") != address:
        st.session_state["evaluation address"] = address
        st.query_params.from_dict(address)


def named_report(run_id: str) -> Report | None:
    """The report that the address names; says so where there is none (any more)."""
    try:
        return find_report(assistant(), run_id)
    except (*EXPECTED, EvaluationError, ReportError) as error:
        st.text(str(error))
        return None


show_address()
run_id = st.query_params.get("run", "")
report = named_report(run_id) if run_id else None
if report is None:
    show_start()
else:
    chosen = [result for result in report.results if result.id == st.query_params.get("answer")]
    if chosen:
        kept = assistant().runs.answers(report.run) if run_id != RECORDED else []
        show_result(report, chosen[0], next((answer for answer in kept if answer.id == chosen[0].id), None))
    else:
        if st.button("All runs and a new one", key="all runs", icon=":material/arrow_back:", type="tertiary"):
            st.switch_page("evaluate_page.py", query_params={})
        show_report(report, evaluations.of(run_id))
