"""Run one generation: pass the text on as it comes, end it when the asker does, keep what came."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.llm.errors import ModelError
from app.llm.types import ChatModel, Completion, GenerationOptions, Message

WATCH_SECONDS = 0.05
"""How long a stop may take to be seen while the model is silent."""


@dataclass(frozen=True, slots=True)
class Listener:
    """Who hears of an answer while it is made, and can stop it."""

    on_text: Callable[[str], None] = lambda _: None
    on_position: Callable[[int], None] = lambda _: None  # how many questions are before this one
    cancelled: Callable[[], bool] = lambda: False


SILENT = Listener()


@dataclass(frozen=True, slots=True)
class Generated:
    """What came: the text, what the server said of it, seconds to the first piece, and how it broke, if it did."""

    text: str
    completion: Completion
    first_token: float | None
    broken: ModelError | None = None


def generate(
    model: ChatModel, messages: Sequence[Message], options: GenerationOptions, listener: Listener = SILENT
) -> Generated:
    """Generate an answer. A ModelError before the first piece is raised; after it, what came is kept with the error."""
    stream = model.stream(messages, options)
    pieces: list[str] = []
    began, first, broken = time.monotonic(), None, None
    ended = threading.Event()
    # The model may be silent for minutes while it reads: somebody else must watch for the stop.
    threading.Thread(target=_watch, args=(listener.cancelled, stream.close, ended), daemon=True).start()
    try:
        for piece in stream:
            first = first if pieces else time.monotonic() - began
            pieces.append(piece)
            listener.on_text(piece)
    except ModelError as error:
        if not pieces:
            raise
        broken = error
    finally:
        ended.set()
    completion = stream.completion or Completion("broken", None, None, None, None, None, None)
    return Generated("".join(pieces), completion, first, broken)


def _watch(cancelled: Callable[[], bool], close: Callable[[], None], ended: threading.Event) -> None:
    while not ended.wait(WATCH_SECONDS):
        if cancelled():
            close()
            return
