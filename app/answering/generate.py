"""Run one generation: pass the text on as it comes, end it when the asker does, keep what came."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from app.answering.types import Mode
from app.llm.errors import ModelError
from app.llm.types import ChatModel, Completion, DoneReason, GenerationOptions, Message, Stream

WATCH_SECONDS = 0.05
"""How long a stop may take to be seen while the model is silent."""


@dataclass(frozen=True, slots=True)
class Listener:
    """Who hears of an answer while it is made, and can stop it."""

    on_text: Callable[[str], None] = lambda _: None
    on_position: Callable[[int], None] = lambda _: None  # how many questions are before this one
    cancelled: Callable[[], bool] = lambda: False
    on_plan: Callable[[Mode, int, int], None] = lambda _mode, _passages, _tokens: (
        None
    )  # what the model is about to read


SILENT = Listener()


@dataclass(frozen=True, slots=True)
class Generated:
    """What came: the text, what the server said of it, seconds to the first piece, and what broke it, if that did."""

    text: str
    ended_by: DoneReason
    completion: Completion | None
    first_token: float | None
    broken: ModelError | None = None

    @property
    def alternatives(self) -> tuple[tuple[str, float], ...]:
        """What could have come first, with ln of how likely; () where the server did not tell."""
        return self.completion.first if self.completion else ()


def generate(
    model: ChatModel, messages: Sequence[Message], options: GenerationOptions, listener: Listener = SILENT
) -> Generated:
    """Generate an answer. A ModelError before the first piece is raised; after it, what came is kept with the error."""
    began = time.monotonic()
    stream = model.stream(messages, options)
    pieces: list[str] = []
    first, broken = None, None
    with _stoppable(stream, listener.cancelled):
        try:
            for piece in stream:
                first = first if pieces else time.monotonic() - began
                pieces.append(piece)
                listener.on_text(piece)
        except ModelError as error:
            # A stream that we close ourselves may end with an error: that is no failure.
            broken = None if listener.cancelled() else error
    if broken and not pieces:
        raise broken
    ended_by = _ending(stream.completion, broken, listener.cancelled())
    return Generated("".join(pieces), ended_by, stream.completion, first, broken)


def _ending(completion: Completion | None, broken: ModelError | None, cancelled: bool) -> DoneReason:
    if broken:
        return "broken"
    if completion and completion.done_reason in ("stop", "length"):
        return completion.done_reason
    return "cancelled" if cancelled else "broken"


@contextmanager
def _stoppable(stream: Stream, cancelled: Callable[[], bool]) -> Iterator[None]:
    """Close `stream` when `cancelled` says so, also while the model is silent, and at the end in any case."""
    ended = threading.Event()
    # The model may be silent for minutes while it reads: somebody else must watch for the stop.
    watcher = threading.Thread(target=_watch, args=(cancelled, stream.close, ended), name="stop watcher", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()
        stream.close()


def _watch(cancelled: Callable[[], bool], close: Callable[[], None], ended: threading.Event) -> None:
    while not ended.wait(WATCH_SECONDS):
        if cancelled():
            close()
            return
