"""The way of a document, step by step: load and parse (parse_step), embed and store (embed_step).

Each step takes a job from the catalog and leaves it in the next state, so a killed process goes on where it was: a job
found 'parsing' starts again, a job found 'embedding' continues with the chunks that have no vector yet.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from ingest.chunk import CHUNKER_VERSION
from ingest.embed import Embedder
from ingest.load import LoadError, require_media_type, take_in
from ingest.parse import READER_VERSION, ParseError, PasswordNeeded
from ingest.sandbox import Cancelled, Sandbox, WorkerDied
from vectorstore.errors import OriginalMissing, UnknownDocument
from vectorstore.room import Room
from vectorstore.store import Store
from vectorstore.types import Chunk, Document, Job, NewDocument, ParsedDocument, Signature

EMBEDDING_BATCH = 64
"""Chunks between two durable steps: what a kill can cost, and how often progress moves."""

PROGRESS_SECONDS = 0.2

FileErrors = (LoadError, ParseError, WorkerDied)
"""What is wrong with one file and costs its own job only."""


def signature_of(embedder: Embedder) -> Signature:
    """What shapes an index made with this embedder: the model, and how files are read and cut."""
    reading = f"{READER_VERSION} {CHUNKER_VERSION}"
    return Signature(embedder.signature_name, embedder.dimension, embedder.prefix, reading)


@dataclass(frozen=True)
class Pipeline:
    """What the steps work with. `largest_file` is in bytes; `on_erased` is called when earlier versions were erased.

    `passwords` holds the password of a job's file from the moment a person gives it to the moment the file is opened;
    it is never written down.
    """

    room: Room
    store: Store
    sandbox: Sandbox
    embedder: Embedder
    largest_file: int
    on_erased: Callable[[], object] = lambda: None
    passwords: dict[int, str] = field(default_factory=dict, repr=False)

    def parse_step(self, job: Job) -> None:
        """Take the file into the room, read it in the worker, keep pages and chunks; the job is then 'embedding'."""
        try:
            document = self._begin(job)
            if document.state == "ready":
                self._finish_unchanged(job, document)
                return
            if document.state == "parsing":
                self._parse(job, document)
            self._to_embedding(job, document.id)
        except Cancelled:
            self.discard(job)
        except FileErrors as error:
            self._fail(job, error)

    def embed_step(self, job: Job) -> None:
        """Embed the chunks that have no vector yet, then publish the document; the job is then 'ready'."""
        assert job.document is not None
        total = job.chunks_total or 0
        missing = self.store.chunks_without_vectors(job.document)
        for first in range(0, len(missing), EMBEDDING_BATCH):
            if self._is_cancelled(job.id):
                self.discard(job)
                return
            self._embed(job.document, missing[first : first + EMBEDDING_BATCH])
            done = total - max(0, len(missing) - first - EMBEDDING_BATCH)
            self.store.jobs.update(job.id, chunks_done=done)
        # What it replaces is unfindable now and erased by erase_replaced: each erasing builds the indexes anew.
        self.store.publish(job.document, job.source, erase_previous=False)
        self.store.jobs.update(job.id, state="ready", finished=time.time())

    def reread(
        self, document: Document, before: ParsedDocument, on_kept: Callable[[str], object]
    ) -> tuple[ParsedDocument, list[Chunk]]:
        """Read a document of the room again and cut it; one that cannot be read now is what it was `before`.

        `on_kept` hears why, in a line; of one that was deleted meanwhile nothing.
        """
        try:
            file = self.store.file(document.id)
            parsed, chunks = self.sandbox.parse(file, document.media_type, document.name)
            if chunks:
                return parsed, chunks
            reason = _no_text(document.name, parsed)
        except UnknownDocument:
            return before, []
        except (*FileErrors, OriginalMissing) as error:
            reason = str(error)
        on_kept(f"{document.name} keeps the text that it has: {reason}")
        return before, self.sandbox.chunk(before.pages, document.name)

    def erase_replaced(self) -> None:
        """Erase, all at once, the earlier versions that published documents replaced."""
        self.store.erase_replaced()
        self.on_erased()

    def discard(self, job: Job) -> None:
        """Set down what a cancelled job had begun: a retry starts from the file, a delete erases it."""
        document = self.store.jobs.get(job.id).document
        if document is not None and self.store.document(document).state != "ready":
            self.store.fail(document, "Cancelled. Retry the job, or delete the document.")

    def sweep_incoming(self) -> None:
        """Remove the bytes of uploads that were broken off or cancelled: no unfinished job will ask for them."""
        wanted = {self._incoming(job) for job in self.store.jobs.all(active_only=True)}
        for file in self.room.incoming.iterdir():
            if file not in wanted:
                file.unlink()

    def _begin(self, job: Job) -> Document:
        media_type = require_media_type(job.name)
        taken = take_in(self._origin(job), self._incoming(job), self.largest_file, job.name)
        folder = PurePosixPath(job.source).parent if job.upload else Path(job.source).parent
        document = self.store.begin(
            NewDocument(
                job.space, job.name, "" if str(folder) == "." else str(folder), taken.sha256, media_type, taken.size
            ),
        )
        self.store.jobs.update(job.id, document=document.id)
        if document.state != "ready":
            self.store.adopt_file(document.id, taken.path)
        return document

    def _origin(self, job: Job) -> Path:
        """Where to read a job's file: as given, or where an earlier try has moved an upload: among the originals."""
        if job.upload and job.document is not None and not job.file.exists():
            return self.store.original(job.document)
        return job.file

    def _parse(self, job: Job, document: Document) -> None:
        last = 0.0

        def on_pages(done: int, total: int) -> None:
            nonlocal last
            if done == total or time.monotonic() - last > PROGRESS_SECONDS:
                last = time.monotonic()
                self.store.jobs.update(job.id, pages_done=done, pages_total=total)

        password = self.passwords.pop(job.id, None)
        if password is not None and self._unlock(document, password):
            password = None
        parsed, chunks = self.sandbox.parse(
            self.store.file(document.id),
            document.media_type,
            document.name,
            password,
            on_pages=on_pages,
            cancelled=lambda: self._is_cancelled(job.id),
        )
        self.store.put_text(document.id, parsed, chunks)
        if not chunks:
            raise LoadError(_no_text(document.name, parsed))

    def _unlock(self, document: Document, password: str) -> bool:
        """Keep a copy that opens without the password, for pages to be drawn from; the bytes given stay as they are."""
        copy = self.room.incoming / f"unlocked-{document.id}"
        try:
            if not self.sandbox.unlock(self.store.original(document.id), copy, document.name, password):
                return False
            self.store.adopt_unlocked(document.id, copy)
        finally:
            copy.unlink(missing_ok=True)
        return True

    def _to_embedding(self, job: Job, document: int) -> None:
        stored = self.store.document(document)
        missing = len(self.store.chunks_without_vectors(document))
        self.store.jobs.update(
            job.id,
            state="embedding",
            pages_done=stored.pages,
            pages_total=stored.pages,
            chunks_done=stored.chunks - missing,
            chunks_total=stored.chunks,
        )

    def _embed(self, document: int, chunks: list[Chunk]) -> None:
        vectors = self.embedder.embed([chunk.indexed_text for chunk in chunks])
        self.store.put_vectors(document, [chunk.ordinal for chunk in chunks], vectors)

    def _finish_unchanged(self, job: Job, document: Document) -> None:
        self._incoming(job).unlink(missing_ok=True)
        self.store.publish(document.id, job.source, erase_previous=False)
        self.store.jobs.update(job.id, state="ready", unchanged=True, finished=time.time())

    def _fail(self, job: Job, error: Exception) -> None:
        reason, needs_password = str(error), isinstance(error, PasswordNeeded)
        document = self.store.jobs.get(job.id).document
        if document is not None:
            self.store.fail(document, reason)
        self._incoming(job).unlink(missing_ok=True)
        self.store.jobs.update(
            job.id, state="failed", reason=reason, needs_password=needs_password, finished=time.time()
        )

    def _is_cancelled(self, job: int) -> bool:
        return self.store.jobs.get(job).state == "cancelled"

    def _incoming(self, job: Job) -> Path:
        return job.file if job.upload else self.room.incoming / str(job.id)


def _no_text(name: str, parsed: ParsedDocument) -> str:
    pages = len(parsed.pages)
    return f"{name} has no text: {pages} of {pages} pages are empty or images. Add a version with a text layer (OCR)."
