"""What a person sees who has not asked anything yet: three steps in an empty room, a greeting in a filled one."""

import streamlit as st

from app.samples import sample_files
from app.web.current import assistant
from app.web.dropzone import dropzone


def show_greeting() -> None:
    """The Ask page before the first question."""
    st.title("Ask", anchor=False)
    if assistant().counts()[0]:
        st.text("Ask in your own words. Every answer shows the pages that it comes from.")
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
    with ask:
        st.subheader("3 Ask", anchor=False)
        st.text("Every answer shows the page that it comes from, with the words boxed.")
