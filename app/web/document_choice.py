"""Which documents a question is asked of: all of them, or some, chosen by folder, name or what they speak of."""

from collections.abc import Sequence

import streamlit as st

from app.answering.request import Scope
from app.web.current import assistant
from app.web.words import counted
from vectorstore.types import Document

CHOSEN = "documents"
"""Key in the session: the ids of the documents chosen, [] for all."""
EVERY_FOLDER = "Every folder"


def chosen_documents() -> list[int]:
    """Ids of the documents chosen, [] for all; those that were deleted meanwhile are left out."""
    chosen: list[int] = st.session_state.get(CHOSEN, [])
    if chosen:
        known = {document.id for document in assistant().documents("main")}
        chosen = st.session_state[CHOSEN] = [document for document in chosen if document in known]
    return chosen


def chosen_scope() -> Scope:
    """The scope of the next question."""
    return Scope("main", tuple(map(str, chosen_documents())))


def show_document_choice() -> None:
    """A button that says what is chosen and opens the choice."""
    chosen = chosen_documents()
    label = f"Only {counted(len(chosen), 'document')}" if chosen else "All documents"
    if st.button(label, key="choose documents", icon=":material/library_books:", type="tertiary"):
        choose()
    if chosen and st.button("Ask all again", key="all documents", icon=":material/close:", type="tertiary"):
        st.session_state[CHOSEN] = []
        st.rerun()


@st.dialog("Which documents to ask", width="large")
def choose() -> None:
    """Narrow the list by folder, name and content, then choose from what is left."""
    documents = [document for document in assistant().documents("main") if document.state == "ready"]
    folders = sorted({document.folder for document in documents if document.folder})
    left, right = st.columns(2)
    name = left.text_input("Name holds", key="choice name", placeholder="contract")
    folder = right.selectbox("Folder", [EVERY_FOLDER, *folders], key="choice folder") if folders else EVERY_FOLDER
    about = st.text_input("Speaks of", key="choice about", placeholder="notice period", help="Searches the documents")
    shown = narrowed(documents, name, "" if folder == EVERY_FOLDER else folder)
    if about.strip():
        shown = speaking_of(about, shown)
    rows = [{"Document": document.name, "Folder": document.folder, "Pages": document.pages} for document in shown]
    key = f"choice {name} {folder} {about}"
    picked = st.dataframe(rows, key=key, on_select="rerun", selection_mode="multi-row", hide_index=True, height=320)
    ids = [shown[row].id for row in picked["selection"]["rows"] if row < len(shown)]
    use, every, alone = st.columns(3)
    if use.button(f"Use {counted(len(ids), 'document')}", disabled=not ids, type="primary", key="use chosen"):
        _take(ids)
    if every.button(f"Use all {len(shown):,} shown", disabled=not shown, key="use shown"):
        _take([document.id for document in shown] if len(shown) < len(documents) else [])
    if alone.button("Use all documents", key="use all"):
        _take([])


def narrowed(documents: Sequence[Document], name: str, folder: str) -> list[Document]:
    """Documents whose name or title holds all words of `name`, in `folder` or below it where one is given. Pure."""
    words = name.lower().split()
    return [
        document
        for document in documents
        if all(word in f"{document.name} {document.title}".lower() for word in words)
        and (not folder or document.folder == folder or document.folder.startswith(f"{folder.rstrip('/')}/"))
    ]


def speaking_of(query: str, documents: Sequence[Document]) -> list[Document]:
    """Those of `documents` that a search for `query` finds, best first."""
    rank = {hit.document_id: place for place, hit in reversed(list(enumerate(assistant().search(query, 50))))}
    return sorted((document for document in documents if document.id in rank), key=lambda document: rank[document.id])


def _take(ids: list[int]) -> None:
    st.session_state[CHOSEN] = ids
    st.rerun()
