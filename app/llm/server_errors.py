"""What an Ollama server says when it fails, translated into the errors of this package. Pure.

The texts are those of Ollama's server/routes.go, server/sched.go, llm/server.go and runner/*/runner.go at 0.17.4, and
of the llama-server behind later versions. The status code of one and the same failure differs between versions, so
the text decides first.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.llm.errors import (
    DoesNotFit,
    ModelError,
    ModelMissing,
    ModelRefused,
    OutOfMemory,
    ServerBusy,
    ServerFailed,
    StreamBroken,
)

LONGEST_QUOTE = 300  # characters of the server's own words repeated to people


@dataclass(frozen=True, slots=True)
class _Rule:
    """Which words of the server, or else which status, mean which error."""

    error: type[ModelError]
    words: re.Pattern[str]
    status: int | None
    what: str
    advice: str


def _rule(error: type[ModelError], words: str, status: int | None, what: str, advice: str) -> _Rule:
    return _Rule(error, re.compile(words, re.IGNORECASE), status, what, advice)


_RULES = (
    _rule(
        DoesNotFit,
        r"exceeds? the (available )?context|longer than the context length|exceed_context_size|prompt (is )?too long",
        413,
        "The prompt is longer than the window of {model}: nothing was sent to it.",
        "Ask over fewer or shorter passages, or choose a larger window.",
    ),
    _rule(
        ModelRefused,
        r"does not support (chat|generate|completion|thinking)|remote model|cloud|sign ?in|unauthorized",
        401,
        "The server will not answer with {model}: {said}.",
        "Choose a chat model that is on this machine.",
    ),
    _rule(
        OutOfMemory,
        r"out of memory|more (system|gpu) memory|(failed|unable) to allocate|failed to (commit|allocate) memory|"
        r"memory layout cannot be allocated|unable to load full model|insufficient memory",
        None,
        "There is not enough memory for {model}: {said}.",
        "Choose a smaller model or a smaller window, or close other programs.",
    ),
    _rule(
        OutOfMemory,
        r"resource limitations|signal: killed",
        None,
        "{model} was ended, perhaps for lack of memory: {said}.",
        "Ask again; if it happens again, choose a smaller model or a smaller window, or close other programs.",
    ),
    _rule(
        ServerBusy,
        r"server busy|maximum pending requests|too many requests|loading model|no slots available",
        503,
        "The server has too many requests waiting.",
        "Ask again in a moment.",
    ),
    _rule(
        ModelMissing,
        r"model .*not found|try pulling it first|no such model",
        404,
        "The server does not have the model {model}.",
        "Get it with `ollama pull {model}`, or choose another one.",
    ),
    _rule(
        StreamBroken,
        r"error was encountered while running the model|unexpected eof|unexpectedly stopped|no longer running|"
        r"has terminated|connection reset|request cancell?ed",
        499,
        "The model stopped in the middle: {said}.",
        "Ask again: the server loads the model anew. If it happens again, choose a smaller model or window.",
    ),
)


def server_error(status: int | None, body: str, model: str) -> ModelError:
    """Return the error that stands for an answer of the server.

    `status` is the HTTP status, or None for an error line inside a stream that began with 200. `body` is what came
    with it: mostly `{"error": "..."}`, in newer versions also an object nested in it, or a page of some proxy.
    """
    said = spoken(body)
    known = next((rule for rule in _RULES if rule.words.search(said)), None)
    rule = known or next((rule for rule in _RULES if status is not None and rule.status == status), None)
    if rule is not None:
        names = {"model": model or "the model", "said": said}
        return rule.error(rule.what.format(**names), rule.advice.format(**names))
    if status is None:
        return StreamBroken(f"The answer ended midway: {said}.", "What came before stands. Ask again.")
    return ServerFailed(f"The server failed (HTTP {status}): {said}.", "Look into Ollama's log, and ask again.")


def spoken(body: str) -> str:
    """Return the server's own words out of an error's body, without the final stop, cut to LONGEST_QUOTE characters."""
    words: object = body
    for _ in range(4):  # an error of the engine comes as JSON inside the JSON of the server
        words = _inner(words)
    text = " ".join(str(words).split()).rstrip(".")
    return text[:LONGEST_QUOTE] or "no reason given"


def _inner(words: object) -> object:
    if isinstance(words, str) and words.lstrip().startswith("{"):
        try:
            words = json.loads(words)
        except ValueError:
            return words
    if isinstance(words, Mapping):
        return words.get("error") or words.get("message") or ""
    return words
