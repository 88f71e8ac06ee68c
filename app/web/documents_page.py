"""Documents: drop files, watch them become ready, see what the room has, ask about some of it, delete."""

import streamlit as st

from app.web.current import assistant
from app.web.deleting import begin_delete
from app.web.documents_table import documents_table
from app.web.dropzone import dropzone
from app.web.first_steps import show_steps
from app.web.job_list import job_list

SPACE = "main"


def show_room() -> None:
    """The table of documents, and what was asked of it."""
    asked = documents_table(SPACE)
    if asked.open:
        st.switch_page("document_page.py", query_params={"doc": str(asked.open[0])})
    if asked.ask:
        st.session_state["documents"] = list(asked.ask)
        st.switch_page("ask_page.py")
    if asked.delete:
        begin_delete(asked.delete)


overview = assistant().intake.job_overview(SPACE, 0)
empty = not overview.documents and not overview.counts
st.title("Documents", anchor=False)
if empty:
    show_steps(SPACE)
else:
    dropzone(SPACE)
job_list(SPACE, overview.documents, empty=empty)
if overview.documents:
    show_room()
