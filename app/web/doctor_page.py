"""Doctor: what the room needs to work, each thing checked, with its remedy."""

import time

import streamlit as st

from app.web.current import assistant
from app.web.examination import Examination
from app.web.setting_view import STYLE, checks_html, with_code

AT_ONCE_SECONDS = 0.4
"""A healthy room is checked in less: then the page comes whole, without a word of waiting."""

OLD_SECONDS = 30
POLL_SECONDS = 0.5


def current_examination() -> Examination:
    """The examination under way, or the last one if it is not old."""
    found: Examination | None = st.session_state.get("examination")
    if found is None or (found.done.is_set() and time.time() - found.began > OLD_SECONDS):
        found = st.session_state["examination"] = Examination(assistant())
    return found


def check_again() -> None:
    """Examine anew."""
    st.session_state["examination"] = Examination(assistant())


def show(examination: Examination, was_working: bool) -> None:
    """What was found, or that it is being looked for."""
    if not examination.done.is_set():
        st.text(
            "Looking at the room, the embedding model, Ollama and its models. A server that is silent takes a moment."
        )
        return
    if was_working:
        st.rerun()
    report = examination.report
    if report is None:
        st.text(f"The check could not be finished. {examination.error}")
        return
    st.html(f'<p role="status"><strong>{with_code(summary(examination))}</strong></p>{checks_html(report.checks)}')
    st.text(
        f"Checked at {time.strftime('%H:%M:%S', time.localtime(examination.began))}. In a terminal: muniment doctor"
    )


def summary(examination: Examination) -> str:
    """The outcome in one sentence."""
    assert examination.report is not None, "asked for after the end"
    checks = examination.report.checks
    missing = sum(not check.ok and check.required for check in checks)
    optional = sum(not check.ok and not check.required for check in checks)
    if missing:
        return "One thing needs a remedy." if missing == 1 else f"{missing} things need a remedy."
    if optional:
        return f"The room works; {'one thing' if optional == 1 else f'{optional} things'} could be better."
    return "Everything is there."


st.html(STYLE)
st.title("Doctor")
examination = current_examination()
examination.done.wait(AT_ONCE_SECONDS)
working = not examination.done.is_set()
st.fragment(show, run_every=POLL_SECONDS if working else None)(examination, working)
with st.container(horizontal=True, vertical_alignment="center"):
    st.button("Check again", key="check again", on_click=check_again, disabled=working)
    st.page_link("settings_page.py", label="Settings and models", icon=":material/settings:")
