"""Pages become chunks: verbatim slices that end with sentences, keep to their heading, and fit what the embedder reads.

Pure: no files, no network, no model; tokens are counted by the function given.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import PurePath
from typing import TYPE_CHECKING

from ingest.sentences import sentence_spans
from vectorstore.types import Chunk, Heading, Page

if TYPE_CHECKING:
    from llama_index.core.node_parser import SentenceSplitter

CHUNKER_VERSION = "sentences-200-1"
"""Changes whenever the same pages would give other chunks: indexes of two versions are never mixed."""

TARGET = 200
"""Tokens that a chunk of running text is filled to, its context apart."""
SMALL = 50
"""Tokens below which a section is joined to its neighbour, and a remainder to the chunk before it."""
LEAST_LIMIT = 32
"""Tokens that an embedder must be able to read at least."""

CountTokens = Callable[[list[str]], list[int]]


def embedded_text(chunk: Chunk) -> str:
    """Text of a chunk as it is embedded and indexed: its context stands before it."""
    return _with_context(chunk.context, chunk.text)


def chunk_document(pages: Sequence[Page], name: str, count_tokens: CountTokens, limit: int) -> list[Chunk]:
    """Cut the pages of the document called `name` into chunks.

    `count_tokens` tells what each text costs the embedder, special tokens included; no chunk costs more than `limit`
    together with its context. Every character of every page but white space is in exactly one chunk. Raises ValueError
    for a limit below LEAST_LIMIT.
    """
    if limit < LEAST_LIMIT:
        raise ValueError(f"chunks need an embedder that reads at least {LEAST_LIMIT} tokens, not {limit}")
    text = "\n".join(page.text for page in pages)
    costs = _WordCosts(text, count_tokens)
    drafts: list[_Draft] = []
    for section in _joined(_sections(pages, text), text, costs):
        drafts.extend(_drafts(section, text, name, costs, limit))
    starts = [page.start for page in pages]
    fitting = _within(drafts, text, count_tokens, limit)
    return [_chunk(draft, ordinal, text, pages, starts) for ordinal, draft in enumerate(fitting)]


@dataclass(frozen=True, slots=True)
class _Section:
    """A stretch of the document under one heading, with the headings above it from the outermost."""

    start: int
    end: int
    path: tuple[str, ...]
    own: bool  # whether the last heading of the path stands at its beginning


@dataclass(frozen=True, slots=True)
class _Draft:
    start: int
    end: int
    path: tuple[str, ...]
    context: str


class _WordCosts:
    """Estimates the tokens of any part of a text from those of its words, each counted once."""

    def __init__(self, text: str, count_tokens: CountTokens) -> None:
        words = list(dict.fromkeys(text.split()))
        self._count_tokens = count_tokens
        self._special = count_tokens([""])[0]
        self._costs = dict(zip(words, (count - self._special for count in count_tokens(words)), strict=True))

    def __call__(self, text: str) -> int:
        costs = self._costs
        try:
            return sum([costs[word] for word in text.split()])
        except KeyError:  # a part of a word, where a word alone is too long for a chunk
            missing = [word for word in dict.fromkeys(text.split()) if word not in costs]
            for word, count in zip(missing, self._count_tokens(missing), strict=True):
                costs[word] = count - self._special
            return sum([costs[word] for word in text.split()])

    def with_special(self, text: str) -> int:
        """Tokens of a text alone before the model, its special tokens included."""
        return self(text) + self._special


def _with_context(context: str, text: str) -> str:
    return f"{context}\n{text}" if context else text


def _sections(pages: Sequence[Page], text: str) -> Iterator[_Section]:
    """Part the document at its headings."""
    above: list[Heading] = []
    start, own = 0, False
    for page in pages:
        for heading in page.headings:
            at = page.start + heading.offset
            if text[start:at].strip():
                yield _Section(start, at, tuple(step.title for step in above), own)
                start = at
            above = [step for step in above if step.level < heading.level] + [heading]
            own = True
    if text[start:].strip():
        yield _Section(start, len(text), tuple(step.title for step in above), own)


def _joined(sections: Iterable[_Section], text: str, costs: _WordCosts) -> Iterator[_Section]:
    """Join sections too small to stand alone with what follows, under the headings that they have in common."""
    waiting: _Section | None = None
    size = 0
    for section in sections:
        more = costs(text[section.start : section.end])
        if waiting is not None and min(size, more) < SMALL and size + more <= TARGET:
            common = _common(waiting.path, section.path)
            waiting = _Section(waiting.start, section.end, common, own=waiting.own and common == waiting.path)
            size += more
            continue
        if waiting is not None:
            yield waiting
        waiting, size = section, more
    if waiting is not None:
        yield waiting


def _common(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    same = 0
    while same < min(len(one), len(other)) and one[same] == other[same]:
        same += 1
    return one[:same]


def _drafts(section: _Section, text: str, name: str, costs: _WordCosts, limit: int) -> list[_Draft]:
    """Cut a section into spans of about TARGET tokens."""
    whole = _context(name, section.path, costs, limit)
    room = limit - costs.with_special(whole)
    spans = list(_spans(text, section, min(TARGET, room), costs))
    drafts = [_Draft(start, end, section.path, whole) for start, end in _balanced(spans, text, room, costs)]
    if section.own and drafts:  # its own heading stands in the text already
        drafts[0] = replace(drafts[0], context=_context(name, section.path[:-1], costs, limit))
    return drafts


def _context(name: str, path: tuple[str, ...], costs: _WordCosts, limit: int) -> str:
    """Line that tells where a chunk is from; it may take a quarter of the limit, then outer headings are left out."""
    title = PurePath(name).stem.replace("_", " ").replace("-", " ")
    for dropped in range(len(path) + 1):
        context = " > ".join((title, *path[dropped:]))
        if costs(context) <= limit // 4:
            return context
    return ""


def load_splitter() -> "type[SentenceSplitter]":
    """Import the splitter, which takes seconds and 80 MB: only a process that chunks should pay for it, and ahead."""
    from llama_index.core.node_parser import SentenceSplitter

    return SentenceSplitter


def _spans(text: str, section: _Section, size: int, costs: _WordCosts) -> Iterator[tuple[int, int]]:
    splitter = load_splitter()(
        chunk_size=size,
        chunk_overlap=0,
        paragraph_separator="\n\n",
        tokenizer=lambda part: range(costs(part)),
        chunking_tokenizer_fn=_sentences,
    )
    position = section.start
    for piece in splitter.split_text(text[section.start : section.end]):
        position = text.index(piece, position)
        yield position, position + len(piece)
        position += len(piece)


def _sentences(text: str) -> list[str]:
    """Sentences of a text, each with the white space behind it, so that together they are the text."""
    starts = [start for start, _ in sentence_spans(text)][1:]
    return [text[start:end] for start, end in zip([0, *starts], [*starts, len(text)], strict=True)]


def _balanced(spans: list[tuple[int, int]], text: str, room: int, costs: _WordCosts) -> list[tuple[int, int]]:
    """Put a small remainder with the span before it, where both fit together."""
    if len(spans) < 2:
        return spans
    (start, _), (last, end) = spans[-2:]
    if costs(text[last:end]) < SMALL and costs(text[start:end]) <= room:
        return [*spans[:-2], (start, end)]
    return spans


def _within(drafts: list[_Draft], text: str, count_tokens: CountTokens, limit: int) -> list[_Draft]:
    """Count every draft exactly as the embedder will, and halve what the estimate let grow too long."""
    counts = count_tokens([_with_context(draft.context, text[draft.start : draft.end]) for draft in drafts])
    if max(counts, default=0) <= limit:
        return drafts
    halves = (
        [draft] if count <= limit else _within(_halves(draft, text), text, count_tokens, limit)
        for draft, count in zip(drafts, counts, strict=True)
    )
    return list(chain.from_iterable(halves))


def _halves(draft: _Draft, text: str) -> list[_Draft]:
    """Cut a draft near its middle: between words if it can be; what is one letter long can only lose its context."""
    if draft.end - draft.start < 2:
        return [replace(draft, context="")]
    middle = (draft.start + draft.end) // 2
    at = text.rfind(" ", draft.start + 1, middle) + 1 or middle
    return [replace(draft, end=at), replace(draft, start=at)]


def _chunk(draft: _Draft, ordinal: int, text: str, pages: Sequence[Page], starts: list[int]) -> Chunk:
    return Chunk(
        ordinal=ordinal,
        text=text[draft.start : draft.end],
        start=draft.start,
        end=draft.end,
        first_page=pages[bisect_right(starts, draft.start) - 1].number,
        last_page=pages[bisect_right(starts, draft.end - 1) - 1].number,
        headings=draft.path,
        context=draft.context,
    )
