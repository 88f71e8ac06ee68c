"""The evidence beside an answer: the cited page with the quote marked, whatever the format."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import streamlit as st

from app.answering.types import Citation, FoundBy, Verdict
from app.web.current import assistant
from app.web.page_viewer import Paper, Place, Quote, page_viewer
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
AS_IT_STANDS = "The answer gives these words as they stand here."
_NOTHING: Mapping[str, Any] = MappingProxyType({})


def show_evidence(
    citation: Citation,
    others: Sequence[Citation],
    key: str,
    address: Mapping[str, str] = _NOTHING,
    answers: Mapping[str, Sequence[Citation]] = _NOTHING,
) -> None:
    """Show the page of a citation with its quote marked, and the quotes of `others` (its answer's) faintly.

    `address` names the answer (`answer`) and its `chat` or `run`, for the link that opens the page in a new tab.
    `answers` are the citations of further answers, by the answer's id: a click on one shows its page at once too.
    """
    if (paper := _paper(citation.document_id)) is None:
        st.text(
            f"{citation.document} is no longer in the room: it was deleted, or a new version replaced it. Ask again."
        )
        return
    answer = address.get("answer", "")
    own = others if citation in others else [citation, *others]
    citations = {**answers, answer: own}
    papers = _papers({one.document_id for those in citations.values() for one in those}) | {citation.document_id: paper}
    quotes = {name: [_quote(one, papers) for one in those] for name, those in citations.items()}
    place = Place(citation.document_id, citation.page, answer, own.index(citation))
    kept_in = {name: value for name, value in address.items() if name != "answer"}
    page_viewer(list(papers.values()), quotes, place, key, kept_in)


def show_page(document: Document, page: int, quotes: Sequence[str], key: str) -> None:
    """Show a page (or section) of a document with `quotes` marked on it."""
    if (paper := _paper(document.id)) is None:
        st.text(f"{document.name} is no longer in the room: it was deleted, or a new version replaced it.")
        return
    within = min(max(page, 1), max(document.pages, 1))
    marked = [Quote(document.id, within, quote) for quote in quotes]
    page_viewer([paper], {"": marked}, Place(document.id, within), key)


def verdict(citation: Citation) -> str:
    """What a citation is worth, and who found it, in words."""
    if citation.quote == citation.sentence:
        return AS_IT_STANDS
    return f"{_VERDICTS[citation.verdict]}; {_FOUND_BY[citation.by]}"


def _papers(documents: Iterable[int]) -> dict[int, Paper]:
    """Those of the documents that are there."""
    return {document: paper for document in documents if (paper := _paper(document))}


def _paper(document: int) -> Paper | None:
    try:
        return Paper(assistant().document(document), assistant().page_labels(document))
    except UnknownDocument:
        return None


def _quote(citation: Citation, papers: Mapping[int, Paper]) -> Quote | None:
    if citation.document_id not in papers:
        return None
    return Quote(citation.document_id, citation.page, citation.quote, verdict(citation))
