"""A running answer of an Ollama server."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from app.llm.connection import Connection, HangUp
from app.llm.errors import ModelError, StreamBroken
from app.llm.release import release_model
from app.llm.server_errors import server_error
from app.llm.types import Completion, DoneReason

_NANOSECONDS = 1e9


class OllamaStream:
    """Yields the text of one answer as it comes. The request is sent when the iteration begins."""

    def __init__(
        self, connection: Connection, body: Mapping[str, object], on_end: Callable[[Completion], None] | None = None
    ) -> None:
        """Take the body of the /api/chat request, and what to tell of the completion when the server has sent one."""
        self.completion: Completion | None = None
        self._connection = connection
        self._body = body
        self._on_end = on_end
        self._hang_up = HangUp()
        self._answering = False
        self._first: tuple[tuple[str, float], ...] = ()

    def __iter__(self) -> Iterator[str]:
        """Yield text as it comes; raises a ModelError where the server fails. Ends quietly after close().

        Where it was closed before the model began to answer, the end may take PATIENCE_SECONDS of release_model.
        """
        try:
            if not self._hang_up.closed:
                yield from self._pieces()
        except ModelError:
            if not self._hang_up.closed:  # otherwise the failure is the sound of our own hanging up
                self.completion = _unfinished("broken")
                raise
        finally:
            self.completion = self.completion or _unfinished("cancelled")
            if self._hang_up.closed and self._hang_up.connected and not self._answering:
                release_model(self._connection, self._body)

    def close(self) -> None:
        """End the generation at once, from any thread, also while the model is still reading the prompt."""
        self._hang_up.close()

    def _pieces(self) -> Iterator[str]:
        for part in self._connection.lines("/api/chat", self._body, self._hang_up):
            self._answering = True
            if self._hang_up.closed:  # what had come before the hanging up was heard of
                return
            if "error" in part:
                raise server_error(None, json.dumps(part), str(self._body.get("model", "")))
            self._first = self._first or _alternatives(part)
            if text := _content(part):
                yield text
            if part.get("done"):
                self.completion = replace(completion_of(part), first=self._first)
                if self._on_end is not None:
                    self._on_end(self.completion)
                return
        raise StreamBroken("The answer ended without its last line.", "What came before stands. Ask again.")


def completion_of(part: Mapping[str, object]) -> Completion:
    """Read the last line of an answer. The server leaves out what is zero, which is then None: not said."""
    return Completion(
        done_reason="length" if part.get("done_reason") == "length" else "stop",
        accepted=_count(part, "prompt_eval_count"),
        cached=_count(part, "prompt_eval_cached_count"),
        generated=_count(part, "eval_count"),
        load=_seconds(part, "load_duration"),
        prefill=_seconds(part, "prompt_eval_duration"),
        decode=_seconds(part, "eval_duration"),
    )


def _unfinished(reason: DoneReason) -> Completion:
    return Completion(
        done_reason=reason, accepted=None, cached=None, generated=None, load=None, prefill=None, decode=None
    )


def _alternatives(part: Mapping[str, object]) -> tuple[tuple[str, float], ...]:
    """What could have stood in place of the first token of a part; () where the server does not say."""
    told = part.get("logprobs")
    listed = told[0].get("top_logprobs") if isinstance(told, list) and told and isinstance(told[0], dict) else None
    return tuple(
        (str(each.get("token")), float(each["logprob"]))
        for each in (listed if isinstance(listed, list) else ())
        if isinstance(each, dict) and isinstance(each.get("logprob"), int | float)
    )


def _content(part: Mapping[str, object]) -> str:
    message = part.get("message")
    return str(message.get("content") or "") if isinstance(message, Mapping) else ""


def _count(part: Mapping[str, object], key: str) -> int | None:
    value = part.get(key)
    return value if isinstance(value, int) else None


def _seconds(part: Mapping[str, object], key: str) -> float | None:
    value = part.get(key)
    return value / _NANOSECONDS if isinstance(value, int) else None
