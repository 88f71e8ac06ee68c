"""A model that is being pulled in the background, for as long as this process lives: pages come and go meanwhile."""

import threading
import time
from collections.abc import Callable
from typing import Literal

from app.llm.errors import ModelError
from app.llm.pull import PullProgress, PullStream, Tally

PullState = Literal["working", "done", "failed", "cancelled"]


class PullJob:
    """Starts at once. `state`, `progress` and `error` may be read at any time; `ended` is set at the end."""

    def __init__(self, stream: PullStream, on_end: Callable[[], None] = lambda: None) -> None:
        self.name = stream.name
        self.state: PullState = "working"
        self.error = ""
        self.ended = threading.Event()
        self.progress = PullProgress("", 0, None, None, None)
        self._stream = stream
        self._on_end = on_end
        self._cancelled = False
        threading.Thread(target=self._run, name="pull", daemon=True).start()

    def cancel(self) -> None:
        """Stop it; the server keeps what came. Does nothing once it has ended."""
        self._cancelled = True
        self._stream.close()

    def _run(self) -> None:
        tally = Tally()
        try:
            for part in self._stream:
                tally.add(part, time.monotonic())
                self.progress = tally.progress()
            self.state = "cancelled" if self._cancelled else "done"
        except ModelError as error:
            self.error = str(error)
            self.state = "failed"
        except Exception as error:
            self.error = f"Something unexpected went wrong ({type(error).__name__}). The log has the details."
            self.state = "failed"
            raise
        finally:
            self._on_end()
            self.ended.set()
