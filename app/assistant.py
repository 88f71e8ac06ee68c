"""The Assistant: the one object that pages, commands and our HTTP routes talk to; build_assistant makes it."""

import time
from collections.abc import Callable, Collection, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from uuid import uuid4

from app.answering.answer import Answerer, Limits, Question
from app.answering.fit import Fit, WholeDocuments, in_fixed_order, plan_documents
from app.answering.generate import SILENT, Generated, Listener, generate
from app.answering.named import DocumentNames, document_names
from app.answering.outcome import unread_lines
from app.answering.phrases import phrases_for
from app.answering.plan import in_loaded_window
from app.answering.request import EVERYTHING, Scope
from app.answering.rerank import Reranker
from app.answering.retrieve import Hit, Retriever
from app.answering.saved import SavedAnswers
from app.answering.types import Answer, Mode, Turn
from app.intake import Intake
from app.llm.errors import ServerNotRunning
from app.llm.provider import ChatModels
from app.llm.queue import AnswerQueue
from app.llm.speed import PrefillSpeeds
from app.llm.types import ChatModel, GenerationOptions, Message
from app.pictures import PageDrawing, PictureCache, clearing
from app.records.chats import Chats
from app.records.judges import Judges
from app.records.votes import Votes
from app.records.windows import MeasuredWindow, MeasuredWindows
from app.rerankers.choose import make_reranker
from app.settings import Settings
from ingest.embed import Embedder, make_embedder
from ingest.embedders.cache import cache_folder
from ingest.pipeline import Pipeline, signature_of
from ingest.sandbox import Sandbox
from vectorstore.errors import StoreError
from vectorstore.room import Room
from vectorstore.store import Store
from vectorstore.types import Chunk, Document, Health, Page, Receipt

DEPTH = 100
"""Chunks taken from each of the two rankings before they are fused."""


class UnknownName(StoreError):
    """No document has this name or id."""


