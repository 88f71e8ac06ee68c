"""One document: its pages, its outline, what was read of each page, its chunks. `/document?doc=7&page=3` leads here."""

from collections.abc import Callable, Mapping, Sequence
from html import escape

import streamlit as st

from app.answering.types import Citation
from app.records.chats import UnknownChat
from app.web.amounts import size_words
from app.web.current import assistant
from app.web.evidence import show_page
from app.web.words import counted
from ingest.parse import PDF
from vectorstore.errors import UnknownDocument
from vectorstore.types import Document

HEADING = "font: 600 2rem/1.2 Source Serif, serif; margin: 0; padding: 0 0 .25rem; overflow-wrap: anywhere"
FEW_CHUNKS = 50
"""Chunks shown one below the other; of more on one page the rest is only counted."""


def number_in_address(name: str, otherwise: int) -> int:
    """A whole number that the address gives, or `otherwise`."""
    value = st.query_params.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else otherwise


def open_document() -> Document | None:
    """The document that the address names, or None where there is none."""
    try:
        return assistant().document(number_in_address("doc", 0))
    except UnknownDocument:
        return None


def cited(document: Document) -> Citation | None:
    """The citation of a saved answer that the address names (chat or run, answer, cite), if it is of this document."""
    kept, where = (assistant().runs, "run") if "run" in st.query_params else (assistant().chats, "chat")
    try:
        answers = kept.answers(st.query_params.get(where, ""))
    except UnknownChat:
        return None
    for answer in answers:
        number = number_in_address("cite", len(answer.citations))
        if answer.id == st.query_params.get("answer") and number < len(answer.citations):
            citation = answer.citations[number]
            return citation if citation.document_id == document.id else None
    return None


def go_to(page: int) -> None:
    """Show another page; the address says so, so that it can be passed on."""
    st.query_params["page"] = str(page)


def go_to_typed() -> None:
    """Show the page whose number was typed."""
    go_to(st.session_state["page number"])


def show_missing() -> None:
    """Say that the document is not there, and lead back."""
    st.title("No such document", anchor=False)
    st.text("The address names no document of this room: it was deleted, or a new version replaced it.")
    st.page_link("documents_page.py", label="All documents", icon=":material/arrow_back:")


def show_head(document: Document) -> None:
    """Name, title and the facts in one line, and what can be done."""
    st.page_link("documents_page.py", label="All documents", icon=":material/arrow_back:")
    words, action = st.columns([5, 1], vertical_alignment="bottom")
    # As HTML, escaped: a heading would read the name as Markdown, in which it could become a link or a picture.
    title = document.title if document.title != document.name else ""
    lines = [
        f"<div style='opacity: .75'>{escape(line)}</div>" for line in (title, " · ".join(summary(document))) if line
    ]
    words.html(f"<h1 style='{HEADING}'>{escape(document.name)}</h1>{''.join(lines)}")
    if action.button("Ask about it", type="primary", disabled=document.state != "ready", width="stretch", key="ask"):
        st.session_state["documents"] = [document.id]
        st.switch_page("ask_page.py")
    if document.reason:
        st.text(document.reason)


def summary(document: Document) -> list[str]:
    """What one wants to know first. Pure."""
    unit = "page" if document.media_type == PDF else "section"
    unread = len(document.unread_pages)
    return [
        document.state,
        counted(document.pages, unit) + (f", {unread:,} without text" if unread else ""),
        counted(document.chunks, "chunk"),
        size_words(document.size),
        f"version {document.version}",
        f"added {document.added[:16].replace('T', ' ')} UTC",
    ]


def show_outline(document: Document, _: int) -> None:
    """The file's own outline; a choice leads to its page."""
    outline = assistant().outline(document.id)
    if not outline:
        st.text("The file has no outline.")
        return
    rows = [{"Heading": f"{'    ' * (depth - 1)}{title}", "Page": page} for depth, title, page in outline]
    choose_page(rows, [page for _, _, page in outline], f"outline {document.id}")


