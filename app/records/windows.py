"""How far models really read, as it was measured: a small file of the room, by the digests of the models."""

import json
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from app.records.private_file import write_json
from vectorstore.errors import StoreError

Kind = Literal["measured", "unfinished"]


@dataclass(frozen=True, slots=True)
class Trial:
    """A fact was hidden in a text and asked for. Holds no words of either."""

    tokens: int  # length of the whole prompt with the room for its answer, at most
    text: int  # which of the texts of this length, from 0
    depth: float  # where in the text the fact stood: 0 at its beginning, 1 at its end
    found: bool
    planned: int  # tokens of the prompt as counted before
    accepted: int | None  # as the server counted them, None where it did not say


@dataclass(frozen=True, slots=True)
class MeasuredWindow:
    """How far a model reads. `effective` and `base` are None where nothing can be said, and `ended` says why not."""

    digest: str
    model: str
    advertised: int | None  # tokens; None where the server does not say
    effective: int | None  # tokens up to which it finds nearly as much as in a short text
    base: float | None  # share of the facts that it finds in the shortest text
    trials: tuple[Trial, ...]
    measured: float  # seconds since 1970
    ended: str  # why no longer texts were tried, a sentence
    basis: str = ""  # what it was measured with and on: only what has the same may go on from it


class MeasuredWindows:
    """What was measured in a room, and what was begun and not ended. Safe for threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()

    def of(self, digest: str) -> MeasuredWindow | None:
        """What was measured last of a model, None where nothing was."""
        return self._read("measured").get(digest)

    def effective(self) -> dict[str, int]:
        """The effective windows, in tokens, of all models of which one could be told, by their digests."""
        return {digest: each.effective for digest, each in self._read("measured").items() if each.effective}

    def unfinished(self, digest: str) -> MeasuredWindow | None:
        """The measurement of a model that was begun and not ended."""
        return self._read("unfinished").get(digest)

    def keep(self, measured: MeasuredWindow) -> None:
        """Keep a measurement that has ended, in the place of the one before."""
        with self._lock:
            ended, begun = self._read("measured"), self._read("unfinished")
            begun.pop(measured.digest, None)
            self._write(ended | {measured.digest: measured}, begun)

    def keep_unfinished(self, begun: MeasuredWindow) -> None:
        """Keep how far a measurement has come; what was measured before stays."""
        with self._lock:
            self._write(self._read("measured"), self._read("unfinished") | {begun.digest: begun})

    def _read(self, kind: Kind) -> dict[str, MeasuredWindow]:
        try:
            kept = json.loads(self._path.read_text(encoding="utf-8"))[kind]
            return {digest: _from_json(each) for digest, each in kept.items()}
        except FileNotFoundError:
            return {}
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise StoreError(
                f"{self._path} cannot be read ({error}). Remove it and measure again with `muniment window`."
            ) from error

    def _write(self, measured: Mapping[str, MeasuredWindow], unfinished: Mapping[str, MeasuredWindow]) -> None:
        kinds = {"measured": measured, "unfinished": unfinished}
        write_json(
            self._path, {kind: {key: asdict(each) for key, each in kept.items()} for kind, kept in kinds.items()}
        )


def _from_json(kept: Mapping[str, Any]) -> MeasuredWindow:
    return MeasuredWindow(**{**kept, "trials": tuple(Trial(**trial) for trial in kept["trials"])})
