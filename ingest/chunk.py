"""Pages become chunks: verbatim slices of a page that end with sentences, keep to their heading, and fit the embedder.

Pure: no files, no network, no model; tokens are counted by the function given.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import PurePath
from typing import TYPE_CHECKING

from ingest.sentences import sentence_spans
from vectorstore.types import Chunk, Heading, Page, indexed, without_bars

if TYPE_CHECKING:
    from llama_index.core.node_parser import SentenceSplitter

CHUNKER_VERSION = "sentences-180-2"
"""Goes up when the same pages would give other chunks: rooms of before are then offered to be read again."""

TARGET = 180
"""Tokens that a chunk of running text is filled to, its context apart."""
SMALL = 50
"""Tokens below which a section is joined to its neighbour, and a remainder to the chunk before it."""
LEAST_LIMIT = 32
"""Tokens that an embedder must be able to read at least."""

CountTokens = Callable[[list[str]], list[int]]


def chunk_document(pages: Sequence[Page], name: str, count_tokens: CountTokens, limit: int) -> list[Chunk]:
    """Cut the pages of the document called `name` into chunks.

    `count_tokens` tells what each text costs the embedder, special tokens included; no chunk costs more than `limit`
    together with its context. Every character of every page but white space is in exactly one chunk, and no chunk goes
    over the end of a page, so that it has one page to cite. Raises ValueError for a limit below LEAST_LIMIT.
    """
    if limit < LEAST_LIMIT:
        raise ValueError(f"chunks need an embedder that reads at least {LEAST_LIMIT} tokens, not {limit}")
    text = "\n".join(page.text for page in pages)
    cutter = _Cutter(text, name, _WordCosts(text, count_tokens), limit)
    drafts = [draft for sections in _sections(pages, text) for draft in cutter.drafts(sections)]
    return [
        Chunk(
            ordinal=ordinal,
            text=text[draft.start : draft.end],
            start=draft.start,
            end=draft.end,
            first_page=draft.page,
            last_page=draft.page,
            headings=draft.path,
            context=draft.context,
        )
        for ordinal, draft in enumerate(_within(drafts, text, count_tokens, limit))
    ]


def load_splitter() -> "type[SentenceSplitter]":
    """Import the splitter, which takes seconds and 80 MB: only a process that chunks should pay for it, and ahead."""
    from llama_index.core.node_parser import SentenceSplitter

    return SentenceSplitter


@dataclass(frozen=True, slots=True)
class _Section:
    """A stretch of a page under one heading, with the headings above it from the outermost.

    The last `own` of these stand at its beginning.
    """

    start: int
    end: int
    page: int
    path: tuple[str, ...]
    own: int


@dataclass(frozen=True, slots=True)
class _Draft:
    """A chunk to be."""

    start: int
    end: int
    page: int
    path: tuple[str, ...]
    context: str


class _WordCosts:
    """Estimates the tokens of any part of a text from those of its words, each counted once."""

    def __init__(self, text: str, count_tokens: CountTokens) -> None:
        self._count_tokens = count_tokens
        self.special = count_tokens([""])[0]
        self._costs: dict[str, int] = {}
        self._learn(dict.fromkeys(without_bars(text).split()))

    def __call__(self, text: str) -> int:
        """Tokens of `text`, special tokens apart."""
        words, costs = without_bars(text).split(), self._costs
        try:
            return sum([costs[word] for word in words])
        except KeyError:  # a part of a word, where a word alone is too long for a chunk
            self._learn(word for word in dict.fromkeys(words) if word not in costs)
            return sum([costs[word] for word in words])

    def _learn(self, words: Iterable[str]) -> None:
        new = list(words)
        for word, count in zip(new, self._count_tokens(new), strict=True):
            self._costs[word] = count - self.special


def _sections(pages: Sequence[Page], text: str) -> Iterator[list[_Section]]:
    """Part every page at its headings; a heading reaches over the pages up to the next of its level."""
    above: list[Heading] = []
    for page in pages:
        sections: list[_Section] = []
        start, own = page.start, 0
        for heading in page.headings:
            at = page.start + heading.offset
            if text[start:at].strip():
                sections.append(_Section(start, at, page.number, _titles(above), own))
                start, own = at, 0
            above = [*(step for step in above if step.level < heading.level), heading]
            own = min(own + 1, len(above))
        end = page.start + len(page.text)
        if text[start:end].strip():
            sections.append(_Section(start, end, page.number, _titles(above), own))
        yield sections


def _titles(headings: Iterable[Heading]) -> tuple[str, ...]:
    return tuple(heading.title for heading in headings)


@dataclass(frozen=True, slots=True)
class _Cutter:
    """Cuts sections of the document's `text` into drafts."""

    text: str
    name: str
    costs: _WordCosts
    limit: int

    def drafts(self, sections: Sequence[_Section]) -> Iterator[_Draft]:
        """Cut the sections of a page into spans of about TARGET tokens."""
        for section in self._joined(sections):
            context = self._context(section.path)
            room = self.limit - self.costs.special - self.costs(context)
            first = self._context(section.path[: len(section.path) - section.own])  # its own are in the text already
            spans = self._balanced(list(self._spans(section, min(TARGET, room))), room)
            for index, (start, end) in enumerate(spans):
                yield _Draft(start, end, section.page, section.path, context if index else first)

    def _joined(self, sections: Sequence[_Section]) -> Iterator[_Section]:
        """Join sections too small to stand alone with what follows, and headings with what they head."""
        waiting: _Section | None = None
        for section in sections:
            joined = self._join(waiting, section) if waiting else None
            if waiting and not joined:
                yield waiting
            waiting = joined or section
        if waiting:
            yield waiting

    def _join(self, one: _Section, other: _Section) -> _Section | None:
        size, more = self._size(one), self._size(other)
        if other.path[: len(one.path)] == one.path and size <= self.costs(
            " ".join(one.path[len(one.path) - one.own :])
        ):
            return replace(other, start=one.start, own=other.own + one.own)
        if min(size, more) >= SMALL or size + more > TARGET:
            return None
        same = _common(one.path, other.path)
        return replace(one, end=other.end, path=same, own=max(0, one.own - len(one.path) + len(same)))

    def _size(self, section: _Section) -> int:
        return self.costs(self.text[section.start : section.end])

    def _context(self, path: tuple[str, ...]) -> str:
        """Line that tells where a chunk is from: the document's name and the innermost heading.

        The outer headings would be the same for many chunks, and blur their vectors more than they tell. What takes
        more than a quarter of the limit is left out.
        """
        title = PurePath(self.name).stem.replace("_", " ").replace("-", " ")
        lines = (" > ".join((title, *path[-1:])), title)
        return next((line for line in lines if self.costs(line) <= self.limit // 4), "")

    def _spans(self, section: _Section, size: int) -> Iterator[tuple[int, int]]:
        splitter = load_splitter()(
            chunk_size=size,
            chunk_overlap=0,
            paragraph_separator="\n\n",
            tokenizer=lambda part: range(max(self.costs(part), 1)),  # it repeats parts that cost nothing
            chunking_tokenizer_fn=_sentences,
        )
        position = section.start
        for piece in splitter.split_text(self.text[section.start : section.end]):
            start = self.text.index(piece, position)
            position = start + len(piece)
            yield start, position

    def _balanced(self, spans: list[tuple[int, int]], room: int) -> list[tuple[int, int]]:
        """Put a small remainder with the span before it, where both fit together."""
        if len(spans) < 2:
            return spans
        (start, _), (last, end) = spans[-2:]
        if self.costs(self.text[last:end]) < SMALL and self.costs(self.text[start:end]) <= room:
            return [*spans[:-2], (start, end)]
        return spans


def _common(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    same = 0
    while same < min(len(one), len(other)) and one[same] == other[same]:
        same += 1
    return one[:same]


def _sentences(text: str) -> list[str]:
    """Sentences of a text, each with the white space behind it, so that together they are the text."""
    starts = [start for start, _ in sentence_spans(text)][1:]
    return [text[start:end] for start, end in zip([0, *starts], [*starts, len(text)], strict=True)]


def _within(drafts: list[_Draft], text: str, count_tokens: CountTokens, limit: int) -> list[_Draft]:
    """Count every draft exactly as the embedder will, and halve what the estimate let grow too long."""
    counts = count_tokens([indexed(draft.context, text[draft.start : draft.end]) for draft in drafts])
    if max(counts, default=0) <= limit:
        return drafts
    halves = (
        [draft] if count <= limit else _within(_halves(draft, text), text, count_tokens, limit)
        for draft, count in zip(drafts, counts, strict=True)
    )
    return list(chain.from_iterable(halves))


def _halves(draft: _Draft, text: str) -> list[_Draft]:
    """Cut a draft near its middle, between words if it can be; one of a single letter can only lose its context."""
    if draft.end - draft.start < 2:
        return [replace(draft, context="")]
    middle = (draft.start + draft.end) // 2
    at = text.rfind(" ", draft.start + 1, middle) + 1 or middle
    end = draft.start + len(text[draft.start : at].rstrip())
    start = draft.end - len(text[at : draft.end].lstrip())
    return [replace(draft, end=end), replace(draft, start=start)]
