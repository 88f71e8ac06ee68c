"""How far a model really reads: start the measurement, watch it, read its map. A part of the Evaluate page."""

import streamlit as st

from app.evaluation.ladder import MOST_TEXTS, rungs
from app.evaluation.window import window_chart
from app.llm.types import ModelDescription
from app.web.amounts import time_words
from app.web.chart_view import show_chart
from app.web.current import assistant
from app.web.measuring import RunningMeasurement, window_of, windows
from app.web.model_picker import WIDTH, pick_measured

POLL_SECONDS = 2.0
SHORTEST_LIMIT = 2048
"""Tokens: a ladder that ends below says little."""

LONGEST_OFFERED = 131_072


def show_window() -> None:
    """The part of the page: what is measured, of which model, and what came of it."""
    st.subheader("How far does a model really read?", anchor=False)
    st.text(
        "A model is advertised with a window, and reads well only a part of it. Here facts are hidden in your own "
        "papers, in ever longer texts, and asked for in other words. What is found says how far it reads; Auto then "
        "gives it no longer texts."
    )
    model = pick_measured("measured model")
    if model is None:
        return
    running = windows.of(model.digest)
    if running is not None and not running.done.is_set():
        st.fragment(_show_progress, run_every=POLL_SECONDS)(running)
        return
    if running is not None and running.error:
        st.text(running.error)
    _show_start(model)
    measured = assistant().effective_window(model.digest)
    if measured is not None:
        show_chart(window_chart(measured), key=f"window {measured.digest}")


def _show_start(model: ModelDescription) -> None:
    lengths = [length for length in rungs(model.trained_window or LONGEST_OFFERED) if length <= LONGEST_OFFERED]
    offered = [length for length in lengths if length >= SHORTEST_LIMIT] or lengths
    usual = max(length for length in offered if length <= max(offered[0], *assistant().settings.windows))
    largest = st.selectbox(
        "Longest text, in tokens",
        offered,
        offered.index(usual),
        key="longest text",
        format_func="{:,}".format,
        width=WIDTH,
    )
    tokens = MOST_TEXTS * sum(rungs(largest))
    seconds = assistant().expected_prefill_seconds(model.digest, tokens)
    takes = f", about {time_words(seconds)} on this machine" if seconds else ""
    st.text(f"The model reads up to {tokens:,} tokens{takes}. It ends earlier where it finds too little.")
    begun = assistant().windows.unfinished(model.digest)
    label = "Go on measuring" if begun else "Measure"
    if st.button(label, key="measure window", icon=":material/straighten:"):
        windows.start(model.digest, window_of(assistant(), model.name, largest))
        st.rerun()


def _show_progress(running: RunningMeasurement) -> None:
    if running.done.is_set():
        st.rerun()  # the whole page: there is more to show
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text(running.line or "Planning the texts")
        st.button("Stop", key="stop measuring", on_click=running.cancel, disabled=running.stopping)
    if running.so_far is not None:
        show_chart(window_chart(running.so_far), key="window so far")