def show_read(document: Document, page: int) -> None:
    """What was read of each page, and the text of the one that is open, as it is kept."""
    pages = assistant().pages(document.id)
    rows = [
        {"Page": one.number, "Label": one.label, "Read": READ[one.state], "Characters": len(one.text)} for one in pages
    ]
    choose_page(rows, [one.number for one in pages], f"read {document.id}")
    for one in pages:
        if one.number == page:
            st.text(f"Page {one.number}, as it is kept: {READ[one.state]}")
            st.code(one.text or " ", language=None, wrap_lines=True)


def choose_page(rows: Sequence[Mapping[str, object]], pages: Sequence[int], key: str) -> None:
    """A table whose rows lead to pages."""
    height = min(420, 38 + 35 * len(rows))
    chosen = st.dataframe(
        rows, key=key, on_select="rerun", selection_mode="single-row", hide_index=True, height=height, width="stretch"
    )
    picked = [pages[row] for row in chosen["selection"]["rows"] if row < len(pages)]
    # Only a new choice leads away: the table keeps its choice while one turns pages elsewhere.
    if picked and st.session_state.get(f"{key} followed") != picked[0]:
        st.session_state[f"{key} followed"] = picked[0]
        go_to(picked[0])
        st.rerun()


def show_chunks(document: Document, page: int) -> None:
    """The chunks that touch the open page, as the indexes have them."""
    chunks = [chunk for chunk in assistant().chunks(document.id) if chunk.first_page <= page <= chunk.last_page]
    st.text(f"{counted(len(chunks), 'chunk')} on page {page}, of {document.chunks:,} in all")
    shown = chunks[:FEW_CHUNKS]
    tokens = assistant().embedder.count_tokens([chunk.indexed_text for chunk in shown])
    for chunk, count in zip(shown, tokens, strict=True):
        pages = f"page {chunk.first_page}" + (f" to {chunk.last_page}" if chunk.last_page > chunk.first_page else "")
        with st.container(border=True):
            st.text(f"Chunk {chunk.ordinal} · {counted(count, 'token')} · {pages}")
            if chunk.headings:
                st.text(" › ".join(chunk.headings))
            if chunk.context:
                st.text(f"Indexed with: {chunk.context}")
            st.code(chunk.text, language=None, wrap_lines=True)


def show_facts(document: Document, _: int) -> None:
    """Everything else that is known of it."""
    facts = {
        "Folder": document.folder,
        "Known as": "\n".join(assistant().sources(document.id)),
        "Type": document.media_type,
        "SHA-256": document.sha256,
        "Number": str(document.id),
        **dict(assistant().metadata(document.id)),
    }
    st.dataframe(
        [{"Fact": name, "Value": value} for name, value in facts.items() if value], hide_index=True, width="stretch"
    )


READ = {"text": "text", "empty": "no text: empty, or a picture", "failed": "damaged: could not be read"}
VIEWS: Mapping[str, Callable[[Document, int], None]] = {
    "Outline": show_outline,
    "What was read": show_read,
    "Chunks": show_chunks,
    "Facts": show_facts,
}


def show_document(document: Document) -> None:
    """The page on the left, what is known of it on the right."""
    show_head(document)
    if not document.pages:
        st.text("Nothing was read of it yet.")
        show_facts(document, 0)
        return
    citation = cited(document)
    page = min(max(number_in_address("page", citation.page if citation else 1), 1), document.pages)
    st.session_state["page number"] = page
    left, right = st.columns([3, 2], gap="large")
    with left:
        quotes = [citation.quote] if citation and citation.page == page else []
        show_page(document, page, quotes, f"page of {document.id}")
    with right:
        st.number_input("Page", 1, document.pages, key="page number", on_change=go_to_typed)
        view = st.segmented_control(
            "What is known of it", list(VIEWS), default="Outline", key="view", label_visibility="collapsed"
        )
        VIEWS[view or "Outline"](document, page)


if document := open_document():
    show_document(document)
else:
    show_missing()
