"""Chat models served by Ollama, through its native API.

The server by itself cuts a long prompt to its window, or drops the history, and answers with HTTP 200. So every prompt
goes out with an explicit window and with `truncate` and `shift` off: what does not fit is refused.
"""

import threading
from collections.abc import Callable, Sequence

import psutil

from app.llm.card import ModelCard, full_name, read_card, read_loaded, refusal, remote_host
from app.llm.connection import ANSWER_SECONDS, LOAD_SECONDS, LOOK_SECONDS, Connection
from app.llm.counting import PromptCounter
from app.llm.errors import DoesNotFit, ModelMissing, ModelRefused
from app.llm.memory import memory_for
from app.llm.pull import PullStream
from app.llm.rendering import PromptRenderer
from app.llm.stream import OllamaStream
from app.llm.tokenizer import make_tokenizer
from app.llm.types import (
    Completion,
    Count,
    GenerationOptions,
    InstalledModel,
    Loaded,
    Message,
    ModelDescription,
    WindowMemory,
)
from app.llm.vocabulary import control_tokens, read_vocabulary

FIRST_WINDOW = 4096
_MOST_VOCABULARIES = 2  # kept ready, 30-80 MB each


def available_memory() -> int:
    """Return the bytes of memory that programs on this machine could still take."""
    return int(psutil.virtual_memory().available)


class OllamaServer:
    """An Ollama server at one address. May be used from several threads."""

    def __init__(
        self, host: str, first_window: int = FIRST_WINDOW, available: Callable[[], int] = available_memory
    ) -> None:
        """Take the address in any form of OLLAMA_HOST, "" for the usual one. Raises ServerNotRunning on a bad one.

        `first_window` (tokens) is what a model is loaded with when a prompt is counted before any was answered: best
        the window most often asked for, since every change of it loads the model anew. `available` gives the bytes of
        memory that are free on this machine.
        """
        self.connection = Connection(host)
        self.host = self.connection.host
        self._first_window = first_window
        self._available = available
        self._on_processor: dict[str, bool] = {}  # by digest, as it was loaded last
        self._lock = threading.Lock()
        self._cards: dict[tuple[str, str], ModelCard] = {}
        self._readings: dict[str, _Reading] = {}

    def version(self) -> str:
        """Return the server's version. Raises ServerNotRunning where nobody answers."""
        return str(self.connection.fetch("/api/version", seconds=LOOK_SECONDS).get("version", ""))

    def models(self) -> list[ModelDescription]:
        """Return the chat models that may be used here: none that is backed by a cloud, embeds only or cannot chat.

        Their control tokens are not read yet; describe() of the chat model does that.
        """
        cards = [self._card(listed) for listed in self._entries("/api/tags") if not remote_host(listed)]
        return [card.description() for card in cards if not refusal(card)]

    def installed(self) -> list[InstalledModel]:
        """Return every model that the server has, also those that may not be used here, and what is loaded of each.

        Gives a server that says nothing up soon, since somebody only wants to see what is there.
        """
        running = {str(entry.get("name")): entry for entry in self._entries("/api/ps", LOOK_SECONDS)}
        cards = [self._card(listed, LOOK_SECONDS) for listed in self._entries("/api/tags", LOOK_SECONDS)]
        return [
            InstalledModel(card.description(), refusal(card), read_loaded(running.get(card.name))) for card in cards
        ]

    def pull(self, name: str) -> PullStream:
        """Prepare to have the server fetch a model from its library; it is asked when the stream is iterated."""
        return PullStream(self.connection, full_name(name))

    def chat_model(self, name: str) -> "OllamaChatModel":
        """Return the chat model of that name. Nothing is asked of the server yet."""
        return OllamaChatModel(self, full_name(name))

    def loaded(self, name: str) -> Loaded | None:
        """Return how the model lies in the memory of the server, None where it does not."""
        for running in self._entries("/api/ps"):
            if full_name(name) in (running.get("name"), running.get("model")):
                return read_loaded(running)
        return None

    def loaded_window(self, name: str) -> int | None:
        """Return the window (tokens) that the model is loaded with now, None where it is not loaded."""
        loaded = self.loaded(name)
        return loaded.window if loaded else None

    def window_memory(self, card: ModelCard, window: int) -> WindowMemory | None:
        """Return what a window (tokens) takes and what is free for it; None where the model runs who knows where."""
        if not self.connection.is_on_this_machine:
            return None
        loaded = self.loaded(card.name)
        if loaded is not None:
            self._on_processor[card.digest] = loaded.on_gpu == 0
        on_processor = self._on_processor.get(card.digest, False)
        available = self._available()
        return memory_for(window, card.window_bytes, card.size, loaded, on_processor=on_processor, available=available)

    def load(self, card: ModelCard, options: GenerationOptions) -> None:
        """Load the model in the window of `options`. Raises DoesNotFit where the server opens a smaller one."""
        request = chat_request(card, (), options) | {"stream": False}
        self.connection.fetch("/api/chat", request, LOAD_SECONDS)
        opened = self.loaded_window(card.name)
        if opened is not None and opened < options.window:
            raise DoesNotFit(
                f"A window of {options.window:,} tokens was asked for and the server opened one of {opened:,}.",
                "Choose fewer documents, or ask from passages.",
            )

    def card(self, name: str) -> ModelCard:
        """Return what the server tells of a model. Raises ModelMissing, and ModelRefused where it may not be used."""
        listed = next((listed for listed in self._entries("/api/tags") if full_name(name) == listed.get("name")), None)
        if listed is None:
            raise ModelMissing(
                f"The server at {self.host} does not have the model {name}.",
                f"Get it with `ollama pull {name}`, or choose another one.",
            )
        card = self._card(listed)
        if reason := refusal(card):
            raise ModelRefused(reason, "Choose a chat model that is on this machine.")
        return card

    def reading(self, card: ModelCard) -> "_Reading":
        """Return how a model reads prompts. The first call for a model takes up to a second."""
        with self._lock:
            if card.digest not in self._readings:
                if len(self._readings) >= _MOST_VOCABULARIES:
                    del self._readings[next(iter(self._readings))]
                self._readings[card.digest] = _Reading(self, card)
            return self._readings[card.digest]

    def rendered(self, card: ModelCard, messages: Sequence[Message]) -> str | None:
        """Return the prompt as the server renders it, without an answer; None where the server does not tell.

        The server loads the model for it, so the request carries the window that the model is loaded with.
        """
        window = self.loaded_window(card.name) or min(self._first_window, card.trained_window or self._first_window)
        request = chat_request(card, messages, GenerationOptions(window=window, max_tokens=1))
        request |= {"stream": False, "_debug_render_only": True}
        told = self.connection.fetch("/api/chat", request, LOAD_SECONDS).get("_debug_info")
        return str(told["rendered_template"]) if isinstance(told, dict) and "rendered_template" in told else None

    def _entries(self, path: str, seconds: float = ANSWER_SECONDS) -> list[dict[str, object]]:
        models = self.connection.fetch(path, seconds=seconds).get("models")
        return [entry for entry in models if isinstance(entry, dict)] if isinstance(models, list) else []

    def _card(self, listed: dict[str, object], seconds: float = ANSWER_SECONDS) -> ModelCard:
        # The digest changes with everything that a card says; the server takes 0.15 s to show a model.
        key = (str(listed.get("name")), str(listed.get("digest")))
        if key not in self._cards:
            request = {"model": listed.get("name")}
            shown = {} if remote_host(listed) else self.connection.fetch("/api/show", request, seconds)
            self._cards[key] = read_card(listed, shown)
        return self._cards[key]


