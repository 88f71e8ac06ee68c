"""Rooms with documents whose vectors a reader can predict: eight dimensions, from the hashes of the words."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from vectorstore.room import Room
from vectorstore.store import Store
from vectorstore.types import Chunk, Document, NewDocument, Page, ParsedDocument, Scored, Signature, Vectors

SIGNATURE = Signature(embedder="words", dimension=8, prefix="", chunker="pages-1")


def embed(texts: Sequence[str]) -> Vectors:
    """A vector a text, of length one, from a hash of each of its words: texts with common words are near."""
    vectors = np.zeros((len(texts), SIGNATURE.dimension), dtype=np.float32)
    for row, text in enumerate(texts):
        for word in text.split():
            digest = hashlib.blake2b(word.encode(), digest_size=SIGNATURE.dimension).digest()
            vectors[row] += np.frombuffer(digest, dtype=np.uint8).astype(np.float32) - 127.5
    vectors[:, 0] += 1e-3
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def parse(texts: Sequence[str]) -> ParsedDocument:
    """A document with a page a text; an empty text is a page that could not be read."""
    pages, start = [], 0
    for number, text in enumerate(texts, start=1):
        pages.append(Page(number, str(number), text, "text" if text else "empty", start))
        start += len(text) + 1
    return ParsedDocument(tuple(pages), title="A title", outline=((1, "Top", 1),), metadata=(("author", "Ann"),))


def chunk(parsed: ParsedDocument, context: str = "") -> list[Chunk]:
    """A chunk a page."""
    pages = [page for page in parsed.pages if page.text]
    return [
        Chunk(ordinal, page.text, page.start, page.start + len(page.text), page.number, page.number, (), context)
        for ordinal, page in enumerate(pages)
    ]


class Library:
    """A room and the store that is open over it, with short words for what tests do to them."""

    signature = SIGNATURE
    embed = staticmethod(embed)

    def __init__(self, path: Path) -> None:
        self.room = Room(path)
        self.on_step: Callable[[str], None] = lambda _: None
        self.store = self._open()

    def _open(self) -> Store:
        return Store.open(self.room, SIGNATURE, on_step=self._step)

    def _step(self, step: str) -> None:
        self.on_step(step)

    def reopen(self) -> Store:
        """Close the store in an orderly way and open it again."""
        self.store.close()
        self.store = self._open()
        return self.store

    def die(self) -> None:
        """Let go of everything as a dying process would: nothing is written out."""
        for pair in self.store._indexes.pairs():
            pair.close()
        self.store._database.close()
        self.room.unlock()

    def revive(self) -> Store:
        """Die, and open the store again."""
        self.die()
        self.store = self._open()
        return self.store

    def put(self, document: Document, parsed: ParsedDocument, ordinals: Sequence[int]) -> None:
        """Store what was parsed, and the vectors of some of its chunks."""
        chunks = chunk(parsed)
        self.store.put_text(document.id, parsed, chunks)
        self.store.put_vectors(document.id, ordinals, embed([chunks[ordinal].text for ordinal in ordinals]))

    def prepare(self, name: str, texts: Sequence[str], space: str = "main") -> Document:
        """Take a document in up to, and without, its publishing. A text is a page is a chunk."""
        sha256 = hashlib.sha256("\0".join(texts).encode()).hexdigest()
        document = self.store.begin(NewDocument(space, name, "", sha256, "text/plain", size=1))
        if document.state == "parsing":
            parsed = parse(texts)
            self.store.put_text(document.id, parsed, chunk(parsed))
        missing = self.store.chunks_without_vectors(document.id)
        if missing:
            vectors = embed([one.text for one in missing])
            self.store.put_vectors(document.id, [one.ordinal for one in missing], vectors)
        return self.store.document(document.id)

    def add(self, name: str, *texts: str, space: str = "main", source: str | None = None) -> Document:
        """Take a document in and publish it."""
        return self.store.publish(self.prepare(name, texts, space).id, source or name)

    def flush(self) -> None:
        """Let what is recent join the indexes on disk."""
        for space in self.store._indexes.spaces():
            self.store._indexes.flush(space)

    def found(self, words: str, space: str = "main") -> list[str]:
        """The texts that match words, best first."""
        return self.texts(self.store.matching(space, words, 1000))

    def near(self, text: str, count: int = 1, space: str = "main") -> list[str]:
        """The texts nearest to a text, best first."""
        return self.texts(self.store.nearest(space, embed([text])[0], count))

    def texts(self, hits: Sequence[Scored]) -> list[str]:
        """The texts of hits."""
        return [stored.chunk.text for stored in self.store.chunks([hit.key for hit in hits])]

    def stored_vector(self, text: str) -> Vectors:
        """The vector of a text as the indexes get it."""
        halves = embed([text]).astype(np.float16).astype(np.float32)
        return halves / np.linalg.norm(halves, axis=1, keepdims=True)

    def index_files(self) -> list[Path]:
        """The files of all indexes on disk."""
        return sorted(path for path in self.room.indexes.rglob("*") if path.is_file())


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = Library(tmp_path / "room")
    yield library
    library.store.close()
