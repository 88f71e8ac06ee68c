"""The evidence beside an answer: the cited page with the quote marked, whatever the format."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import streamlit as st

from app.answering.phrases import Phrases, phrases_for, phrases_in
from app.answering.tables import with_rows_shown
from app.answering.types import Answer, Citation
from app.web.current import assistant
from app.web.page_viewer import Paper, Place, Quote, page_viewer
from vectorstore.errors import UnknownDocument
from vectorstore.language import ENGLISH
from vectorstore.types import Document

_NOTHING: Mapping[str, Any] = MappingProxyType({})


def show_evidence(
    answer: Answer, chosen: int, key: str, address: Mapping[str, str] = _NOTHING, answers: Iterable[Answer] = ()
) -> None:
    """Show the page of the chosen citation of an answer with its quote marked, and the other quotes of it faintly.

    `address` names the `chat` or `run` of the answer, for the link that opens the page in a new tab. `answers` are
    further ones: a click on a citation of theirs shows its page at once too.
    """
    citation, phrases = answer.citations[chosen], phrases_for(answer.question)
    if (paper := _paper(citation.document_id)) is None:
        st.text(phrases.fill(phrases.evidence.gone, document=citation.document))
        return
    shown = {each.id: each for each in (*answers, answer)}
    papers = _papers({one.document_id for each in shown.values() for one in each.citations})
    papers |= {citation.document_id: paper}
    quotes = {name: _quotes(each, papers) for name, each in shown.items()}
    page_viewer(
        list(papers.values()),
        quotes,
        Place(citation.document_id, citation.page, answer.id, chosen),
        key,
        phrases,
        address,
    )


def show_page(document: Document, page: int, quotes: Sequence[str], key: str) -> None:
    """Show a page (or section) of a document with `quotes` marked on it."""
    if (paper := _paper(document.id)) is None:
        st.text(f"{document.name} is no longer in the room: it was deleted, or a new version replaced it.")
        return
    within = min(max(page, 1), max(document.pages, 1))
    marked = [Quote(document.id, within, quote, with_rows_shown(quote)) for quote in quotes]
    page_viewer([paper], {"": marked}, Place(document.id, within), key, phrases_in(ENGLISH))


def verdict(citation: Citation, phrases: Phrases) -> str:
    """What a citation is worth, who found it, and what of the sentence it lacks, in words."""
    labels = phrases.evidence
    if citation.quote == citation.sentence:
        return labels.as_it_stands
    worth = phrases.fill(getattr(labels, citation.verdict), found=getattr(labels, citation.by))
    lacks = phrases.fill(labels.lacks, words=", ".join(citation.lacks)) if citation.lacks else ""
    instead = phrases.fill(phrases.instead, cell=citation.instead) if citation.instead else ""
    return " ".join(filter(None, (worth, lacks, instead)))


def _papers(documents: Iterable[int]) -> dict[int, Paper]:
    """Those of the documents that are there."""
    return {document: paper for document in documents if (paper := _paper(document))}


def _paper(document: int) -> Paper | None:
    try:
        return Paper(assistant().document(document), assistant().page_labels(document))
    except UnknownDocument:
        return None


def _quotes(answer: Answer, papers: Mapping[int, Paper]) -> list[Quote | None]:
    phrases = phrases_for(answer.question)
    return [
        Quote(one.document_id, one.page, one.quote, one.shown, verdict(one, phrases))
        if one.document_id in papers
        else None
        for one in answer.citations
    ]
