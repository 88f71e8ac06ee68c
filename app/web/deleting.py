"""Deleting documents: asked once, with what goes by name; then the receipt."""

from collections.abc import Sequence

import streamlit as st

from app.expected import EXPECTED
from app.web.current import assistant
from app.web.words import counted
from vectorstore.errors import UnknownDocument
from vectorstore.types import Document, Receipt

NAMED = 10
"""Documents that are named one by one."""
RECEIPT = "receipt"
"""Key in the session: the receipt that is shown."""


def begin_delete(ids: Sequence[int]) -> None:
    """Open the question whether these documents shall go."""
    st.session_state.pop(RECEIPT, None)  # of an earlier delete whose window was closed by its cross
    _delete(ids)


@st.dialog("Delete documents", width="medium")
def _delete(ids: Sequence[int]) -> None:
    """Say what goes and ask; erase; show the receipt until it is closed. Runs again at each click in it."""
    if receipt := st.session_state.get(RECEIPT):
        show_receipt(receipt)
        if st.button("Close", key="close receipt"):
            st.rerun()
        return
    documents = _still_there(ids)
    place = st.empty()
    with place.container():
        _name(documents)
        st.text("They are unfindable at once, and nothing of them is left on disk after. This cannot be undone.")
        st.text("What answers in saved chats took from them is blanked there too.")
        erase, keep = st.columns(2)
        decided = erase.button("Erase for good", type="primary", key="erase", width="stretch", disabled=not documents)
        if keep.button("Keep", key="keep", width="stretch"):
            st.rerun()
    if decided:
        with place.container():
            _erase(documents)


def _erase(documents: Sequence[Document]) -> None:
    _name(documents)
    try:
        with st.spinner("Erasing: the indexes are written anew without them"):
            st.session_state[RECEIPT] = assistant().delete([document.id for document in documents])
    except EXPECTED as error:
        st.text(str(error))
        return
    st.rerun(scope="fragment")


def show_receipt(receipt: Receipt) -> None:
    """What was removed, and whether anything of it is left."""
    _name(receipt.documents)
    counts = {
        "Chunks": receipt.chunks,
        "Vectors": receipt.vectors,
        "Keyword entries": receipt.keywords,
        "Files": receipt.files,
        "Passages in saved chats": receipt.chats,
    }
    st.table({"Removed": list(counts), "Count": [f"{count:,}" for count in counts.values()]})
    if receipt.residue:
        st.text("Still on disk, where they should not be:")
        st.text("\n".join(receipt.residue))
        st.text("Run `muniment verify`, then delete them again.")
    else:
        st.text("Every file that held a word of them was written anew or removed. Nothing of them is left.")


def _name(documents: Sequence[Document]) -> None:
    if not documents:
        st.text("These documents are gone already.")
    lines = [f"{one.name}: {counted(one.pages, 'page')}, {counted(one.chunks, 'chunk')}" for one in documents[:NAMED]]
    if len(documents) > NAMED:
        lines.append(f"and {len(documents) - NAMED:,} more")
    st.text("\n".join(lines))


def _still_there(ids: Sequence[int]) -> list[Document]:
    found = []
    for number in ids:
        try:
            found.append(assistant().document(number))
        except UnknownDocument:
            continue
    return found
