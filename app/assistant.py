"""The Assistant: the one object that pages, commands and the HTTP routes talk to; build_assistant makes it from settings."""

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.answering.answer import AnswerSettings, answer_question
from app.answering.retrieve import Hit, Retriever
from app.answering.types import Answer, Mode, Turn
from app.chat_models import ChatModels
from app.llm.errors import ModelError
from app.llm.queue import AnswerQueue
from app.settings import Settings, SettingsError, cache_folder
from ingest.chunk import CHUNKER_VERSION, chunk_document
from ingest.embed import Embedder, EmbedderUnavailable, make_embedder
from ingest.jobs import JobRunner
from ingest.load import LoadError, Skipped, find_files
from ingest.parse import ParseError
from ingest.pipeline import Pipeline
from ingest.sandbox import Sandbox, WorkerDied
from vectorstore.errors import StoreError, UnknownDocument
from vectorstore.room import Room
from vectorstore.store import Store
from vectorstore.types import Chunk, Document, Health, Job, Page, Receipt, Signature

EXPECTED = (SettingsError, StoreError, LoadError, ParseError, WorkerDied, ModelError, EmbedderUnavailable)
"""Errors whose message is meant for the person: the edges show them and go on."""

DEPTH = 100
"""Chunks taken from each of the two rankings before they are fused."""


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What became of the files given; `seconds` runs from the first file opened to the last chunk searchable."""

    jobs: tuple[Job, ...]
    documents: tuple[Document, ...]
    skipped: tuple[Skipped, ...]
    seconds: float


class Assistant:
    """The room and everything that can be asked of it. Thread-safe; owns the room until `close`."""

    def __init__(self, settings: Settings, pipeline: Pipeline, models: ChatModels) -> None:
        self.settings = settings
        self.models = models
        self.embedder: Embedder = pipeline.embedder
        self._room = pipeline.room
        self._store = pipeline.store
        self._sandbox = pipeline.sandbox
        self._runner = JobRunner(pipeline)
        self._queue = AnswerQueue(settings.waiting_questions)

    # The way of a document

    def start_jobs(self) -> None:
        """Work on jobs in the background, first on those that an earlier process left."""
        self._sandbox.warm()
        self.embedder.embed(["warm"])
        self._runner.start()

    def ingest(self, paths: Sequence[Path], space: str, on_progress: Callable[[list[Job]], None]) -> IngestReport:
        """Take in files and folders and wait until each is ready, failed or cancelled. Needs `start_jobs`."""
        files, skipped = find_files(paths)
        began = time.monotonic()
        queued = [self._add_job(space, str(path), path, upload=False) for path in files]
        self._runner.wake()
        jobs = self._runner.wait(queued, on_progress)
        documents = [self._store.document(job.document) for job in jobs if job.document is not None]
        return IngestReport(tuple(jobs), tuple(documents), tuple(skipped), time.monotonic() - began)

    def upload(self, space: str, name: str, file: Path, source: str = "") -> Job:
        """Queue a file whose bytes already lie in the room's incoming folder; `source` is the name it is known by."""
        job = self._store.add_job(space, source or name, name, upload=True, file=file)
        self._runner.wake()
        return job

    def jobs(self) -> list[Job]:
        """Every job, the newest last."""
        return self._store.jobs()

    def cancel(self, job: int) -> Job:
        """Stop a job; what it had done is removed."""
        return self._store.cancel_job(job)

    def retry(self, job: int) -> Job:
        """Queue a failed or cancelled job again."""
        retried = self._store.retry_job(job)
        self._runner.wake()
        return retried

    def _add_job(self, space: str, source: str, file: Path, *, upload: bool) -> int:
        return self._store.add_job(space, source, file.name, upload=upload, file=file).id

    # The documents

    def documents(self, space: str | None = None) -> list[Document]:
        """Documents of a space, or of all."""
        return self._store.documents(space)

    def find(self, names: Sequence[str], space: str | None = None) -> list[Document]:
        """Documents by name or id; raises UnknownDocument for a name that none has."""
        found: dict[int, Document] = {}
        for name in names:
            matches = self._store.find(name, space)
            if not matches:
                raise UnknownDocument(f"No document is called {name!r}. `muniment documents` lists them.")
            found |= {document.id: document for document in matches}
        return list(found.values())

    def delete(self, documents: Sequence[int]) -> Receipt:
        """Erase documents; returns when nothing of them is left."""
        return self._store.delete(documents)

    def page_picture(self, document: int, page: int, scale: float) -> bytes:
        """PNG of a page of a PDF; raises ParseError for formats that have no pages."""
        return self._sandbox.page_picture(self._store.file(document), page, scale)

    # The way of a question

    def search(self, query: str, count: int, space: str = "main", documents: Sequence[str] = ()) -> list[Hit]:
        """Pages that speak of `query`, best first, at most one hit a page."""
        return self._retriever(space, self._scope(documents, space)).search(query, DEPTH, count)

    def ask(
        self,
        question: str,
        *,
        mode: Mode = "rag",
        model: str = "",
        space: str = "main",
        documents: Sequence[str] = (),
        history: Sequence[Turn] = (),
        on_text: Callable[[str], None] = lambda _: None,
        on_position: Callable[[int], None] = lambda _: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Answer:
        """Answer a question from the documents. `on_text` hears the answer as it comes, before citations are checked."""
        scope = self._scope(documents, space)
        retriever = self._retriever(space, scope)
        chat = self.models.choose(model) if mode == "rag" else None
        with self._queue.turn(cancelled, on_position):
            return answer_question(
                question, mode, retriever, chat, self._answer_settings(), history, on_text, cancelled
            )

    def _scope(self, documents: Sequence[str], space: str) -> Collection[int] | None:
        return frozenset(document.id for document in self.find(documents, space)) if documents else None
