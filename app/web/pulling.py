"""Pulling a model: a name, a button, and how far it is. Ollama fetches it, and goes on when this page is left."""

import streamlit as st

from app.expected import EXPECTED
from app.llm.pull import PullProgress
from app.llm.pull_job import PullJob
from app.web.amounts import size_words, time_words
from app.web.current import assistant

SUGGESTED = {
    "llama3.2:1b": "1.3 GB",
    "llama3.2:3b": "2.0 GB",
    "llama3.1:8b": "4.9 GB",
    "llama3.3:70b": "43 GB",
    "llama4:scout": "67 GB",
}
"""The Llamas that docs/models.md speaks of, and what each one weighs."""

_STATUS = {
    "": "Asking Ollama",
    "pulling manifest": "Looking for the model",
    "verifying sha256 digest": "Checking what came",
    "writing manifest": "Finishing",
    "removing any unused layers": "Finishing",
    "success": "Finishing",
}


def show_pull() -> None:
    """The field and the button, or the model that is on its way, drawn again each second while it is."""
    job = assistant().models.pulling()
    working = job is not None and job.state == "working"
    st.fragment(_draw, run_every=1.0 if working else None)(working)


def progress_words(progress: PullProgress) -> str:
    """What is happening, bytes of the total, rate, time left; only what is known."""
    parts = [_STATUS.get(progress.status, "Downloading")]
    if progress.total:
        parts.append(f"{size_words(progress.done)} of {size_words(progress.total)}")
    if progress.rate is not None:
        parts.append(f"{size_words(progress.rate)} a second")
    if progress.seconds_left is not None and progress.seconds_left >= 1:
        parts.append(f"about {time_words(progress.seconds_left)} left")
    return " · ".join(parts)


def _draw(was_working: bool) -> None:
    job = assistant().models.pulling()
    working = job is not None and job.state == "working"
    if was_working and not working:
        st.rerun()  # the whole page: its list of models has changed, and nothing needs to be drawn each second
    if job is not None and working:
        _draw_working(job)
        return
    if job is not None:
        _draw_ended(job)
    _draw_field()


def _draw_working(job: PullJob) -> None:
    words, action = st.columns([6, 1], vertical_alignment="bottom")
    with words:
        st.text(f"{job.name}\n{progress_words(job.progress)}")
        st.progress(job.progress.done / job.progress.total if job.progress.total else 0.0)
    action.button("Cancel", key="cancel pull", on_click=job.cancel, width="stretch")


def _draw_ended(job: PullJob) -> None:
    words, action = st.columns([6, 1], vertical_alignment="center")
    said = {
        "done": f"{job.name} is installed.",
        "cancelled": f"{job.name} was cancelled. Ollama keeps what came: pull it again to go on.",
        "failed": job.error,
    }[job.state]
    with words.container(key=f"pull_{job.state}"):
        st.text(said)
    action.button("Dismiss", key="dismiss pull", on_click=assistant().models.dismiss_pull, width="stretch")


def _draw_field() -> None:
    name, action = st.columns([6, 1], vertical_alignment="bottom")
    chosen = name.selectbox(
        "Model to pull",
        list(SUGGESTED),
        index=None,
        key="pull name",
        accept_new_options=True,
        placeholder="Choose a Llama, or write the name of any model",
        format_func=lambda option: f"{option} · {SUGGESTED[option]}" if option in SUGGESTED else option,
    )
    if action.button("Pull", key="pull", type="primary", disabled=not chosen, width="stretch") and chosen:
        try:
            assistant().models.pull(chosen.strip())
        except EXPECTED as error:
            st.text(str(error))
        else:
            st.rerun()
