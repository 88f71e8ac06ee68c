"""The sentences of passages: whatever is quoted is one of these, verbatim and on one page."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.answering.denial import denial_of_items
from app.answering.terms import Terms, read_terms
from app.answering.types import Passage
from ingest.sentences import sentence_spans
from vectorstore.language import language_of

LONGEST_QUOTE = 400
"""Characters of the longest quote: a longer sentence is mostly a table or a list that was read as one."""

LOOKED_AT = 5000
"""Characters of a passage by which its language is told: a whole document may have a million."""

_ITEM = re.compile(r"(?:[-*•‣▪·–—]|\(?(?:\d{1,3}|[A-Za-z]|[ivx]{1,5})[.)](?=\s))\s*")


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that can be quoted: `passages[marker - 1].text[start:end] == text`."""

    marker: int  # number of its passage, from 1
    start: int
    end: int
    text: str
    page: int
    terms: Terms


def language_of_passages(passages: Sequence[Passage]) -> str:
    """Tell the language in which passages, and what is compared with them, are read: that of most of their text."""
    return language_of("\n".join(passage.text[:LOOKED_AT] for passage in passages))


def evidence_of(passages: Sequence[Passage], language: str) -> list[Evidence]:
    """List the sentences of the passages in order, their terms read in a language: see `language_of_passages`."""
    return [
        Evidence(marker, start, end, passage.text[start:end], passage.page_at(start), terms)
        for marker, passage in enumerate(passages, 1)
        for start, end, terms in _read(passage, language)
    ]


def _read(passage: Passage, language: str) -> Iterator[tuple[int, int, Terms]]:
    """Yield (start, end, terms) of the sentences; the items of "The tenant shall not:" are denied like the line."""
    denial = ""
    for start, end in quotable_spans(passage):
        text = passage.text[start:end]
        item = _ITEM.match(text)
        if not item:
            denial = denial_of_items(text, language)
        yield start, end, read_terms(f"{denial} {text[item.end() :]}" if item and denial else text, language)


def quotable_spans(passage: Passage) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of the passage's sentences, cut where a page begins, and further where they are too long."""
    page_breaks = [offset for _, offset in passage.page_starts]
    for start, end in sentence_spans(passage.text):
        cuts = [start, *(offset for offset in page_breaks if start < offset < end), end]
        for first, last in pairwise(cuts):
            yield from _trimmed(passage.text, _short_spans(passage.text, first, last))


def _short_spans(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a span into pieces of at most LONGEST_QUOTE: after a line end, else a pause, else a word, else anywhere."""
    while end - start > LONGEST_QUOTE:
        limit = start + LONGEST_QUOTE
        found = (text.rfind(mark, start + 1, limit) for mark in ("\n", "; ", ", ", " "))
        cut = next((place + 1 for place in found if place >= 0), limit)
        yield start, cut
        start = cut
    yield start, end


def _trimmed(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for start, end in spans:
        piece = text[start:end]
        if piece.strip():
            yield start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
