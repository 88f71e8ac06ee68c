"""A model on its way into an Ollama server: what the server says of it, how far it is, and why it did not come.

The server fetches the model from its library itself; nothing is fetched by this program.
"""

import json
import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.llm.connection import Connection, HangUp
from app.llm.errors import ModelError, ModelMissing, PullFailed, ServerNotRunning, StreamBroken
from app.llm.server_errors import spoken

RATE_SECONDS = 10.0
"""The rate is that of the last seconds: what it was at the start says little about when it ends."""

CARRY_IT = "docs/models.md says how to carry a model in from another machine."
_OFFLINE = (
    r"no such host|dial tcp|connection refused|network is unreachable|no route to host|i/o timeout|"
    r"handshake timeout|deadline exceeded|name resolution|server misbehaving"
)
_REASONS: tuple[tuple[str, type[ModelError], str, str], ...] = (
    (_OFFLINE, PullFailed, "Ollama has no way to its library: {said}.", f"Connect that machine, or: {CARRY_IT}"),
    (
        r"x509|certificate",
        PullFailed,
        "Ollama does not trust who answers in place of its library: {said}.",
        "Give the certificate of your proxy to the machine that Ollama runs on.",
    ),
    (
        r"no space left|not enough space|disk quota",
        PullFailed,
        "The disk of Ollama's models is full: {said}.",
        "Free some space there (`ollama rm MODEL`), then pull again: what came is kept.",
    ),
    (
        r"newer version|\b412\b",
        PullFailed,
        "{model} needs a newer Ollama than this one.",
        "Update Ollama, then pull again.",
    ),
    (
        r"unauthorized|access denied|forbidden|\b40[13]\b",
        PullFailed,
        "The library does not hand out {model} to everybody: {said}.",
        "Choose another model.",
    ),
    (
        r"file does not exist|not found|manifest unknown",
        ModelMissing,
        "Ollama's library has no model {model}.",
        "Compare the name with the list on ollama.com/library.",
    ),
    (
        r"invalid model name|name.* invalid",
        ModelMissing,
        "{model} is no name of a model.",
        "Names look like llama3.2:3b.",
    ),
)


@dataclass(frozen=True, slots=True)
class PullPart:
    """One thing that the server said while it fetches. Layers of a model are known by their digests."""

    status: str
    digest: str
    total: int | None  # bytes of the layer
    completed: int | None


@dataclass(frozen=True, slots=True)
class PullProgress:
    """How far a model is. None is what cannot be said yet."""

    status: str
    done: int  # bytes
    total: int | None
    rate: float | None  # bytes a second
    seconds_left: float | None


class PullStream:
    """Yields what the server says while it fetches a model. It is asked when the iteration begins."""

    def __init__(self, connection: Connection, name: str) -> None:
        self.name = name
        self._connection = connection
        self._hang_up = HangUp()

    def __iter__(self) -> Iterator[PullPart]:
        """Yield until the model is there; raises a ModelError where it does not come. Ends quietly after close()."""
        try:
            yield from self._parts()
        except ModelError:
            if not self._hang_up.closed:  # otherwise the failure is the sound of our own hanging up
                raise

    def close(self) -> None:
        """End it at once, from any thread. The server keeps what came, for another time."""
        self._hang_up.close()

    def _parts(self) -> Iterator[PullPart]:
        part = None
        try:
            for line in self._connection.lines("/api/pull", {"model": self.name, "stream": True}, self._hang_up):
                if "error" in line:
                    raise pull_error(json.dumps(line), self.name)
                yield (part := read_part(line))
        except ServerNotRunning:
            raise
        except StreamBroken as broken:
            raise self._broken() from broken
        except ModelError as refused:
            raise pull_error(str(refused), self.name) from refused
        if part is None or part.status != "success":
            raise self._broken()

    def _broken(self) -> PullFailed:
        return PullFailed(
            f"The connection to Ollama at {self._connection.host} ended before {self.name} was there.",
            "Pull it again: what came is kept.",
        )


class Tally:
    """Adds up the layers of a model. Pure but for its own memory: the time is given."""

    def __init__(self) -> None:
        self._status = ""
        self._layers: dict[str, PullPart] = {}
        self._arrived = 0  # bytes that came while we looked: not those that were there before
        self._moments: deque[tuple[float, int]] = deque()

    def add(self, part: PullPart, now: float) -> None:
        """Take what the server said at `now` (seconds of any clock)."""
        self._status = part.status
        if part.digest:
            before = self._layers.get(part.digest)
            if before is not None:
                self._arrived += max(0, (part.completed or 0) - (before.completed or 0))
            self._layers[part.digest] = part
        self._moments.append((now, self._arrived))
        while now - self._moments[0][0] > RATE_SECONDS:
            self._moments.popleft()

    def progress(self) -> PullProgress:
        """How far it is."""
        done = sum(layer.completed or 0 for layer in self._layers.values())
        total = sum(layer.total or 0 for layer in self._layers.values()) or None
        rate = self._rate()
        left = (total - done) / rate if total is not None and rate else None
        return PullProgress(self._status, done, total, rate, left)

    def _rate(self) -> float | None:
        if not self._moments:
            return None
        (first, before), (last, arrived) = self._moments[0], self._moments[-1]
        return (arrived - before) / (last - first) if last > first and arrived > before else None


def read_part(line: Mapping[str, object]) -> PullPart:
    """Read one line of an answer to /api/pull."""
    return PullPart(
        str(line.get("status", "")), str(line.get("digest", "")), _bytes(line, "total"), _bytes(line, "completed")
    )


def pull_error(body: str, name: str) -> ModelError:
    """Return the error that stands for what the server said in place of a model."""
    said = spoken(body)
    for words, error, what, advice in _REASONS:
        if re.search(words, said, re.IGNORECASE):
            return error(what.format(model=name, said=said), advice)
    return PullFailed(f"Ollama could not fetch {name}: {said}.", "Pull it again, or look into Ollama's log.")


def _bytes(line: Mapping[str, object], key: str) -> int | None:
    value = line.get(key)
    return value if isinstance(value, int) else None
