"""The store: documents, chunks, vectors, keywords and jobs of one room behind one object."""

import shutil
import threading
from collections.abc import Callable, Collection, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vectorstore.catalog import Catalog
from vectorstore.check import Checker
from vectorstore.chroma import allow_many_files
from vectorstore.commit import Committer
from vectorstore.database import MIGRATIONS, Database
from vectorstore.erase import Eraser
from vectorstore.errors import OriginalMissing, SignatureMismatch
from vectorstore.indexes import Indexes
from vectorstore.jobs import STOPPED, WORKING, Jobs, detach_jobs
from vectorstore.passages import Passages
from vectorstore.reembed import Reembedding, building_generation, switch_generation
from vectorstore.room import Room
from vectorstore.search import Search
from vectorstore.types import (
    Chunk,
    ChunkKey,
    Document,
    Health,
    JobOverview,
    NewDocument,
    Page,
    ParsedDocument,
    Receipt,
    Scored,
    Signature,
    StoredChunk,
    Vectors,
)


def _quiet(_: str) -> None:
    """Say nothing."""


class Store:
    """Everything that a room knows. Safe for threads; one writer works at a time, and nobody who asks waits for it.

    `jobs` is the list of what comes in; `health` says what opening had to rebuild, and what was then found.
    """

    def __init__(
        self,
        room: Room,
        signature: Signature,
        on_progress: Callable[[str], None] = _quiet,
        on_step: Callable[[str], None] = _quiet,
    ) -> None:
        self._room = room
        self._given = signature
        self._on_step = on_step
        self._writing = threading.RLock()
        self._database = Database(room.catalog, MIGRATIONS)
        self._catalog = Catalog(self._database)
        self.jobs = Jobs(self._database)
        self._passages = Passages(self._database)
        self._use(self._make_indexes(self._passages.generation(signature), on_progress))
        self.health = self._recover()

    @classmethod
    def open(
        cls,
        room: Room,
        signature: Signature,
        on_progress: Callable[[str], None] = _quiet,
        on_step: Callable[[str], None] = _quiet,
    ) -> "Store":
        """Open a room: own it, migrate its catalog, check its indexes, and finish what a dead process left undone.

        An empty room adopts the signature; a room of another one opens all the same (see `active_signature`).
        `on_progress` hears what takes long. `on_step` is called before each step of a commit and of an erasure ("erase:
        …"): what is kept in memory goes then, and tests let the process die there. Raises RoomTaken and SchemaTooNew.
        """
        with ExitStack() as undo:
            if not room.locked:
                room.lock()
                undo.callback(room.unlock)
            allow_many_files()
            store = cls(room, signature, on_progress, on_step)
            undo.pop_all()
        return store

    def close(self) -> None:
        """Write out, seal and release everything, and give the room up."""
        with self._writing:
            self._indexes.close()
            self._database.close()
            self._room.unlock()

    @property
    def active_signature(self) -> Signature:
        """The signature of the room's vectors."""
        return self._indexes.signature

    # Documents on their way in

    def begin(self, new: NewDocument) -> Document:
        """Return the document of these bytes in this space.

        It is new or failed before ('parsing'), or taken up where it was left ('parsing', 'embedding'), or 'ready'.
        """
        return self._catalog.begin(new)

    def put_text(self, document_id: int, parsed: ParsedDocument, chunks: Sequence[Chunk]) -> None:
        """Store the pages and chunks of a document at once; its state is 'embedding' then."""
        self._compare_signature()
        with self._writing:
            self._catalog.document(document_id)
            with self._database.transaction() as connection:
                self._catalog.put_parsed(connection, document_id, parsed)
                self._catalog.set_embedding(connection, document_id, len(chunks))
                self._passages.put_chunks(connection, document_id, self._indexes.generation, chunks)

    def chunks_without_vectors(self, document_id: int) -> list[Chunk]:
        """Return the chunks of a document that are still to be embedded, in order."""
        return self._passages.without_vectors(document_id, self._indexes.generation)

    def put_vectors(self, document_id: int, ordinals: Sequence[int], vectors: Vectors) -> None:
        """Store vectors (n, dimension), one for each ordinal; they are durable on return.

        Raises SignatureMismatch for vectors that are not the room's.
        """
        self._compare_signature()
        self._compare_dimension(vectors)
        with self._writing:
            self._catalog.document(document_id)
            with self._database.transaction() as connection:
                self._passages.put_vectors(connection, document_id, self._indexes.generation, ordinals, vectors)

    def publish(self, document_id: int, source: str, erase_previous: bool = True) -> Document:
        """Make a document findable and the current one of its source; return it as it then is.

        The document that the source had before is unfindable then, and erased, if no other source has it. Each erasing
        builds the space's indexes anew: whoever publishes many says `erase_previous=False` and calls `erase_replaced`
        once at the end. Safe to repeat. Raises NotEmbedded if chunks lack vectors.
        """
        with self._writing:
            self._committer.publish(self._catalog.document(document_id), source)
            if erase_previous:
                self._eraser.erase_marked()
            return self._catalog.document(document_id)

    def erase_replaced(self) -> Receipt:
        """Erase the documents that `publish` replaced and left."""
        with self._writing:
            receipt = self._eraser.receipt(self._catalog.in_state("erasing"))
            return replace(receipt, residue=self._eraser.erase_marked())

    def fail(self, document_id: int, reason: str) -> None:
        """Set a document's state to 'failed', with the reason that people are shown."""
        self._catalog.fail(document_id, reason)

    def adopt_file(self, document_id: int, path: Path) -> None:
        """Move a document's original file into the room."""
        self._adopt(document_id, path, self._room.original(document_id))

    def adopt_unlocked(self, document_id: int, path: Path) -> None:
        """Move a copy of a document's file that opens without a password into the room, beside the original."""
        self._adopt(document_id, path, self._room.unlocked(document_id))

    def _adopt(self, document_id: int, path: Path, target: Path) -> None:
        self._catalog.document(document_id)
        shutil.move(path, target)
        target.chmod(0o600)

    # Documents that are there

    def documents(self, space: str | None = None) -> list[Document]:
        """Return the documents of a space (or of all), in the order in which they were added."""
        return self._catalog.documents(space)

    def names(self, space: str) -> tuple[tuple[int, str], ...]:
        """Return (number, name) of the documents of a space that can be asked: cheap however many there are."""
        return self._catalog.names(space)

    def count_ready(self) -> int:
        """Return how many documents can be asked, of all spaces."""
        return self._catalog.count_ready()

    def document(self, document_id: int) -> Document:
        """Return one document; raises UnknownDocument."""
        return self._catalog.document(document_id)

    def missing(self, document_ids: Collection[int]) -> set[int]:
        """Return which of these documents there are not (any more), those that are being erased among them."""
        return self._catalog.missing(document_ids)

    def find(self, name_or_id: str, space: str | None = None) -> list[Document]:
        """Return the documents with this number, name, or folder and name."""
        return self._catalog.find(name_or_id, space)

    def document_of_source(self, space: str, source: str) -> Document | None:
        """Return the current document of a source, or None."""
        return self._catalog.document_of_source(space, source)

    def sources(self, document_id: int) -> list[str]:
        """Return the paths and dropped names that point to a document."""
        return self._catalog.sources(document_id)

    def document_chunks(self, document_id: int) -> list[Chunk]:
        """Return all chunks of a document in order; raises UnknownDocument."""
        self._catalog.document(document_id)
        return self._passages.of_document(document_id, self._indexes.generation)

    def pages(self, document_id: int) -> list[Page]:
        """Return the pages of a document in order; raises UnknownDocument."""
        return self._catalog.pages(document_id)

    def page(self, document_id: int, number: int) -> Page:
        """Return one page of a document; raises UnknownDocument and UnknownPage."""
        return self._catalog.page(document_id, number)

    def page_labels(self, document_id: int) -> dict[int, str]:
        """Return the label of each page of a document, by its number; raises UnknownDocument."""
        return self._catalog.page_labels(document_id)

    def outline(self, document_id: int) -> tuple[tuple[int, str, int], ...]:
        """Return (depth from 1, title, page number) for each entry of the file's outline; raises UnknownDocument."""
        return self._catalog.outline(document_id)

    def metadata(self, document_id: int) -> tuple[tuple[str, str], ...]:
        """Return (name, value) of the metadata that the file states; raises UnknownDocument."""
        return self._catalog.metadata(document_id)

    def original(self, document_id: int) -> Path:
        """Return where the bytes of a document lie as they were given; raises OriginalMissing."""
        document = self._catalog.document(document_id)
        path = self._room.original(document_id)
        if not path.exists():
            raise OriginalMissing(f"The original file of {document.name!r} is not in the room. Add the document again.")
        return path

    def file(self, document_id: int) -> Path:
        """Return where a document can be read: the original, or its unlocked copy; raises OriginalMissing."""
        unlocked = self._room.unlocked(document_id)
        return unlocked if unlocked.exists() else self.original(document_id)

    def chunks(self, keys: Sequence[ChunkKey]) -> list[StoredChunk]:
        """Return the chunks of documents that are ready, in the order of the keys; others are left out."""
        return self._passages.chunks(keys, self._indexes.generation)

    def vectors(self, keys: Sequence[ChunkKey]) -> tuple[list[ChunkKey], Vectors]:
        """Return those of some keys that have vectors, and these (n, dimension), of length one."""
        return self._passages.vectors_of(keys, self._indexes.generation, self.active_signature.dimension)

    def neighbours(self, key: ChunkKey, before: int, after: int) -> list[StoredChunk]:
        """Return a chunk with those that stand up to so many places before and after it in its document."""
        first = max(0, key.ordinal - before)
        return self.chunks([ChunkKey(key.document, ordinal) for ordinal in range(first, key.ordinal + after + 1)])

    def delete(self, document_ids: Collection[int]) -> Receipt:
        """Make documents unfindable at once, then erase them; return when that is done and proven.

        Raises UnknownDocument before anything is deleted.
        """
        receipt = self._eraser.receipt([self._catalog.document(document_id) for document_id in set(document_ids)])
        self._on_step("erase: mark")
        self._catalog.mark_erasing(document_ids)
        with self._writing:
            return replace(receipt, residue=self._eraser.erase_marked())

    def discard(self, document_id: int) -> Receipt:
        """Delete a document whose job was cancelled; the job stays in the list, without it. Raises UnknownDocument."""
        with self._database.transaction() as connection:
            detach_jobs(connection, document_id)
        return self.delete([document_id])

    # Finding

    def nearest(
        self, space: str, vector: NDArray[np.float32], count: int, documents: Collection[int] | None = None
    ) -> list[Scored]:
        """Return the chunks nearest to a vector (dimension,) of length one, best first, by cosine similarity.

        `documents` restricts the search. Raises SignatureMismatch for a vector that is not the room's.
        """
        self._compare_signature()
        self._compare_dimension(vector)
        return self._search.nearest(space, vector, count, documents)

    def matching(self, space: str, text: str, count: int, documents: Collection[int] | None = None) -> list[Scored]:
        """Return the chunks that match the words of a text best, best first, by BM25; every character is plain text."""
        return self._search.matching(space, text, count, documents)

    def languages(self) -> dict[int, str]:
        """Return the code of the language that each document is mostly written in, of those that can be asked."""
        found = self._search.languages()
        return {document.id: found[document.id] for document in self._catalog.in_state("ready") if document.id in found}

    def job_overview(self, space: str, first: int) -> JobOverview:
        """Return the first jobs of each kind in a space, and the counts; cheap however many there are."""
        documents, ready = self._catalog.stamp(space)
        return JobOverview(
            working=tuple(job for state in WORKING for job in self.jobs.in_state(space, state, first)),
            asking=self.jobs.in_state(space, "asking", first),
            failed=tuple(job for state in STOPPED for job in self.jobs.in_state(space, state, first, newest=True)),
            waiting=self.jobs.in_state(space, "queued", first),
            counts=self.jobs.counts(space),
            documents=documents,
            ready=ready,
        )

    # Upkeep

    def verify(self, repair: bool) -> Health:
        """Check all indexes thoroughly against the catalog; rebuild those that fail if told to."""
        repaired = []
        with self._writing:
            for pair in self._indexes.pairs():
                problem = self._checker.problem(pair, thorough=True)
                if problem and repair:
                    self._indexes.rebuild(pair.space)
                    repaired.append(f"index of space {pair.space!r} rebuilt: {problem}")
            return self._health((*self.health.repaired, *repaired), thorough=not repair)

    def reembed(
        self,
        signature: Signature,
        reread: Callable[[Document, ParsedDocument], tuple[ParsedDocument, list[Chunk]]],
        embed: Callable[[list[str]], Vectors],
        on_progress: Callable[[str], None] = _quiet,
    ) -> None:
        """Move the room to another signature; people ask the old vectors until the new ones are complete.

        `reread` reads a document again, or takes what was read before, which it is given, and cuts it; `embed` makes
        the vectors (n, dimension) of n texts (`Chunk.indexed_text`). Killed, it goes on when called again.
        """
        if signature == self.active_signature:
            self._given = signature
            return
        generation = building_generation(self._database, self._passages, signature)
        work = Reembedding(self._database, self._catalog, self._passages, generation, reread, embed, on_progress)
        work.embed_documents()
        with self._writing:
            work.embed_documents()  # what was published meanwhile
            old, new = self._indexes, self._make_indexes(generation, on_progress)
            switch_generation(self._database, self._catalog, old, new)
            self._use(new)
            self._given = signature
            old.remove()
            self._eraser.compact_if_due()

    def _recover(self) -> Health:
        """Finish what a dead process left undone, and check everything."""
        self._indexes.remove_strays()
        repaired = self._checker.open_all()
        self._indexes.remove_strays()
        self._eraser.erase_marked()
        self._eraser.compact_if_due()
        return self._health(tuple(repaired))

    def _make_indexes(self, generation: int, on_progress: Callable[[str], None]) -> Indexes:
        return Indexes(self._room, self._database, generation, on_progress, self._on_step)

    def _use(self, indexes: Indexes) -> None:
        """Search, check and erase in these indexes from now on."""
        self._indexes = indexes
        self._search = Search(self._catalog, self._passages, indexes)
        self._checker = Checker(self._passages, indexes)
        self._committer = Committer(self._catalog, self._passages, indexes, self._on_step)
        self._eraser = Eraser(self._room, self._database, self._catalog, indexes, self._on_step)

    def _health(self, repaired: tuple[str, ...], thorough: bool = False) -> Health:
        problems = []
        vectors = keywords = self._indexes.recent_chunks()
        for pair in self._indexes.pairs():
            problem = self._checker.problem(pair, thorough)
            if problem:
                problems.append(f"index of space {pair.space!r}: {problem}")
                continue
            vectors += pair.vectors.count()
            keywords += pair.keywords.count()
        chunks = sum(self._passages.counts(self._indexes.generation).values())
        return Health(repaired, tuple(problems), len(self._catalog.in_state("ready")), chunks, vectors, keywords)

    def _compare_signature(self) -> None:
        if not self._given.same_vectors(active := self.active_signature):
            raise SignatureMismatch(
                f"This room was indexed with {active.embedder}; the program is set to {self._given.embedder}. "
                "Run `muniment reembed`, or set it back."
            )

    def _compare_dimension(self, vectors: NDArray[np.float32]) -> None:
        expected = self._indexes.signature.dimension
        if vectors.shape[-1] != expected:
            raise SignatureMismatch(
                f"The vectors have {vectors.shape[-1]} dimensions, the room's have {expected}. "
                "Set the embedding model that the room was made with, or run `muniment reembed`."
            )
