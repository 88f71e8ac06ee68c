"""The evidence beside an answer: the cited page with the quote marked, whatever the format."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from urllib.parse import urlencode

import streamlit as st

from app.answering.types import Citation, FoundBy, Verdict
from app.web.current import assistant
from app.web.page_viewer import Caption, Mark, fetch_pages, page_viewer
from ingest.parse import PDF
from vectorstore.errors import UnknownDocument
from vectorstore.types import Document

_VERDICTS: Mapping[Verdict, str] = {
    "supported": "These words support the sentence",
    "partly": "These words support a part of the sentence",
    "unsupported": "These words do not support the sentence",
}
_FOUND_BY: Mapping[FoundBy, str] = {
    "model": "the model named the passage.",
    "program": "the program found them, the model named no passage.",
}
NO_ADDRESS: Mapping[str, object] = MappingProxyType({})


def show_evidence(
    citation: Citation, others: Sequence[Citation], key: str, address: Mapping[str, object] = NO_ADDRESS
) -> None:
    """Show the page of a citation with its quote marked, and the quotes of `others` in the same document faintly.

    `address` are further parts of the address of the document's own page (chat, answer, cite): there they find the
    quote again.
    """
    try:
        document = assistant().document(citation.document_id)
        labels = assistant().page_labels(document.id)
    except UnknownDocument:
        st.text(
            f"{citation.document} is no longer in the room: it was deleted, or a new version replaced it. Ask again."
        )
        return
    beside = [other for other in others if other.document_id == document.id and other != citation]
    marks = [Mark(other.page, other.quote, chosen=other == citation) for other in (citation, *beside)]
    link = "/document?" + urlencode({"doc": document.id, **address})
    caption = Caption(citation.quote, verdict(citation), link)
    page_viewer(document, labels, citation.page, marks, key, caption, _drawn(others))


def show_page(document: Document, page: int, quotes: Sequence[str], key: str) -> None:
    """Show a page (or section) of a document with `quotes` marked on it."""
    try:
        labels = assistant().page_labels(document.id)
    except UnknownDocument as error:
        st.text(str(error))
        return
    within = min(max(page, 1), max(document.pages, 1))
    page_viewer(document, labels, within, [Mark(within, quote, chosen=True) for quote in quotes], key)


def fetch_evidence(citations: Sequence[Citation], key: str) -> None:
    """Show nothing yet, but fetch the cited pages, so that they are there at the first click.

    Stands where `show_evidence` will stand: the width of the place says how large the pictures have to be.
    """
    fetch_pages(_drawn(citations), key)


def verdict(citation: Citation) -> str:
    """What a citation is worth, and who found it, in words."""
    return f"{_VERDICTS[citation.verdict]}; {_FOUND_BY[citation.by]}"


def _drawn(citations: Iterable[Citation]) -> list[tuple[int, int]]:
    """Document and page of the citations whose documents are there and have pages that are drawn, each once."""
    places = dict.fromkeys((citation.document_id, citation.page) for citation in citations)
    drawn = {document for document, _ in places if _is_drawn(document)}
    return [place for place in places if place[0] in drawn]


def _is_drawn(document: int) -> bool:
    try:
        return assistant().document(document).media_type == PDF
    except UnknownDocument:
        return False
