"""Compare: one question through two or three ways, side by side. Each comparison has its own address."""

import time
from dataclasses import replace

import streamlit as st

from app.answering.phrases import phrases_for
from app.answering.types import Answer
from app.evaluation.comparison import Comparison, comparison_strips, is_comparison, load_comparison, plan_record
from app.records.chats import UnknownChat
from app.web.address import addressed
from app.web.compare_below import show_agreement, show_own_vote, show_strips, show_totals, show_vote
from app.web.compare_columns import Shown, show_columns
from app.web.compare_form import go_on, show_form
from app.web.compare_recorded import show_recorded
from app.web.comparing import comparisons
from app.web.current import assistant
from app.web.evidence import show_evidence
from app.web.prompt_details import show_details
from app.web.words import counted, plain

DRAWER = """
<style>
.st-key-compare_evidence { position: fixed; z-index: 900; top: 3.75rem; right: 0; bottom: 0; overflow-y: auto;
  width: min(46rem, 50vw); padding: .75rem 1.25rem 2rem; gap: .25rem;
  background: light-dark(#fbfaf6, #151916); border-left: 1px solid light-dark(#d8d3c5, #39413b);
  box-shadow: -8px 0 24px rgb(0 0 0 / .12); }
@media (max-width: 800px) { .st-key-compare_evidence { width: 100%; left: 0; border: 0; } }
</style>
"""
EARLIER = """
<style>
.st-key-earlier a { background: transparent; padding-left: 0; } .st-key-earlier a p { font-weight: 400; }
</style>
"""
SHOWN = 10
"""Earlier comparisons under the form."""


def on_act(answer: Answer, _: str) -> None:
    """Open how an answer was made."""
    st.session_state["details"] = answer


def on_cite(answer: Answer, index: int) -> None:
    """Open a citation's page; the address then leads to it too."""
    st.query_params.update({"run": run_id, "answer": answer.id, "cite": str(index)})


def close_evidence() -> None:
    """Close the page that a citation opened."""
    st.query_params.pop("answer", None)
    st.query_params.pop("cite", None)


def named_citation(comparison: Comparison) -> tuple[Answer, int] | None:
    """The answer and citation that the address names, where they exist."""
    named = [answer for answer in comparison.given if answer.id == st.query_params.get("answer")]
    index = st.query_params.get("cite", "")
    if named and index.isdigit() and int(index) < len(named[0].citations):
        return named[0], int(index)
    return None


def show_earlier() -> None:
    """Links to the comparisons made before."""
    runs = (run for run in assistant().runs.all() if is_comparison(assistant().runs.plan(run.id)))
    earlier = [run for run, _ in zip(runs, range(SHOWN), strict=False)]
    if earlier:
        st.subheader("Earlier comparisons", anchor=False)
        st.html(EARLIER)
        with st.container(key="earlier", gap="xsmall"):
            for run in earlier:
                when = time.strftime("%d %b %Y, %H:%M", time.localtime(run.updated))
                st.page_link("compare_page.py", label=plain(f"{run.title} · {when}"), query_params={"run": run.id})


def show_run(run: str) -> None:
    """Draw a comparison that is being made, or was made."""
    running = comparisons.of(run)  # before the answers are read: what ends in between is among them then
    comparison = load_comparison(assistant(), run)
    hidden = comparison.plan.blind and not assistant().votes.of_run(run)
    st.title(plain(comparison.plan.question), anchor=False)
    scope = comparison.plan.scope.documents
    st.text(f"Asked of {counted(len(scope), 'document')}" if scope else "Asked of all documents")
    chosen = named_citation(comparison)
    if chosen:
        st.html(DRAWER)
        with st.container(key="compare_evidence"):
            answer, index = chosen
            close = phrases_for(answer.question).evidence.close
            st.button(close, key="close evidence", icon=":material/close:", type="tertiary", on_click=close_evidence)
            show_evidence(answer, index, "page", {"run": run}, comparison.given)
    show_columns(comparison, running, Shown(hidden, (chosen[0].id, chosen[1]) if chosen else None), on_act, on_cite)
    if running:
        st.rerun()
    show_below(run, comparison, hidden=hidden)


def show_below(run: str, comparison: Comparison, *, hidden: bool) -> None:
    """Draw what the answers have in common, and what can be done with them."""
    unfinished = [
        answer for answer in comparison.answers if answer is None or answer.ended_by not in ("stop", "length")
    ]
    if unfinished and st.button(f"Ask {counted(len(unfinished), 'column')} again", key="ask missing"):
        go_on(run, len(comparison.answers))
        st.rerun()
    show_agreement(comparison, hidden=hidden)
    if hidden:
        if not unfinished and show_vote(run, comparison):
            if not assistant().votes.of_run(run):
                assistant().runs.keep_plan(run, plan_record(replace(comparison.plan, blind=False)))
            st.rerun()
        return
    show_own_vote(run, comparison)
    show_strips(comparison, comparison_strips(assistant(), comparison))
    with st.container(horizontal=True, vertical_alignment="center", key="compare_actions"):
        st.html(
            f'<span class="comparison-exports"><a href="/api/comparison/{run}.html" download>Export as HTML</a> · '
            f'<span class="comparison-exports"><a href="/api/comparison/{run}.json" download>as JSON</a></span>',
            width="content",
        )
        if st.button("New comparison", key="new comparison", icon=":material/add:", type="tertiary"):
            st.query_params.clear()
            st.rerun()
        if st.button("Delete", key="delete comparison", icon=":material/delete:", type="tertiary"):
            assistant().runs.delete(run)
            st.query_params.clear()
            st.rerun()
    show_totals()


run_id = addressed("run")
try:
    if run_id:
        show_run(run_id)
except UnknownChat:
    st.error("This comparison is not there (any more). Begin a new one.", icon=":material/search_off:")
    run_id = ""
if not run_id:
    st.title("Compare", anchor=False)
    server = assistant().models.seen()
    if server.provider == "fake" or server.usable:
        show_form()
        show_totals()
        show_earlier()
    else:
        show_recorded(server)
if details := st.session_state.pop("details", None):
    show_details(details)
