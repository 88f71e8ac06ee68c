"""The list of jobs: what is being read, what waits, what asks something, what failed. It draws itself.

It asks /api/jobs itself, every second while something works and every few seconds otherwise: that costs the server a
tenth of what running a page again and again would, and a password that is being typed is never disturbed.
"""

from pathlib import Path

import streamlit as st

from app.web.told import told

_HTML = '<div class="jobs"></div><p class="lost" role="status" hidden></p>'

_FOLDER = Path(__file__).parent
_component = st.components.v2.component(
    "muniment_jobs",
    html=_HTML,
    css=(_FOLDER / "job_list.css").read_text(encoding="utf-8"),
    js=(_FOLDER / "job_list.js").read_text(encoding="utf-8"),
)


def job_list(space: str, documents: str, *, empty: bool) -> None:
    """Show the jobs of a space, nothing where there are none.

    `documents` is the stamp of the documents that the page shows, `empty` whether it shows none: the page runs again
    when the room fills or empties, and the table of documents is told when it is out of date.
    """
    data = told({"space": space, "documents": documents, "empty": empty})
    _component(data=data, key="jobs", on_filled_change=lambda: None)
