"""What a person sees who has not asked anything yet: three steps in an empty room, a greeting in a filled one."""

from collections.abc import Callable

import streamlit as st

from app.samples import sample_files
from app.web.current import assistant
from app.web.dropzone import dropzone
from app.web.words import counted

LOOK_SECONDS = 2
"""How often is looked whether documents have come."""


def show_greeting() -> None:
    """The Ask page before the first question."""
    ready, unfinished = assistant().counts()
    st.title("Ask", anchor=False)
    if ready:
        st.text("Ask in your own words. Every answer shows the pages that it comes from.")
        show_progress("main", (lambda: not assistant().counts()[1]) if unfinished else None)
        return
    st.text("Nothing that you put into this room leaves this machine.")
    show_steps("main")


def show_steps(space: str) -> None:
    """What to do in an empty room."""
    put, wait, ask = st.columns([2, 1, 1], gap="large")
    with put:
        st.subheader("1 Put documents in", anchor=False)
        dropzone(space)
        if st.button("Try with the sample documents", key="samples"):
            assistant().intake.add_files(sample_files(), space)
            st.switch_page("documents_page.py")
    with wait:
        st.subheader("2 Wait a moment", anchor=False)
        st.text("They are read page by page. What cannot be read is named, with the reason.")
        show_progress(space, lambda: assistant().counts()[0] > 0)
    with ask:
        st.subheader("3 Ask", anchor=False)
        st.text("Every answer shows the page that it comes from, with the words boxed.")


def show_progress(space: str, over: Callable[[], bool] | None) -> None:
    """Say how many documents are being read, and how many could not be, until it is `over`: then all is drawn anew."""
    st.fragment(_say_progress, run_every=LOOK_SECONDS if over else None)(space, over)


def _say_progress(space: str, over: Callable[[], bool] | None) -> None:
    if over and over():
        st.rerun()
    unfinished, failed = assistant().counts()[1], len(assistant().intake.jobs_in_state(space, "failed"))
    if unfinished:
        st.text(f"{counted(unfinished, 'document')} to be read.")
    if failed:
        st.text(f"{counted(failed, 'document')} could not be read.")
        st.page_link("documents_page.py", label="See why", icon=":material/arrow_forward:")
