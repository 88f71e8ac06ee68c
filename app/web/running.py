"""An answer that is being written: a thread owns it, the page only looks.

Streamlit interrupts a script at its own calls only, so a script that waited for the model itself could not be stopped
while the model reads the prompt.
"""

import threading
from collections.abc import Callable

from app.answering.generate import Listener
from app.answering.types import Answer
from app.assistant import EXPECTED


class RunningAnswer:
    """Starts at once. `text`, `position`, `answer` and `error` may be read at any time; `done` is set at the end."""

    def __init__(self, ask: Callable[[Listener], Answer]) -> None:
        self.text = ""
        self.position = 0
        self.answer: Answer | None = None
        self.error = ""
        self.done = threading.Event()
        self._cancelled = threading.Event()
        threading.Thread(target=self._run, args=(ask,), name="answer", daemon=True).start()

    def cancel(self) -> None:
        """Stop it; what came stays. Does nothing once it has ended."""
        self._cancelled.set()

    def _run(self, ask: Callable[[Listener], Answer]) -> None:
        try:
            self.answer = ask(Listener(self._hear, self._move, self._cancelled.is_set))
        except EXPECTED as error:
            self.error = str(error)
        except Exception as error:
            self.error = (
                f"Something unexpected went wrong ({type(error).__name__}). Ask again; the log has the details."
            )
            raise
        finally:
            self.done.set()

    def _hear(self, piece: str) -> None:
        self.text += piece

    def _move(self, position: int) -> None:
        self.position = position