class Assistant:
    """The room and everything that can be asked of it. Thread-safe; owns the room until `close`."""

    def __init__(
        self,
        settings: Settings,
        pipeline: Pipeline,
        models: ChatModels,
        drawing: PageDrawing,
        chats: SavedAnswers,
        runs: SavedAnswers,
        votes: Votes,
        reranker: Reranker | None,
    ) -> None:
        self.settings = settings
        self.models = models
        self.drawing = drawing
        self.chats = chats
        self.runs = runs
        self.windows = MeasuredWindows(pipeline.room.windows)
        self.judges = Judges(pipeline.room.judges)
        self.votes = votes
        self.embedder: Embedder = pipeline.embedder
        self.reranker = reranker
        self.intake = Intake(pipeline)
        self._room = pipeline.room
        self._store = pipeline.store
        self._pipeline = pipeline
        self._queue = AnswerQueue(settings.waiting_questions)
        self._speeds = PrefillSpeeds()
        self._answering = ""

    # The documents

    def documents(self, space: str | None = None) -> list[Document]:
        """Documents of a space, or of all."""
        return self._store.documents(space)

    def counts(self) -> tuple[int, int]:
        """How many documents can be asked, and how many jobs have not ended: cheap enough for every glance."""
        return self._store.count_ready(), self._store.jobs.unfinished()[0]

    def document_of_source(self, space: str, source: str) -> Document | None:
        """The current document of a path or dropped name, or None."""
        return self._store.document_of_source(space, source)

    def find(self, names: Sequence[str], space: str | None = None) -> list[Document]:
        """Documents by name or id; raises UnknownName for a name that none has."""
        found: dict[int, Document] = {}
        for name in names:
            matches = self._store.find(name, space)
            if not matches:
                raise UnknownName(f"No document is called {name!r}. `muniment documents` lists them.")
            found |= {document.id: document for document in matches}
        return list(found.values())

    def pages(self, document: int) -> list[Page]:
        """The pages of a document as they were read, in order."""
        return self._store.pages(document)

    def outline(self, document: int) -> tuple[tuple[int, str, int], ...]:
        """(depth from 1, title, page number) for each entry of the file's own outline."""
        return self._store.outline(document)

    def metadata(self, document: int) -> tuple[tuple[str, str], ...]:
        """(name, value) of what the file states of itself."""
        return self._store.metadata(document)

    def sources(self, document: int) -> list[str]:
        """The paths and dropped names that point to a document."""
        return self._store.sources(document)

    def chunks(self, document: int) -> list[Chunk]:
        """The chunks of a document as the indexes have them, in order."""
        return self._store.document_chunks(document)

    def delete(self, documents: Sequence[int]) -> Receipt:
        """Erase documents, also from the answers in saved chats and runs; returns when nothing of them is left."""
        receipt = self._store.delete(documents)
        blanked = self.chats.blank_missing() + self.runs.blank_missing()
        residue = (*receipt.residue, *self.chats.residue(), *self.runs.residue())
        return replace(receipt, chats=blanked, residue=residue)

    def document(self, document: int) -> Document:
        """One document; raises UnknownDocument where it is not there (any more)."""
        return self._store.document(document)

    def page(self, document: int, page: int) -> Page:
        """A page (or section) as it was read; raises UnknownDocument and UnknownPage."""
        return self._store.page(document, page)

    def page_labels(self, document: int) -> dict[int, str]:
        """What is printed on each page as its number (or the heading of each section), by the page's number."""
        return self._store.page_labels(document)

    # The way of a question

    def search(self, query: str, count: int, scope: Scope = EVERYTHING) -> list[Hit]:
        """Pages that speak of `query`, best first, at most one hit a page."""
        return self._retriever(scope).search(query, DEPTH, count)

    def ask(
        self,
        question: str,
        *,
        mode: Mode = "rag",
        model: str = "",
        scope: Scope = EVERYTHING,
        history: Sequence[Turn] = (),
        listener: Listener = SILENT,
        question_id: str = "",
        least_window: int = 0,
    ) -> Answer:
        """Answer a question from the documents in `scope`; `listener` hears the text as it comes, and can stop it.

        Long and auto read whole documents of the scope, in the order of their ids. `least_window` (tokens) asks for a
        window of at least that size, so that several answers share one.

        Raises a ModelError where the model fails before its first word, UnknownName for a document that is not there.
        """
        began = time.time()
        retriever = self._retriever(scope)
        chat = self.models.choose(model) if mode != "quotes" else None
        chosen = tuple(document.id for document in self.find(scope.documents, scope.space))
        unread = self._unread(scope)
        lines = unread_lines(unread, self._store.jobs.unfinished()[0], phrases_for(question))
        asked = Question(question_id or uuid4().hex, question, mode, tuple(history), lines, chosen, scope.all_that_fit)
        limits = replace(self._limits(), least_window=least_window)
        if chat is not None:
            limits = self._measured(chat.describe().digest, mode, limits)
        answerer = Answerer(retriever, chat, limits, self._sampling(), listener, self._asked_documents(scope))
        answer = answerer.answer(asked) if chat is None else self._answer_in_turn(answerer, asked, chat, listener)
        named = tuple(document.id for document in unread) if answer.refused else ()
        return replace(answer, asked=began, unread=named)

    def fit(
        self, *, question: str = "", model: str = "", scope: Scope = EVERYTHING, history: Sequence[Turn] = ()
    ) -> Fit | None:
        """Say how many tokens the documents in `scope` have whole, and whether they fit; None without a chat model.

        Sends nothing of them. Raises as `ask` does.
        """
        chat = self.models.choose(model)
        if chat is None:
            return None
        description, limits = chat.describe(), self._limits()
        whole = WholeDocuments(in_fixed_order(self._asked_documents(scope)), self._store.pages)
        long = plan_documents(question, history, whole, chat, limits, all_that_fit=scope.all_that_fit)
        loaded = chat.loaded_window()
        plan = in_loaded_window(long.plan, loaded, limits)
        return Fit(
            documents=long.documents,
            prompt=long.whole_tokens,
            exact=plan.planned.exact,
            answer=limits.answer_tokens,
            window=plan.window,
            largest=plan.largest,
            trained=description.trained_window,
            loaded=loaded,
            memory=chat.window_memory(plan.window or plan.largest),
            seconds=self.expected_prefill_seconds(description.digest, plan.planned.tokens),
            model=description.name,
        )

    def _answer_in_turn(self, answerer: Answerer, asked: Question, chat: ChatModel, listener: Listener) -> Answer:
        """Wait until the model is free, and learn from its answer how fast it reads."""
        with self._queue.turn(listener.cancelled, listener.on_position) as has_come:
            if has_come:
                self._answering = chat.describe().digest
            answer = answerer.answer(asked)
        tokens, seconds = answer.tokens, answer.timings.prefill
        self._speeds.learn(answer.model.digest, tokens.accepted, tokens.cached, seconds, answer.text_read)
        self.models.remember(answer.model.name)
        return answer

    def go_on(self, stopped: Answer, *, listener: Listener = SILENT) -> Answer:
        """Write on where an answer stopped, with the model that wrote it; raises as `ask` does."""
        chat = self.models.choose(stopped.model.name)
        if chat is None:
            raise ServerNotRunning("No chat model answers here.", "`muniment doctor` says how to add one.")
        answerer = Answerer(self._retriever(EVERYTHING), chat, self._limits(), self._sampling(), listener)
        with self._queue.turn(listener.cancelled, listener.on_position):
            return answerer.go_on(stopped)

    def converse(
        self,
        chat: ChatModel,
        messages: Sequence[Message],
        *,
        window: int,
        max_tokens: int,
        alternatives: int = 0,
        listener: Listener = SILENT,
    ) -> Generated:
        """Have a model answer plain messages when its turn comes, without documents; raises as `ask` does."""
        options = replace(self._sampling(), window=window, max_tokens=max_tokens, alternatives=alternatives)
        with self._queue.turn(listener.cancelled, listener.on_position) as has_come:
            if not has_come:
                return Generated("", "cancelled", None, None)
            self._answering = chat.describe().digest
            return generate(chat, messages, options, listener)

    def effective_window(self, digest: str) -> MeasuredWindow | None:
        """How far the model with this digest reads, as it was measured here last; None where it was not."""
        return self.windows.of(digest)

    def expected_prefill_seconds(self, model_digest: str, tokens: int) -> float | None:
        """Seconds that a model will need to read a prompt; None until one of its answers was measured here.

        "" stands for the model that is answering now, or answered last; `tokens` are those of Listener.on_plan.
        """
        return self._speeds.expected_prefill_seconds(model_digest or self._answering, tokens)

    def _retriever(self, scope: Scope) -> Retriever:
        only = frozenset(document.id for document in self.find(scope.documents, scope.space)) or None
        asked = self._store.names(scope.space)
        names = document_names(tuple(entry for entry in asked if only is None or entry[0] in only))
        return self._view(scope.space, only, names)

    def _view(self, space: str, only: Collection[int] | None, names: DocumentNames) -> Retriever:
        store = self._store
        return Retriever(
            nearest=lambda vector, count: store.nearest(space, vector, count, only),
            matching=lambda text, count: store.matching(space, text, count, only),
            chunks=store.chunks,
            vectors=store.vectors,
            neighbours=store.neighbours,
            document=store.document,
            pages=store.pages,
            encoder=self.embedder,
            reranker=self.reranker,
            names=names,
            within=lambda documents: self._view(space, documents, names),
        )

    def _asked_documents(self, scope: Scope) -> tuple[Document, ...]:
        """The documents that are asked and can be read."""
        documents = self.find(scope.documents, scope.space) if scope.documents else self.documents(scope.space)
        return tuple(document for document in documents if document.state == "ready")

    def _unread(self, scope: Scope) -> list[Document]:
        """What of the asked documents could not be read, so that a refusal does not say more than it knows."""
        return [document for document in self._asked_documents(scope) if document.unread_pages]

    def _limits(self) -> Limits:
        settings = self.settings
        return Limits(settings.windows, settings.answer_tokens, settings.passage_tokens, settings.passages, DEPTH)

    def _measured(self, digest: str, mode: Mode, limits: Limits) -> Limits:
        """Add what was measured of a model and the mode needs: how far it reads, and how well it judges."""
        window = self.windows.of(digest) if mode == "auto" else None
        judge = self.judges.of(digest) if mode in ("rag", "auto") else None
        effective, least = window.effective if window else None, judge.least_readiness if judge else None
        return replace(limits, effective_window=effective, least_readiness=least)

    def _sampling(self) -> GenerationOptions:
        settings = self.settings
        return GenerationOptions(
            max(settings.windows), settings.answer_tokens, settings.temperature, settings.seed, settings.keep_alive
        )

    # Upkeep

    def languages(self) -> dict[int, str]:
        """The language that each document is mostly written in (ISO 639-1), of those that can be asked."""
        return self._store.languages()

    def room_size(self) -> int:
        """Bytes that the room takes on disk: documents, catalog and indexes."""
        return self._room.size()

    @property
    def health(self) -> Health:
        """What opening the room had to rebuild, and what it then found."""
        return self._store.health

    @property
    def vectors_match(self) -> bool:
        """Whether the room was embedded with the model that is set now; else it cannot be asked."""
        return self._store.active_signature.same_vectors(signature_of(self.embedder))

    @property
    def reading_matches(self) -> bool:
        """Whether the files were read and cut as this version of the program does it; it can be asked either way."""
        return self._store.active_signature.chunker == signature_of(self.embedder).chunker

    def verify(self, *, repair: bool) -> Health:
        """Check catalog, vectors, keywords and files against each other; rebuild what fails if `repair`."""
        return self._store.verify(repair)

    def reembed(self, on_progress: Callable[[str], None]) -> list[str]:
        """Read and embed every document anew, with the model that is set now; gives a line for each that cannot be."""
        kept: list[str] = []
        reread = partial(self._pipeline.reread, on_kept=kept.append)
        self._store.reembed(signature_of(self.embedder), reread, self.embedder.embed, on_progress)
        return kept

    def close(self) -> None:
        """End the work at hand and give the room up; unfinished jobs go on at the next start."""
        self.intake.stop()
        self._pipeline.sandbox.close()
        self.chats.close()
        self.runs.close()
        self.votes.close()
        self._store.close()