class _Reading:
    """How one model reads prompts: its control tokens, and how long conversations are for it."""

    def __init__(self, server: OllamaServer, card: ModelCard) -> None:
        shown = server.connection.fetch("/api/show", {"model": card.name, "verbose": True})
        vocabulary = read_vocabulary(shown)
        tokenizer, known = make_tokenizer(vocabulary)
        renderer = PromptRenderer(lambda messages: server.rendered(card, messages))
        self.counter = PromptCounter(tokenizer, renderer, known=known)
        self.control_tokens = control_tokens(vocabulary, card.template)


class OllamaChatModel:
    """One chat model of an Ollama server."""

    def __init__(self, server: OllamaServer, name: str) -> None:
        """Take the server and the full name of the model."""
        self._server = server
        self._name = name

    def describe(self) -> ModelDescription:
        """Say which model this is. Raises ModelMissing and ModelRefused."""
        card = self._server.card(self._name)
        return card.description(self._server.reading(card).control_tokens)

    def count(self, messages: Sequence[Message]) -> Count:
        """Count the tokens of the whole prompt as the server will render it. Raises a ModelError where it fails."""
        return self._server.reading(self._server.card(self._name)).counter.count(messages)

    def loaded_window(self) -> int | None:
        """Say in which window (tokens) the model is loaded now; None where it is not."""
        return self._server.loaded_window(self._name)

    def window_memory(self, window: int) -> WindowMemory | None:
        """Say what a window (tokens) would take where the model runs, and what is free; None where it is not known."""
        return self._server.window_memory(self._server.card(self._name), window)

    def load(self, options: GenerationOptions) -> None:
        """Load the model in its window. Raises DoesNotFit where the server opens a smaller one."""
        self._server.load(self._server.card(self._name), options)

    def stream(self, messages: Sequence[Message], options: GenerationOptions) -> OllamaStream:
        """Prepare an answer; it is asked for when the stream is iterated. Raises ModelMissing and ModelRefused."""
        card = self._server.card(self._name)
        counter = self._server.reading(card).counter

        def learn(completion: Completion) -> None:
            if completion.accepted is not None:
                counter.learn(messages, completion.accepted)

        return OllamaStream(self._server.connection, chat_request(card, messages, options), learn)


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
    if options.alternatives:
        body |= {"logprobs": True, "top_logprobs": options.alternatives}
    if card.thinks:  # told to a model without thoughts, some versions refuse
        body["think"] = False
    return body


def keep_alive(text: str) -> str | int:
    """Return how long the model stays loaded in the form that the server reads: a bare number must not be a string."""
    return int(text) if text.lstrip("-").isdigit() else text
