"""Values that the store takes and gives back: documents, pages, chunks, jobs, hits."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
"""(n, dimension), one row a text, each of length one."""

PageState = Literal["text", "empty", "failed"]
DocumentState = Literal["parsing", "embedding", "ready", "failed", "erasing"]
JobState = Literal["asking", "queued", "parsing", "embedding", "ready", "failed", "cancelled"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a page: where it starts in the page's text, how deep it is (1 is the top), and its words."""

    offset: int
    level: int
    title: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it was read; for formats without pages, a section (its number counted from 1, its heading as label).

    `start` is the offset of `text` in the document's text, which is the pages' texts joined by one newline.
    """

    number: int
    label: str
    text: str
    state: PageState
    start: int
    headings: tuple[Heading, ...] = ()


@dataclass(frozen=True, slots=True)
class Chunk:
    """A verbatim slice of a document's text: `document_text[start:end] == text`.

    `context` (document name and headings) stands before the text where it is embedded and indexed, and is never shown.
    """

    ordinal: int
    text: str
    start: int
    end: int
    first_page: int
    last_page: int
    headings: tuple[str, ...]
    context: str

    @property
    def indexed_text(self) -> str:
        """What is embedded and indexed for this chunk: the context line, if it has one, and the text."""
        return indexed(self.context, self.text)


def indexed(context: str, text: str) -> str:
    """Put a context line before a text as both are indexed: without the bars of tables, of which each costs a token."""
    return f"{context}\n{without_bars(text)}" if context else without_bars(text)


def without_bars(text: str) -> str:
    """Give a text with blanks in place of the bars between the cells of tables."""
    return text.replace("|", " ")


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """What parsing a file gave: its pages in order, its title, its outline and its metadata as the file states them."""

    pages: tuple[Page, ...]
    title: str = ""
    outline: tuple[tuple[int, str, int], ...] = ()  # (depth from 1, title, page number)
    metadata: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Signature:
    """What shaped an index. Vectors of two embedders are never mixed; chunks that two versions cut may be."""

    embedder: str  # name and digest of the weights
    dimension: int
    prefix: str  # text that the model wants before a passage, "" for most
    chunker: str  # what read the files and cut them: names, size and versions

    def same_vectors(self, other: "Signature") -> bool:
        """Whether vectors of the two can be compared with each other."""
        return (self.embedder, self.dimension, self.prefix) == (other.embedder, other.dimension, other.prefix)


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A file about to become a document of a space."""

    space: str
    name: str  # base name, as people see it
    folder: str  # folder that it came from, "" for an upload
    sha256: str
    media_type: str
    size: int  # bytes


@dataclass(frozen=True, slots=True)
class Document:
    """A document as the catalog has it. `id` is an opaque number, never used again after a delete."""

    id: int
    space: str
    name: str
    folder: str
    sha256: str
    media_type: str
    size: int  # bytes
    state: DocumentState
    reason: str  # why it failed, "" otherwise
    title: str
    pages: int
    unread_pages: tuple[int, ...]  # numbers of the pages without text
    chunks: int
    added: str  # ISO 8601, UTC
    version: int  # 1 for the first document of its source
    failed_pages: int = 0  # how many of the unread pages are damaged rather than empty


@dataclass(frozen=True, slots=True)
class StoredChunk:
    """A chunk with its place in the room: the key is `document` and `chunk.ordinal`."""

    document: int
    chunk: Chunk


@dataclass(frozen=True, slots=True)
class ChunkKey:
    """Opaque address of a chunk."""

    document: int
    ordinal: int


@dataclass(frozen=True, slots=True)
class Scored:
    """A chunk's address with its score in one ranking: higher is better, scores of two rankings do not compare."""

    key: ChunkKey
    score: float


@dataclass(frozen=True, slots=True)
class Job:
    """The work on one file, from the moment it was given to the moment it is ready, failed or cancelled."""

    id: int
    space: str
    source: str  # path as given, or the name dropped
    name: str
    upload: bool  # whether the bytes came over HTTP (and lie in the room) or stay at `file`
    file: Path
    state: JobState
    reason: str
    document: int | None
    unchanged: bool  # the same bytes were there already: nothing was done
    pages_done: int
    pages_total: int | None
    chunks_done: int
    chunks_total: int | None
    created: float  # seconds since 1970
    started: float | None
    finished: float | None
    needs_password: bool = False  # whether it failed because its file opens only with a password
    sha256: str = ""  # of an upload's bytes, "" where they are not known yet


@dataclass(frozen=True, slots=True)
class JobOverview:
    """The jobs of a space that a person should see: the first few of each state, and how many there are."""

    working: tuple[Job, ...]  # being embedded, then being read
    asking: tuple[Job, ...]  # uploads whose name is here already with other bytes: a person decides
    failed: tuple[Job, ...]  # failed, then cancelled, the newest first
    waiting: tuple[Job, ...]  # the next ones
    counts: Mapping[JobState, int]  # without those that are ready
    documents: str  # changes whenever a document comes, goes or changes its state
    ready: int  # documents of the space that can be asked


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a delete removed, and what of it could still be found on disk afterwards (nothing, or the delete failed)."""

    documents: tuple[Document, ...]
    chunks: int
    vectors: int
    keywords: int
    files: int
    chats: int
    residue: tuple[str, ...]  # files that were neither rewritten nor removed


@dataclass(frozen=True, slots=True)
class Health:
    """What opening had to rebuild, and what the check then found."""

    repaired: tuple[str, ...]
    problems: tuple[str, ...]
    documents: int
    chunks: int
    vectors: int
    keywords: int

    @property
    def ok(self) -> bool:
        """Whether catalog, vectors, keywords and files agree."""
        return not self.problems
