"""Which chat model answers: made from settings, chosen among what the server has."""

from dataclasses import dataclass
from pathlib import Path

import psutil

from app.llm.choice import choose_model
from app.llm.errors import ModelError, ServerNotRunning
from app.llm.fake import FakeChatModel
from app.llm.ollama import OllamaServer
from app.llm.types import ChatModel


@dataclass(frozen=True, slots=True)
class ServerStatus:
    """What can be said of the chat server now. `version` is None where nobody answers."""

    url: str
    version: str | None
    model: str | None
    advice: str


class ChatModels:
    """The chat models of one provider: "ollama", "fake", or "none". `preferred` is the model set by the owner."""

    def __init__(self, provider: str, host: str, preferred: str, last_used: Path) -> None:
        self._provider = provider
        self._preferred = preferred
        self._last_used = last_used
        self._server = OllamaServer(host) if provider == "ollama" else None

    def choose(self, name: str = "") -> ChatModel | None:
        """The model called `name`, or the one set, or last used, or the largest that fits; None where there is none.

        Raises ModelMissing or ModelRefused for a name that cannot be used, ServerNotRunning only if a name was given.
        """
        if self._provider == "fake":
            return FakeChatModel()
        if self._server is None:
            return None
        try:
            models = self._server.models()
        except ServerNotRunning:
            if name:
                raise
            return None
        chosen = name or self._preferred or choose_model(models, self._remembered(), psutil.virtual_memory().total)
        return self._server.chat_model(chosen) if chosen else None

    def remember(self, name: str) -> None:
        """Take this model from now on where none is named."""
        if self._provider == "ollama" and name != self._remembered():
            self._last_used.write_text(name, encoding="utf-8")

    def status(self) -> ServerStatus:
        """Ask the server for its version and say which model would answer."""
        if self._server is None:
            return ServerStatus("", None, self._provider if self._provider == "fake" else None, "Answers are quotes.")
        try:
            version = self._server.version()
            model = self.choose()
            return ServerStatus(self._server.host, version, model.describe().name if model else None, "")
        except ServerNotRunning as error:
            return ServerStatus(self._server.host, None, None, str(error))
        except ModelError as error:
            return ServerStatus(self._server.host, version, None, str(error))

    def _remembered(self) -> str:
        return self._last_used.read_text(encoding="utf-8").strip() if self._last_used.exists() else ""
