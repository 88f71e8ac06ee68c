"""The assistant that this process serves; it is opened behind the first page, so that nobody waits before a blank one.

What it is made of takes seconds to import and a damaged index longer to rebuild: until then `opening` says what is
being done. Nothing here may import it.
"""

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.assistant import Assistant

Progress = Callable[[str], None]

PATIENCE = 5.0
"""Seconds until the opening begins where nobody comes."""


class _Serving:
    """What this process serves, once it is open."""

    def __init__(self) -> None:
        self.assistant: Assistant | None = None
        self.failure: Exception | None = None
        self.progress = ""
        self.wanted = threading.Event()
        self.opened = threading.Event()


_serving = _Serving()


def use(assistant: "Assistant") -> None:
    """Serve this assistant's room from now on."""
    _serving.assistant = assistant
    _serving.opened.set()


def open_behind(build: Callable[[Progress], "Assistant"], on_failure: Callable[[], None]) -> None:
    """Build the assistant in the background and serve it; where that fails, `failure` tells why.

    Begins when somebody wants it, or by itself after PATIENCE.
    """

    def work() -> None:
        _serving.wanted.wait(PATIENCE)
        try:
            use(build(_hear))
        except Exception as error:  # noqa: BLE001  # the thread has nobody to raise to: serve raises it on
            _serving.failure = error
            on_failure()

    threading.Thread(target=work, name="open the room", daemon=True).start()


def _hear(line: str) -> None:
    _serving.progress = line


def want() -> None:
    """Have the opening begin, if it has not."""
    _serving.wanted.set()


def opening() -> str | None:
    """What is being done to open the room ("" before anything is said), None once it is open."""
    return None if _serving.opened.is_set() else _serving.progress


def failure() -> Exception | None:
    """Why the room could not be opened."""
    return _serving.failure


def assistant() -> "Assistant":
    """The assistant in use; waits until it is there."""
    want()
    _serving.opened.wait()
    assert _serving.assistant is not None
    return _serving.assistant


def close() -> None:
    """Close the room, if it was opened."""
    if _serving.assistant is not None:
        _serving.assistant.close()