def build_assistant(
    settings: Settings,
    on_progress: Callable[[str], None] = lambda _: None,
    on_step: Callable[[str], None] = lambda _: None,
    room: Room | None = None,
) -> Assistant:
    """Build everything from settings and own the room; `room` is its folder where the caller owns it already.

    What a dead process left undone is finished: erasing, also from saved chats, and answers that it was writing.
    `on_step` is called before each step of storing and erasing (tests let the process die there). Raises RoomTaken,
    SchemaTooNew, EmbedderUnavailable, RerankerUnavailable, SettingsError.
    """
    room = room or Room(settings.data)
    pictures = PictureCache()
    with ExitStack() as undo:
        if not room.locked:
            room.lock()
            room.forget_server()
        undo.callback(room.unlock)
        embedder = make_embedder(settings.embedder, cache_folder(), settings.ollama_host)
        reranker = make_reranker(settings.reranker)
        store = Store.open(room, signature_of(embedder), on_progress, clearing(pictures, on_step))
        undo.callback(store.close)
        saved = [Chats(path, on_step=on_step) for path in (room.chats, room.runs)]
        for file in saved:
            undo.callback(file.close)
        chats, runs = (SavedAnswers(file, store.missing) for file in saved)
        votes = Votes(room.votes)
        undo.pop_all()
    sandbox = Sandbox(embedder.tokenizer_path, embedder.prefix, embedder.max_tokens)

    def blank_missing() -> None:
        chats.blank_missing()
        runs.blank_missing()

    pipeline = Pipeline(room, store, sandbox, embedder, settings.largest_file, blank_missing)
    models = ChatModels(
        settings.llm, settings.ollama_host, settings.model, room.path / "last_model", min(settings.windows)
    )
    return Assistant(settings, pipeline, models, PageDrawing(store, sandbox, pictures), chats, runs, votes, reranker)
