"""The indexes of a room: a folder with vectors and keywords for each space, built from the catalog."""

import hashlib
import json
import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from vectorstore.chroma import VectorIndex
from vectorstore.database import Database
from vectorstore.keyword import KeywordIndex
from vectorstore.passages import Passages
from vectorstore.room import Room

_BATCH = 2000  # chunks read from the catalog at a time


@dataclass(frozen=True, slots=True)
class IndexPair:
    """The open indexes of one space, in a folder that no other index had before."""

    space: str
    number: int
    folder: Path
    vectors: VectorIndex
    keywords: KeywordIndex

    def close(self) -> None:
        """Release the files of both."""
        self.vectors.close()
        self.keywords.close()


class Indexes:
    """The index pairs of one generation. Whoever writes holds the store's lock; whoever asks needs none.

    A pair is never emptied or mended: it is built anew under a new number, and the old folder is removed. That makes
    crashes harmless (the catalog's row says which folder counts) and erasing provable.
    """

    def __init__(
        self, room: Room, database: Database, passages: Passages, generation: int, on_progress: Callable[[str], None]
    ) -> None:
        self._room = room
        self._database = database
        self._passages = passages
        self._on_progress = on_progress
        self._pairs: dict[str, IndexPair] = {}
        self._lock = threading.Lock()
        self.generation = generation
        self.signature = passages.signature(generation)
        self.dimension = self.signature.dimension

    def pair(self, space: str) -> IndexPair | None:
        """Return the open indexes of a space; None if it never had any."""
        with self._lock:
            return self._pairs.get(space)

    def pairs(self) -> list[IndexPair]:
        """Return all open indexes."""
        with self._lock:
            return list(self._pairs.values())

    def open_folder(self, space: str, number: int) -> IndexPair:
        """Open the indexes in the folder of a number; raises IndexBroken."""
        folder = self.folder(number)
        vectors = VectorIndex(folder / "vectors")
        try:
            return IndexPair(space, number, folder, vectors, KeywordIndex(folder / "keywords"))
        except BaseException:
            vectors.close()
            raise

    def adopt(self, pair: IndexPair) -> None:
        """Serve a space from these indexes from now on; those that served it are closed and removed."""
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO indexes (id, space, generation) VALUES (?, ?, ?)"
                " ON CONFLICT (space, generation) DO UPDATE SET id = excluded.id, seal = ''",
                (pair.number, pair.space, self.generation),
            )
        old = self.serve(pair)
        if old is not None:
            remove(old)

    def serve(self, pair: IndexPair) -> IndexPair | None:
        """Answer from these indexes from now on; return those that did."""
        with self._lock:
            old = self._pairs.get(pair.space)
            self._pairs[pair.space] = pair
        return old

    def writable(self, space: str) -> IndexPair:
        """Return the indexes of a space, made if it has none, with their seal broken."""
        pair = self.pair(space)
        if pair is None:
            pair = self.open_folder(space, self._next_number())
            self.adopt(pair)
        self.set_seal(pair.number, "")
        return pair

    def build(self, space: str) -> IndexPair:
        """Build the indexes of a space from the documents that are ready, beside those that serve it now."""
        pair = self.open_folder(space, self._next_number())
        try:
            total = self._passages.counts(self.generation).get(space, 0)
            done = 0
            for batch in self._passages.batches(space, self.generation, _BATCH):
                done += self.fill(pair, batch)
                self._on_progress(f"indexing {space}: {done} of {total} chunks")
            pair.keywords.commit()
        except BaseException:
            remove(pair)
            raise
        return pair

    def fill(self, pair: IndexPair, document_ids: list[int]) -> int:
        """Put all chunks of some documents into a pair; return how many."""
        keys, vectors = self._passages.vectors(document_ids, self.generation, self.dimension)
        pair.vectors.put(keys, vectors)
        for document_id in document_ids:
            pair.keywords.put(document_id, self._passages.of_document(document_id, self.generation))
        return len(keys)

    def rebuild(self, space: str) -> None:
        """Replace the indexes of a space by new ones with the documents that are ready; by none if there are none."""
        if self._passages.counts(self.generation).get(space):
            self.adopt(self.build(space))
        else:
            self.drop(space)
        with self._database.transaction() as connection:
            connection.execute("UPDATE documents SET indexed = 0 WHERE space = ? AND state <> 'ready'", (space,))

    def drop(self, space: str) -> None:
        """Remove the indexes of a space."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM indexes WHERE space = ? AND generation = ?", (space, self.generation))
        with self._lock:
            old = self._pairs.pop(space, None)
        if old is not None:
            remove(old)

    def remove_strays(self) -> None:
        """Remove the folders that no row of the catalog names: half built ones, and old ones left by a crash."""
        rows = self._database.read("SELECT id FROM indexes")
        known = {self.folder(row["id"]) for row in rows}
        for folder in self._room.indexes.iterdir():
            if folder not in known:
                shutil.rmtree(folder)

    def spaces(self) -> list[str]:
        """Return the spaces that have something to find."""
        return sorted(self._passages.counts(self.generation))

    def rows(self) -> list[tuple[str, int, str]]:
        """Return (space, number, seal) of the indexes that the catalog names in this generation."""
        rows = self._database.read("SELECT space, id, seal FROM indexes WHERE generation = ?", (self.generation,))
        return [(row["space"], row["id"], row["seal"]) for row in rows]

    def set_seal(self, number: int, seal: str) -> None:
        """Note what the files of an index look like; "" while they may change."""
        with self._database.transaction() as connection:
            connection.execute("UPDATE indexes SET seal = ? WHERE id = ? AND seal <> ?", (seal, number, seal))

    def close(self) -> None:
        """Close all indexes and seal them, so that the next opening knows whether anything happened to a file since."""
        for pair in self.pairs():
            pair.close()
            self.set_seal(pair.number, fingerprint(pair.folder))
        with self._lock:
            self._pairs.clear()

    def folder(self, number: int) -> Path:
        """Return where the indexes of a number lie."""
        return self._room.indexes / str(number)

    def _next_number(self) -> int:
        """Return a number above those of all folders and rows."""
        folders = [int(folder.name) for folder in self._room.indexes.iterdir() if folder.name.isdigit()]
        rows = [int(row["id"]) for row in self._database.read("SELECT id FROM indexes")]
        return max([*folders, *rows], default=0) + 1


def fingerprint(folder: Path) -> str:
    """Return the digests of all files below a folder, as JSON: what an index looks like while nobody writes it."""
    digests = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        with path.open("rb") as file:
            digests[str(path.relative_to(folder))] = hashlib.file_digest(file, "blake2b").hexdigest()[:32]
    return json.dumps(digests)


def remove(pair: IndexPair) -> None:
    """Close indexes and remove their folder."""
    pair.close()
    shutil.rmtree(pair.folder)
