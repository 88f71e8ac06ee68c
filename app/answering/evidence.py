"""The sentences of passages: whatever is quoted is one of these, verbatim and on one page."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from app.answering.denial import denial_of_items
from app.answering.scale import declared_scales, scaled
from app.answering.tables import Row, is_row, rows_in
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
    said: str = ""  # what it says where that is not its text: a row of a table with the names of its columns
    row: Row | None = None


def language_of_passages(passages: Sequence[Passage]) -> str:
    """Tell the language in which passages, and what is compared with them, are read: that of most of their text."""
    return language_of("\n".join(passage.text[:LOOKED_AT] for passage in passages))


def evidence_of(passages: Sequence[Passage], language: str) -> list[Evidence]:
    """List the sentences of the passages in order, their terms read in a language: see `language_of_passages`."""
    return [evidence for marker, passage in enumerate(passages, 1) for evidence in _read(marker, passage, language)]


def _read(marker: int, passage: Passage, language: str) -> Iterator[Evidence]:
    """Yield the sentences of a passage.

    The items of "The tenant shall not:" are denied like the line, and a row of a table has the names of its columns.
    """
    denial, rows = "", rows_in(passage.text, passage.head)
    scales = [(-1, scale) for _, scale in declared_scales(passage.head)[-1:]]
    scales += declared_scales(passage.text) if rows else []
    for start, end in quotable_spans(passage):
        text = passage.text[start:end]
        row = rows.get(start) if is_row(text) else None
        said = row.said() if row else text
        item = _ITEM.match(text)
        if not item:
            denial = denial_of_items(text, language)
        terms = read_terms(f"{denial} {text[item.end() :]}" if item and denial else said, language)
        if row and (above := [scale for offset, scale in scales if offset < end]):
            terms = replace(terms, quantities=tuple(scaled(terms.quantities, row, above[-1])))
        yield Evidence(marker, start, end, text, passage.page_at(start), terms, said, row)


def quotable_spans(passage: Passage) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of the passage's sentences, cut where a page begins, and further where they are too long."""
    page_breaks = [offset for _, offset in passage.page_starts]
    for start, end in _whole_rows(passage.text, sentence_spans(passage.text)):
        cuts = [start, *(offset for offset in page_breaks if start < offset < end), end]
        for first, last in pairwise(cuts):
            yield from _trimmed(passage.text, _short_spans(passage.text, first, last))


def _whole_rows(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Put the sentences inside a row of a table together, which says what it says as a whole."""
    row_end = 0
    for start, end in spans:
        if start < row_end:
            continue
        line_end = text.find("\n", start)
        line = text[start : line_end if line_end >= 0 else len(text)].rstrip()
        row_end = start + len(line) if is_row(line) else 0
        yield start, row_end or end


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
