"""Which chat model answers: made from settings, chosen among what the server has."""

import threading
from collections.abc import Sequence
from pathlib import Path

import psutil

from app.llm.card import full_name
from app.llm.choice import choose_model, why_none_answers
from app.llm.errors import ModelError, ModelRefused, PullFailed, ServerNotRunning
from app.llm.fake import FakeChatModel
from app.llm.ollama import OllamaServer
from app.llm.pull_job import PullJob
from app.llm.types import ChatModel, InstalledModel, ModelDescription
from app.llm.watch import ServerState, Watch


class ChatModels:
    """The chat models of one provider: "ollama", "fake", or "none". `preferred` is the model set by the owner.

    `first_window` (tokens) is what a model is loaded with to count a prompt before any was answered.
    """

    def __init__(self, provider: str, host: str, preferred: str, last_used: Path, first_window: int) -> None:
        self._provider = provider
        self._preferred = preferred
        self._last_used = last_used
        self._server = OllamaServer(host, first_window) if provider == "ollama" else None
        self._watch = Watch(self.look, ServerState(provider, self.host, looked=False))
        self._pulling = threading.Lock()
        self._pull: PullJob | None = None

    @property
    def host(self) -> str:
        """Address of the server, "" where there is none."""
        return self._server.host if self._server else ""

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
        chosen = name or self._automatic(models)
        return self._server.chat_model(chosen) if chosen else None

    def remember(self, name: str) -> None:
        """Take this model from now on where none is named."""
        if self._provider == "ollama" and name != self._remembered():
            self._last_used.write_text(name, encoding="utf-8")
            self._watch.forget()

    # What is there

    def look(self) -> ServerState:
        """Ask the server now. Takes up to LOOK_SECONDS for each question where it does not answer."""
        if self._provider == "fake":
            fake = InstalledModel(description := FakeChatModel().describe(), "", None)
            return ServerState("fake", models=(fake,), automatic=description.name)
        if self._server is None:
            advice = 'The setting llm is "none". Set it to "ollama" to have a model answer.'
            return ServerState("none", advice=advice)
        try:
            version = self._server.version()
            models = self._server.installed()
        except ModelError as error:
            silent = not isinstance(error, ServerNotRunning)
            return ServerState("ollama", self.host, advice=str(error), silent=silent)
        chosen = self._automatic([model.description for model in models if not model.refusal])
        name = full_name(chosen) if chosen else ""
        return ServerState("ollama", self.host, version, tuple(models), name, why_none_answers(models, name))

    def seen(self) -> ServerState:
        """What was last seen of the server: at once, and some seconds old at most while somebody keeps asking."""
        return self._watch.state()

    def installed(self) -> tuple[InstalledModel, ...]:
        """The models that the server had when it was last seen, also those that may not be used."""
        return self.seen().models

    # Fetching a model

    def pull(self, name: str) -> PullJob:
        """Have the server fetch a model from its library, in the background. Raises PullFailed, ModelRefused."""
        full = full_name(name)
        if full.endswith((":cloud", "-cloud")):
            raise ModelRefused(f"{full} runs in a cloud: documents would leave this machine.", "Choose another model.")
        if self._server is None:
            raise PullFailed("No Ollama server is set.", 'Set llm to "ollama" first.')
        with self._pulling:
            if self._pull is not None and self._pull.state == "working":
                if self._pull.name == full:
                    return self._pull
                raise PullFailed(f"{self._pull.name} is still on its way.", "Wait for it, or cancel it.")
            self._pull = PullJob(self._server.pull(full), self._watch.forget)
            return self._pull

    def pulling(self) -> PullJob | None:
        """The model that is being pulled, or was pulled last, since this process began."""
        return self._pull

    def dismiss_pull(self) -> None:
        """Speak no more of the last pull, once it has ended."""
        with self._pulling:
            if self._pull is not None and self._pull.state != "working":
                self._pull = None

    def _automatic(self, models: Sequence[ModelDescription]) -> str | None:
        return self._preferred or choose_model(models, self._remembered(), psutil.virtual_memory().total)

    def _remembered(self) -> str:
        return self._last_used.read_text(encoding="utf-8").strip() if self._last_used.exists() else ""
