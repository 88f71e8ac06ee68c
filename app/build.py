"""Build the Assistant from settings: one place where every part is made and handed to those that need it."""

from collections.abc import Callable
from contextlib import ExitStack

from app.answering.saved import SavedAnswers
from app.assistant import Assistant, signature_of
from app.llm.provider import ChatModels
from app.pictures import PageDrawing, PictureCache
from app.records.chats import Chats
from app.records.votes import Votes
from app.rerankers.choose import make_reranker
from app.settings import Settings
from ingest.embed import make_embedder
from ingest.embedders.cache import cache_folder
from ingest.pipeline import Pipeline
from ingest.sandbox import Sandbox
from vectorstore.room import Room
from vectorstore.store import Store


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
        store = Store.open(room, signature_of(embedder), on_progress, _clearing(pictures, on_step))
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
    drawing = PageDrawing(store, sandbox, pictures)
    return Assistant(settings, pipeline, models, drawing, chats, runs, votes, reranker)


def _clearing(pictures: PictureCache, on_step: Callable[[str], None]) -> Callable[[str], None]:
    """Follow the store's steps, before `on_step` does: where it erases, pictures of pages go from memory too."""

    def clear_and_tell(step: str) -> None:
        if step.startswith("erase"):
            pictures.clear()
        on_step(step)

    return clear_and_tell
