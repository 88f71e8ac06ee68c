"""Whether a model can judge: start the measurement, watch it, read what came. A part of the Evaluate page."""

import streamlit as st

from app.evaluation.calibration import judge_line
from app.llm.types import ModelDescription
from app.web.current import assistant
from app.web.measuring import RunningMeasurement, judge_of, judges
from app.web.model_picker import pick_measured

POLL_SECONDS = 1.0


def show_judge() -> None:
    """The part of the page: what is measured, of which model, and what came of it."""
    st.subheader("Does a model notice that it has no answer?", anchor=False)
    st.text(
        "Many models answer from passages that do not hold the answer. How likely a model would have refused, or says "
        "Yes when asked whether they hold it, tells more than what it writes; but not with every model. Here it is "
        "asked about a few short texts of which we know what they answer, none of yours. One that can judge is asked "
        "before each answer from then on; where it is less ready than it was with these texts, it refuses."
    )
    model = pick_measured("judging model")
    if model is None:
        return
    running = judges.of(model.digest)
    if running is not None and not running.done.is_set():
        st.fragment(_show_progress, run_every=POLL_SECONDS)(running)
        return
    if running is not None and running.error:
        st.text(running.error)
    _show_result(model)


def _show_result(model: ModelDescription) -> None:
    judge = assistant().judges.of(model.digest)
    if judge is not None:
        st.text(judge_line(judge))
    label = "Measure again" if judge else "Measure"
    if st.button(label, key="measure judge", icon=":material/gavel:"):
        judges.start(model.digest, judge_of(assistant(), model.name))
        st.rerun()


def _show_progress(running: RunningMeasurement) -> None:
    if running.done.is_set():
        st.rerun()  # the whole page: there is more to show
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text(running.line or "Loading the model")
        st.button("Stop", key="stop judging", on_click=running.cancel, disabled=running.stopping)
