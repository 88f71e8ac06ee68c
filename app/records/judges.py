"""How well models tell a question that passages answer from one that they do not: a small file of the room."""

import json
import threading
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from app.records.private_file import write_json
from vectorstore.errors import StoreError


@dataclass(frozen=True, slots=True)
class Judge:
    """What was measured of a model. `least_readiness` is None where it cannot judge, and is not asked."""

    digest: str
    model: str
    separation: float  # chance that it is readier to answer what can be answered than what cannot; .5 is guessing
    least_readiness: float | None  # `app.answering.judge.readiness` below which a question is refused
    asked: int  # questions
    measured: float  # seconds since 1970


_FIELDS = {field.name for field in fields(Judge)}


class Judges:
    """What was measured in a room, by the digests of the models. Safe for threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()

    def of(self, digest: str) -> Judge | None:
        """What was measured last of a model, None where nothing was."""
        return self.all().get(digest)

    def keep(self, judge: Judge) -> None:
        """Keep what was measured, in the place of what was before."""
        with self._lock:
            kept = self.all() | {judge.digest: judge}
            write_json(self._path, {digest: asdict(each) for digest, each in kept.items()})

    def all(self) -> dict[str, Judge]:
        """Every model that was measured, by digest. Raises StoreError where the file cannot be read."""
        try:
            kept = json.loads(self._path.read_text(encoding="utf-8"))
            # What an older version measured, of other signs, says nothing of what is measured now.
            return {digest: Judge(**each) for digest, each in kept.items() if each.keys() == _FIELDS}
        except FileNotFoundError:
            return {}
        except (ValueError, TypeError, AttributeError) as error:
            raise StoreError(
                f"{self._path} cannot be read ({error}). Remove it and measure again with `muniment calibrate`."
            ) from error
