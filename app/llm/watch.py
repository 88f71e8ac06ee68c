"""What a chat server has, as somebody who only looks sees it; and a watch that never lets a page wait for it."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from app.llm.types import InstalledModel

FRESH_SECONDS = 5.0
"""A look this old is repeated when somebody asks again."""

FIRST_SECONDS = 0.3
"""How long the very first asker waits for the first look: a server on this machine answers in a tenth of that."""


@dataclass(frozen=True, slots=True)
class ServerState:
    """The chat server as it was seen. `version` is None where nobody answers; `advice` says what to do about it."""

    provider: str  # "ollama", "fake" or "none"
    url: str = ""
    version: str | None = None
    models: tuple[InstalledModel, ...] = ()
    automatic: str = ""  # the model that answers where none is named
    advice: str = ""
    silent: bool = False  # somebody is there, and does not answer as Ollama does
    looked: bool = True  # False: nobody has looked yet, and nothing else here is known

    def model(self, name: str) -> InstalledModel | None:
        """The model of that full name, None where the server does not have it."""
        return next((model for model in self.models if model.description.name == name), None)

    @property
    def answering(self) -> InstalledModel | None:
        """The model that answers where none is named, None where answers are quotes."""
        model = self.model(self.automatic)
        return model if model is not None and not model.refusal else None

    @property
    def usable(self) -> tuple[InstalledModel, ...]:
        """The models that may answer, the largest first."""
        fit = [model for model in self.models if not model.refusal]
        return tuple(sorted(fit, key=lambda model: (-(model.description.size or 0), model.description.name)))

    @property
    def refused(self) -> tuple[InstalledModel, ...]:
        """The models that may not answer; each says why."""
        return tuple(model for model in self.models if model.refusal)


class Watch:
    """Keeps the last look, and looks again in the background while somebody asks. Thread-safe."""

    def __init__(self, look: Callable[[], ServerState], unknown: ServerState) -> None:
        self._look = look
        self._state = unknown
        self._looked_at = self._forgotten_at = 0.0
        self._lock = threading.Lock()
        self._looking: threading.Thread | None = None

    def state(self) -> ServerState:
        """What the last look saw. Waits for nothing but, once and for a moment, the first look of all."""
        first = self._start_looking()
        if first is not None:
            first.join(FIRST_SECONDS)
        return self._state

    def forget(self) -> None:
        """Look again when next asked, since something has changed."""
        with self._lock:
            self._forgotten_at = time.monotonic()

    def _start_looking(self) -> threading.Thread | None:
        """Start a look where one is due; gives its thread if it is the first of all."""
        with self._lock:
            fresh = self._looked_at > max(self._forgotten_at, time.monotonic() - FRESH_SECONDS)
            if fresh or (self._looking is not None and self._looking.is_alive()):
                return None
            is_first = self._looking is None
            self._looking = threading.Thread(target=self._run, name="look at the chat server", daemon=True)
            self._looking.start()
            return self._looking if is_first else None

    def _run(self) -> None:
        began = time.monotonic()
        state = self._look()
        with self._lock:
            self._state, self._looked_at = state, began
