"""The list of the room: searched, sorted and chosen from in the browser, however many documents there are."""

from pathlib import Path
from typing import Any

import streamlit as st

from app.web.told import told

_HTML = """
<div class="tools">
  <input class="search" type="search" placeholder="Name, folder or title" aria-label="Search the documents">
  <span class="count" role="status"></span>
  <span class="actions">
    <button class="ask primary" type="button" disabled>Ask about these</button>
    <button class="delete" type="button" disabled>Delete</button>
  </span>
</div>
<div class="scroll" role="table" aria-label="Documents" tabindex="0">
  <div class="row head" role="row"></div>
  <div class="body" role="rowgroup"></div>
</div>
<p class="none" hidden>No document has these words in its name, folder or title.</p>
"""

_FOLDER = Path(__file__).parent
_component = st.components.v2.component(
    "muniment_documents",
    html=_HTML,
    css=(_FOLDER / "documents_table.css").read_text(encoding="utf-8"),
    js=(_FOLDER / "documents_table.js").read_text(encoding="utf-8"),
)


def documents_table(space: str) -> Any:
    """Show the documents of a space; the result's `ask`, `delete` and `open` are lists of ids in the run after."""

    def heard() -> None:
        """Only the values matter."""

    return _component(
        data=told({"space": space}),
        key="documents table",
        on_ask_change=heard,
        on_delete_change=heard,
        on_open_change=heard,
    )
