"""The indexes of a room, built from the catalog, and what answers for each space.

A document is found in memory first (`Recent`) and joins the indexes on disk in a batch. These are never emptied or
mended: they are built anew under another number, and the old folder is removed. That makes crashes harmless (the
catalog's row says which folder counts, and in which condition) and erasing provable.
"""

import shutil
import sqlite3
import threading
from collections.abc import Callable, Collection
from contextlib import ExitStack
from pathlib import Path

from vectorstore.catalog import Catalog
from vectorstore.chroma import load_chroma
from vectorstore.database import Database
from vectorstore.pair import IndexPair, Served, fingerprint, open_pair
from vectorstore.passages import Passages
from vectorstore.recent import Recent
from vectorstore.room import Room

_BATCH = 2000  # chunks read from the catalog at a time, and recent chunks that join the indexes on disk at once

# The condition of an index is its fingerprint while it is closed, or one of these:
OPEN = ""
WRITING = "writing"  # found at a start, it means that the process died in the middle: not to be trusted
CHECKING = "checking"  # the same


class Indexes:
    """The indexes of one generation. Whoever writes holds the store's lock; whoever asks needs none."""

    def __init__(
        self,
        room: Room,
        database: Database,
        generation: int,
        on_progress: Callable[[str], None],
        on_step: Callable[[str], None],
    ) -> None:
        load_chroma()
        self._room = room
        self._database = database
        self._catalog = Catalog(database)
        self._passages = Passages(database)
        self._on_progress = on_progress
        self._on_step = on_step
        self._lock = threading.Lock()
        self._served: dict[str, Served] = {}
        self.generation = generation
        self.signature = self._passages.signature(generation)

    def served(self, space: str) -> Served:
        """Return what answers for a space at this moment; it is closed once another has taken its place."""
        with self._lock:
            return self._served.get(space, Served(None, None))

    def pairs(self) -> list[IndexPair]:
        """Return the open indexes on disk."""
        with self._lock:
            return [served.pair for served in self._served.values() if served.pair]

    def recent_chunks(self) -> int:
        """Return how many chunks are in memory only."""
        with self._lock:
            return sum(len(served.recent) for served in self._served.values() if served.recent)

    def add(self, space: str, document: int) -> None:
        """Let a document be found, from memory."""
        recent = self.served(space).recent
        if recent is None:
            recent = Recent(self.signature.dimension)
            self._serve(space, Served(self.served(space).pair, recent))
        self._remember(recent, document)

    def flush_if_many(self, space: str) -> None:
        """Let the recent documents of a space join its indexes on disk once there are many."""
        recent = self.served(space).recent
        if recent is not None and len(recent) >= _BATCH:
            self.flush(space)

    def flush(self, space: str) -> None:
        """Let the recent documents of a space join its indexes on disk."""
        served = self.served(space)
        if served.recent is None:
            return
        pair = served.pair or self._add_pair(space)
        if self._condition(pair.number) == WRITING:
            self.rebuild(space)  # an attempt before this one failed midway
            return
        self._on_step("flush: distrust the index")
        self.set_condition(pair.number, WRITING)
        self._on_step("flush: write the index")
        documents = served.recent.documents
        self._fill(pair, documents)
        pair.keywords.commit()
        self._on_step("flush: trust the index")
        with self._database.transaction() as connection:
            self._catalog.set_indexed(connection, documents)
            connection.execute("UPDATE indexes SET condition = ? WHERE id = ?", (OPEN, pair.number))
        self._serve(space, Served(pair, None))

    def rebuild(self, space: str) -> None:
        """Replace the indexes of a space on disk by new ones with all documents that are ready; by none without any."""
        documents = list(self._passages.document_counts(space, self.generation))
        pair = self.build(space) if documents else None
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM indexes WHERE space = ? AND generation = ?", (space, self.generation))
            if pair is not None:
                insert_pair(connection, pair, self.generation)
            self._catalog.set_indexed(connection, documents, others_of=space)
        self._serve(space, Served(pair, None))

    def build(self, space: str) -> IndexPair:
        """Build indexes with all documents of a space that are ready, beside those that serve it now."""
        pair = self._new_pair(space)
        with ExitStack() as undo:
            undo.callback(pair.remove)
            total = self._passages.counts(self.generation).get(space, 0)
            done = 0
            for batch in self._passages.batches(space, self.generation, _BATCH):
                done += self._fill(pair, batch)
                self._on_progress(f"indexing {space}: {done} of {total} chunks")
            pair.keywords.commit()
            undo.pop_all()
        return pair

    def serve(self, pair: IndexPair) -> None:
        """Answer for a space from these indexes, and from memory for the documents that they do not have."""
        self._serve(pair.space, Served(pair, self._load_recent(pair.space)))

    def serve_recent(self, space: str) -> None:
        """Answer for a space from the indexes that it has, and from memory for the documents that they do not have."""
        self._serve(space, Served(self.served(space).pair, self._load_recent(space)))

    def spaces(self) -> list[str]:
        """Return the spaces that have something to find."""
        return sorted(self._passages.counts(self.generation))

    def rows(self) -> dict[str, tuple[int, str]]:
        """Return (number, condition) of the indexes that the catalog names, by space."""
        rows = self._database.read("SELECT * FROM indexes WHERE generation = ?", (self.generation,))
        return {row["space"]: (row["id"], row["condition"]) for row in rows}

    def set_condition(self, number: int, condition: str) -> None:
        """Note the condition of an index."""
        with self._database.transaction() as connection:
            connection.execute("UPDATE indexes SET condition = ? WHERE id = ?", (condition, number))

    def folder(self, number: int) -> Path:
        """Return where the indexes of a number lie."""
        return self._room.indexes / str(number)

    def remove_strays(self) -> None:
        """Remove the folders that no row of the catalog names: half built ones, and old ones left by a crash."""
        known = {self.folder(row["id"]) for row in self._database.read("SELECT id FROM indexes")}
        for folder in self._room.indexes.iterdir():
            if folder not in known:
                shutil.rmtree(folder)

    def close(self) -> None:
        """Write everything out, close all indexes, and note their fingerprints: the next start compares them."""
        for space in list(self._served):
            self.flush(space)
        for pair in self.pairs():
            pair.close()
            self.set_condition(pair.number, fingerprint(pair.folder))
        self._served.clear()

    def remove(self) -> None:
        """Close and remove all indexes."""
        for space in list(self._served):
            self._serve(space, Served(None, None))

    def _serve(self, space: str, served: Served) -> None:
        """Answer from these from now on; close what answered before, and remove it from the disk."""
        with self._lock:
            old = self._served.get(space, Served(None, None))
            self._served[space] = served
        if old.recent is not None and old.recent is not served.recent:
            old.recent.close()
        if old.pair is not None and old.pair is not served.pair:
            old.pair.remove()

    def _remember(self, recent: Recent, document: int) -> None:
        _, vectors = self._passages.vectors([document], self.generation, self.signature.dimension)
        recent.put(document, self._passages.of_document(document, self.generation), vectors)

    def _load_recent(self, space: str) -> Recent | None:
        documents = self._catalog.not_indexed(space)
        if not documents:
            return None
        recent = Recent(self.signature.dimension)
        for document in documents:
            self._remember(recent, document)
        return recent

    def _fill(self, pair: IndexPair, documents: Collection[int]) -> int:
        """Put all chunks of some documents into indexes; return how many."""
        keys, vectors = self._passages.vectors(documents, self.generation, self.signature.dimension)
        pair.vectors.put(keys, vectors)
        for document in documents:
            pair.keywords.put(document, self._passages.of_document(document, self.generation))
        return len(keys)

    def _add_pair(self, space: str) -> IndexPair:
        pair = self._new_pair(space)
        with self._database.transaction() as connection:
            insert_pair(connection, pair, self.generation)
        self._serve(space, Served(pair, self.served(space).recent))
        return pair

    def _new_pair(self, space: str) -> IndexPair:
        """Make empty indexes under a number above those of all folders and rows."""
        folders = [int(folder.name) for folder in self._room.indexes.iterdir() if folder.name.isdigit()]
        rows = [int(row["id"]) for row in self._database.read("SELECT id FROM indexes")]
        number = max([*folders, *rows], default=0) + 1
        return open_pair(space, number, self.folder(number))

    def _condition(self, number: int) -> str:
        return str(self._database.read("SELECT condition FROM indexes WHERE id = ?", (number,))[0]["condition"])


def insert_pair(connection: sqlite3.Connection, pair: IndexPair, generation: int) -> None:
    """Let the catalog name new indexes as those of their space."""
    connection.execute(
        "INSERT INTO indexes (id, space, generation, condition) VALUES (?, ?, ?, ?)",
        (pair.number, pair.space, generation, OPEN),
    )
