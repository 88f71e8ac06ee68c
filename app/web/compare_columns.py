"""The columns of a comparison: answers side by side, each with its citations and its table."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st

from app.answering.archive import ERASED
from app.answering.compare import Difference
from app.answering.marked import mark_sentences
from app.answering.phrases import phrases_in
from app.answering.render import answer_html, safe_html
from app.answering.types import Answer, Mode
from app.evaluation.columns import Fact, column_tables, column_titles, column_way
from app.evaluation.comparison import Comparison
from app.evaluation.exported_page import facts_table
from app.web.answer_view import draw_answer, view_data
from app.web.asking import reading_line
from app.web.comparing import RunningColumn, RunningComparison
from app.web.words import counted, plain
from vectorstore.language import ENGLISH

LETTERS = "ABC"

STYLE = """
<style>
.st-key-compare_columns h3 { font-size: 1.1rem; padding: 0 0 .35rem; margin-bottom: .6rem;
  border-bottom: 2px solid light-dark(#1f5c46, #6fc3a2); }
.column-facts { width: 100%; border-collapse: collapse; font-size: .8125rem; }
.column-facts :is(th, td) { padding: .2rem 0 .2rem .75rem; font-weight: 400; text-align: right;
  border-top: 1px solid color-mix(in srgb, currentColor 16%, transparent); }
.column-facts tbody th { text-align: left; padding-left: 0; }
.column-facts thead :is(th, td) { border: 0; }
.column-facts .alarming :is(th, td) { color: light-dark(#9c2f22, #f0a394); font-weight: 600; }
/* What an earlier run of the page drew here, Streamlit shows until this run has ended: nothing comes after these. */
.st-key-stop_comparing ~ *, .st-key-compare_columns > :not(:first-child) { display: none; }
.column-way { font-size: .875rem; margin: 0; }
</style>
"""

OnCite = Callable[[Answer, int], None]


@dataclass(frozen=True, slots=True)
class Shown:
    """How columns are shown: whether their ways are hidden, and which citation is open (answer's id, its index)."""

    hidden: bool
    chosen: tuple[str, int] | None = None


def titles_of(comparison: Comparison, *, hidden: bool) -> list[str]:
    """The headings of the columns: letters while nobody may know which is which."""
    return (
        [f"Answer {letter}" for letter in LETTERS[: len(comparison.answers)]] if hidden else column_titles(comparison)
    )


def show_columns(
    comparison: Comparison,
    running: RunningComparison | None,
    shown: Shown,
    on_act: Callable[[Answer, str], None],
    on_cite: OnCite,
) -> None:
    """Draw the columns; while the comparison runs, until the next of them has ended."""
    st.html(STYLE)
    differences, tables = comparison.differences, column_tables(comparison)
    live: list[Live] = []
    with st.container(key="compare_columns"):
        for index, (place, title) in enumerate(
            zip(
                st.columns(len(comparison.answers), gap="large"),
                titles_of(comparison, hidden=shown.hidden),
                strict=True,
            )
        ):
            with place:
                st.subheader(plain(title), anchor=False)
                answer = comparison.answers[index]
                if running and (shown.hidden or answer is None or answer.ended_by == "running"):
                    live.append(Live(index, st.empty(), st.empty()))
                elif answer is None:
                    st.text("Not asked.")
                else:
                    show_column(answer, tables[index], differences[index], shown, on_act, on_cite)
                    if running and running.current == index and not running.done.is_set():
                        st.caption("Being asked again")
    if running:
        st.button(
            "Stop",
            key="stop_comparing",
            icon=":material/stop_circle:",
            shortcut="Escape",
            on_click=running.cancel,
            type="primary",
        )
        watch(running, live, [column.mode for column in comparison.plan.columns], hidden=shown.hidden)


@dataclass(frozen=True, slots=True)
class Live:
    """A column that is being written: where its text and its state go."""

    index: int
    text: "st.delta_generator.DeltaGenerator"
    state: "st.delta_generator.DeltaGenerator"


def watch(running: RunningComparison, live: Sequence[Live], modes: Sequence[Mode], *, hidden: bool) -> None:
    """Draw what comes until the column that is asked now has ended, or all of them where they are hidden."""
    began, shown = running.current, dict[int, tuple[str, str]]()
    while not running.done.wait(0.1) and (hidden or running.current in (None, began) or began is None):
        began = running.current if began is None else began
        for column in live:
            now = live_words(running, column.index, modes[column.index], hidden=hidden)
            if shown.get(column.index) != now:
                column.text.html(safe_html(now[0]) or "&nbsp;")
                column.state.caption(now[1])
                shown[column.index] = now


def live_words(running: RunningComparison, index: int, mode: Mode, *, hidden: bool) -> tuple[str, str]:
    """The text of a column so far, and what it is doing; where ways are hidden, nothing that would tell them."""
    if hidden:
        asked = running.current is not None and index <= running.current
        return "", "Asked; all answers are shown together" if asked else "Waits"
    if running.current is None or index > running.current:
        return "", "Waits for its turn"
    column = running.columns[index]
    return column.text, column_state(column, mode)


def column_state(column: RunningColumn, mode: Mode) -> str:
    """What a column is doing, in words."""
    if column.position:
        state = f"{counted(column.position, 'question')} before this one"
    elif column.reading is None:
        state = "Counting the documents" if mode == "long" else "Looking for passages"
    elif column.text:
        state = "Writing"
    else:
        state = reading_line(column.reading, time.monotonic(), phrases_in(ENGLISH))
    return f"Asked again · {state}" if column.again else state


def show_column(
    answer: Answer,
    facts: Sequence[Fact],
    differences: Sequence[Difference],
    shown: Shown,
    on_act: Callable[[Answer, str], None],
    on_cite: OnCite,
) -> None:
    """Draw a finished column."""
    chosen = shown.chosen[1] if shown.chosen and shown.chosen[0] == answer.id else None
    data = view_data(answer, "", chosen, last=False)
    marked = [difference.sentence for difference in differences]
    data |= {
        "html": mark_sentences(answer_html(answer), marked),
        "exports": [],
        "facts": "prompt and passages" if answer.prompt else "",
    }
    if shown.hidden:
        data |= {"facts": "", "warnings": []}
    draw_answer(answer, data, on_act, on_cite)
    if shown.hidden or answer.text == ERASED:
        return
    if answer.route is None and (way := column_way(answer)):  # else it stands among what is to know of the answer
        st.html(f'<p class="column-way">{escape(way)}</p>')
    st.html(facts_table(facts, name="column-facts"))
