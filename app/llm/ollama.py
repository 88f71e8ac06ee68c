"""Chat models served by Ollama, through its native API.

The server by itself cuts a long prompt to its window, or drops the history, and answers with HTTP 200. So every prompt
goes out with an explicit window and with `truncate` and `shift` off: what does not fit is refused.
"""

from collections.abc import Sequence

from app.llm.card import ModelCard, full_name, read_card, refusal, remote_host, template_markers
from app.llm.connection import Connection
from app.llm.errors import ModelMissing, ModelRefused
from app.llm.stream import OllamaStream
from app.llm.types import Count, GenerationOptions, Message, ModelDescription


class OllamaServer:
    """An Ollama server at one address."""

    def __init__(self, host: str) -> None:
        """Take the address in any form of OLLAMA_HOST, "" for the usual one. Raises ServerNotRunning on a bad one."""
        self.connection = Connection(host)
        self.host = self.connection.host

    def version(self) -> str:
        """Return the server's version. Raises ServerNotRunning where nobody answers."""
        return str(self.connection.fetch("/api/version").get("version", ""))

    def models(self) -> list[ModelDescription]:
        """Return the chat models that may be used here: none that is backed by a cloud, embeds only or cannot chat."""
        cards = [self._card(listed) for listed in self._listed() if not remote_host(listed)]
        return [card.description() for card in cards if not refusal(card)]

    def chat_model(self, name: str) -> "OllamaChatModel":
        """Return the chat model of that name. Nothing is asked of the server yet."""
        return OllamaChatModel(self, full_name(name))

    def loaded_window(self, name: str) -> int | None:
        """Return the window (tokens) that the model is loaded with now, None where it is not loaded."""
        for running in _entries(self.connection.fetch("/api/ps")):
            if full_name(name) in (running.get("name"), running.get("model")):
                window = running.get("context_length")
                return window if isinstance(window, int) else None
        return None

    def card(self, name: str) -> ModelCard:
        """Return what the server tells of a model. Raises ModelMissing, and ModelRefused where it may not be used."""
        listed = next((listed for listed in self._listed() if full_name(name) == listed.get("name")), None)
        if listed is None:
            raise ModelMissing(
                f"The server at {self.host} does not have the model {name}.",
                f"Get it with `ollama pull {name}`, or choose another one.",
            )
        card = self._card(listed)
        if reason := refusal(card):
            raise ModelRefused(reason, "Choose a chat model that is on this machine.")
        return card

    def _listed(self) -> list[dict[str, object]]:
        return _entries(self.connection.fetch("/api/tags"))

    def _card(self, listed: dict[str, object]) -> ModelCard:
        shown = {} if remote_host(listed) else self.connection.fetch("/api/show", {"model": listed.get("name")})
        return read_card(listed, shown)


class OllamaChatModel:
    """One chat model of an Ollama server."""

    def __init__(self, server: OllamaServer, name: str) -> None:
        """Take the server and the full name of the model."""
        self._server = server
        self._name = name

    def describe(self) -> ModelDescription:
        """Say which model this is. Raises ModelMissing and ModelRefused."""
        card = self._server.card(self._name)
        return card.description(template_markers(card.template))

    def count(self, messages: Sequence[Message]) -> Count:
        """Count the tokens of the whole prompt, as the server will render it."""
        return Count(tokens=sum(len(message.content.encode()) // 2 + 16 for message in messages), exact=False)

    def stream(self, messages: Sequence[Message], options: GenerationOptions) -> OllamaStream:
        """Prepare an answer; it is asked for when the stream is iterated. Raises ModelMissing and ModelRefused."""
        card = self._server.card(self._name)
        return OllamaStream(self._server.connection, chat_request(card, messages, options))


def chat_request(card: ModelCard, messages: Sequence[Message], options: GenerationOptions) -> dict[str, object]:
    """Build the body of an /api/chat request that is refused rather than cut."""
    body: dict[str, object] = {
        "model": card.name,
        "messages": [{"role": message.role, "content": message.content} for message in messages],
        "options": {
            **options.extra,
            "num_ctx": options.window,
            "num_predict": options.max_tokens,
            "temperature": options.temperature,
            "seed": options.seed,
        },
        "truncate": False,
        "shift": False,
        "stream": True,
        "keep_alive": keep_alive(options.keep_alive),
    }
    if card.thinks:  # told to a model without thoughts, some versions refuse
        body["think"] = False
    return body


def keep_alive(text: str) -> str | int:
    """Return how long the model stays loaded in the form that the server reads: a bare number must not be a string."""
    return int(text) if text.lstrip("-").isdigit() else text


def _entries(answer: dict[str, object]) -> list[dict[str, object]]:
    models = answer.get("models")
    return [entry for entry in models if isinstance(entry, dict)] if isinstance(models, list) else []
