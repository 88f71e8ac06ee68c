"""The sentences of passages: whatever is quoted is one of these, verbatim and on one page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.answering.terms import Terms, read_terms
from app.answering.types import Passage
from ingest.sentences import sentence_spans

LONGEST_QUOTE = 400
"""Characters after which a sentence (mostly a table without stops) is quoted by its lines instead."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that can be quoted: `passages[marker - 1].text[start:end] == text`."""

    marker: int  # number of its passage, from 1
    start: int
    end: int
    text: str
    page: int
    terms: Terms


def evidence_of(passages: Sequence[Passage]) -> list[Evidence]:
    """List the sentences of the passages in order."""
    return [
        Evidence(
            marker, start, end, passage.text[start:end], passage.page_at(start), read_terms(passage.text[start:end])
        )
        for marker, passage in enumerate(passages, 1)
        for start, end in quotable_spans(passage)
    ]


def quotable_spans(passage: Passage) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of the passage's sentences, cut where a page begins, and at line ends where they are long."""
    page_breaks = [offset for _, offset in passage.page_starts]
    for start, end in sentence_spans(passage.text):
        inner = [offset for offset in page_breaks if start < offset < end]
        if end - start > LONGEST_QUOTE:
            inner += [start + at + 1 for at, character in enumerate(passage.text[start:end]) if character == "\n"]
        cuts = [start, *sorted(inner), end]
        for first, last in pairwise(cuts):
            piece = passage.text[first:last]
            if piece.strip():
                yield first + len(piece) - len(piece.lstrip()), first + len(piece.rstrip())
