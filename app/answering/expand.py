"""Widen the found chunks by their neighbours, and merge what touches into passages, verbatim and in document order."""

from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate, pairwise

from app.answering.candidate import Candidate
from app.answering.scale import declaring_line
from app.answering.tables import head_before
from app.answering.types import Passage
from vectorstore.types import Chunk, ChunkKey, Document, Page, StoredChunk

Around = Callable[[ChunkKey, int, int], Sequence[StoredChunk]]


ABOVE = 600
"""Characters above a table in which the scale of its figures is looked for."""
CLOSE = 0.14
"""How far a chunk's score may lie below the best one's for the chunk to be shown.

A question with one clear answer needs fewer chunks than one with many candidates: docs/retrieval.md has what it saves.
"""


LITTLE = 200
"""Words up to which the best chunks are shown, however far below the best one they lie: short notes cost little."""


def expand(found: Sequence[Candidate], around: Around) -> list[Candidate]:
    """Order chunks by their worth in a prompt: those found close to the best, or short, then the best one's neighbours.

    An answer that begins in the best chunk often goes on in the next. Every prefix of the result is a set of chunks to
    show; `pack` takes the longest one that fits.
    """
    lengths = accumulate(len(candidate.stored.chunk.text.split()) for candidate in found)
    ordered = {
        candidate.key: candidate
        for candidate, length in zip(found, lengths, strict=True)
        if candidate.score >= found[0].score - CLOSE or length <= LITTLE
    }
    for stored in around(found[0].key, 1, 1) if found else ():
        neighbour = Candidate(stored, 0.0)
        ordered.setdefault(neighbour.key, neighbour)
    return list(ordered.values())


def merge(
    candidates: Iterable[Candidate], document: Callable[[int], Document], pages: Callable[[int], Sequence[Page]]
) -> tuple[Passage, ...]:
    """Merge chunks that touch or overlap into passages: the best document first, inside it the document's own order."""
    by_document: dict[int, list[Candidate]] = {}
    for candidate in candidates:
        by_document.setdefault(candidate.stored.document, []).append(candidate)
    passages: list[Passage] = []
    for number, group in sorted(by_document.items(), key=lambda item: -max(found.score for found in item[1])):
        name, its_pages = document(number).name, pages(number)
        passages += [as_passage(run, name, its_pages) for run in runs(group)]
    return tuple(passages)


def runs(candidates: Iterable[Candidate]) -> list[list[Candidate]]:
    """Split the chunks of one document into runs of consecutive ordinals, in the document's order."""
    ordered = sorted(candidates, key=lambda candidate: candidate.key.ordinal)
    result = [ordered[:1]]
    for before, after in pairwise(ordered):
        if after.key.ordinal > before.key.ordinal + 1:
            result.append([])
        result[-1].append(after)
    return result


def as_passage(run: Sequence[Candidate], name: str, pages: Sequence[Page]) -> Passage:
    """Make one passage of consecutive chunks: the document's text from the first one's start to the last one's end."""
    chunks = [candidate.stored.chunk for candidate in run]
    start, end = min(chunk.start for chunk in chunks), max(chunk.end for chunk in chunks)
    best = max(run, key=lambda candidate: candidate.score)
    return Passage(
        document=best.stored.document,
        document_name=name,
        text=text_between(pages, start, end),
        start=start,
        end=end,
        page_starts=page_starts(pages, start, end),
        place=" › ".join(best.stored.chunk.headings) or label_at(pages, start),
        score=best.score,
        place_starts=place_starts(chunks, pages, start),
        head=head_at(pages, start),
    )


def head_at(pages: Sequence[Page], offset: int) -> str:
    """Give the rows with names of the table in whose midst `offset` of the document's text is, "" if in none.

    The line that names the scale of its figures stands above them: "($ in millions)".
    """
    page = next((page for page in reversed(pages) if page.start <= offset), None)
    head = head_before(page.text, offset - page.start) if page else ""
    if not page or not head:
        return head
    return "\n".join(filter(None, (declaring_line(page.text[: page.text.find(head.split("\n")[0])][-ABOVE:]), head)))


def place_starts(chunks: Iterable[Chunk], pages: Sequence[Page], start: int) -> tuple[tuple[str, int], ...]:
    """Give (place, offset from `start` where it begins) of each section, or page where there are no headings."""
    labels = {page.number: page.label for page in pages}
    places: list[tuple[str, int]] = []
    for chunk in chunks:
        begins = chunk.start - start
        if chunk.headings:
            places.append((" › ".join(chunk.headings), begins))
        else:
            inside = page_starts(pages, chunk.start, chunk.end)
            places += [(labels[number], begins + offset) for number, offset in inside]
    return tuple(place for index, place in enumerate(places) if not index or place[0] != places[index - 1][0])


def text_between(pages: Sequence[Page], start: int, end: int) -> str:
    """Cut the document's text, which is the pages' texts joined by one newline, without joining all of it."""
    touched = [page for page in pages if page.start <= end and page.start + len(page.text) >= start]
    text = "\n".join(page.text for page in touched)
    return text[start - touched[0].start : end - touched[0].start] if touched else ""


def page_starts(pages: Sequence[Page], start: int, end: int) -> tuple[tuple[int, int], ...]:
    """Give (page number, offset from `start` where it begins) of each page with text there; the first is 0."""
    touched = [page for page in pages if page.text and page.start < end and page.start + len(page.text) > start]
    return tuple((page.number, max(0, page.start - start)) for page in touched)


def label_at(pages: Sequence[Page], offset: int) -> str:
    """Give the label of the page that `offset` of the document's text is on."""
    return next((page.label for page in reversed(pages) if page.start <= offset), "")
