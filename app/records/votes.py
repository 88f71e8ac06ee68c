"""Blind votes between two answers: which way of answering people prefer when they do not know which it is.

One SQLite file without a word of documents or questions in it, so that erasing has nothing to look for there.
"""

import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from vectorstore.database import Database

MIGRATIONS: tuple[str, ...] = (
    # 1: the table of the first release
    """
    CREATE TABLE votes (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        run TEXT NOT NULL, cast_at REAL NOT NULL, kind TEXT NOT NULL,
        one_mode TEXT NOT NULL, one_model TEXT NOT NULL, one_digest TEXT NOT NULL,
        other_mode TEXT NOT NULL, other_model TEXT NOT NULL, other_digest TEXT NOT NULL,
        winner TEXT NOT NULL CHECK (winner IN ('one', 'other', 'tie'))
    );
    CREATE INDEX votes_by_run ON votes (run);
    """,
)

Winner = Literal["one", "other", "tie"]


@dataclass(frozen=True, slots=True, order=True)
class Side:
    """A way of answering: a mode, and the model by name and digest."""

    mode: str
    model: str
    digest: str


@dataclass(frozen=True, slots=True)
class Vote:
    """What was preferred of two answers to one question; `kind` is the kind of question, "" where none is known."""

    one: Side
    other: Side
    winner: Winner
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Total:
    """The votes between two ways: `one` comes before `other` in order, whichever column it was in."""

    one: Side
    other: Side
    wins_one: int
    wins_other: int
    ties: int

    @property
    def count(self) -> int:
        """How many votes there were."""
        return self.wins_one + self.wins_other + self.ties


class Votes:
    """The votes of a room. Safe for threads."""

    def __init__(self, path: Path, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._database = Database(path, MIGRATIONS)

    def cast(self, run: str, votes: Sequence[Vote]) -> None:
        """Keep the votes on one comparison, in the place of those that were cast on it before."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM votes WHERE run = ?", (run,))
            connection.executemany(
                "INSERT INTO votes (run, cast_at, kind, one_mode, one_model, one_digest, other_mode, other_model,"
                " other_digest, winner) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    (
                        *(run, self._now(), vote.kind),
                        *(vote.one.mode, vote.one.model, vote.one.digest),
                        *(vote.other.mode, vote.other.model, vote.other.digest),
                        vote.winner,
                    )
                    for vote in votes
                ),
            )

    def of_run(self, run: str) -> list[Vote]:
        """The votes on one comparison, [] where none was cast."""
        return [_vote(row) for row in self._database.read("SELECT * FROM votes WHERE run = ? ORDER BY number", (run,))]

    def totals(self) -> list[Total]:
        """The votes summed up for each pair of ways, the pair with most votes first."""
        sums: dict[tuple[Side, Side], dict[str, int]] = {}
        for vote in map(_vote, self._database.read("SELECT * FROM votes ORDER BY number")):
            turned = vote.other < vote.one
            pair = (vote.other, vote.one) if turned else (vote.one, vote.other)
            winner = {"one": "other", "other": "one"}.get(vote.winner, "tie") if turned else vote.winner
            counts = sums.setdefault(pair, {"one": 0, "other": 0, "tie": 0})
            counts[winner] += 1
        totals = [Total(one, other, n["one"], n["other"], n["tie"]) for (one, other), n in sums.items()]
        return sorted(totals, key=lambda total: (-total.count, total.one, total.other))

    def close(self) -> None:
        """Release the file."""
        self._database.close()


def votes_of(sides: Sequence[Side], best: int | None, kind: str = "") -> list[Vote]:
    """The votes that lie in one choice among several answers: the best before each other; None: all are equal.

    Between answers that are both not the best nothing was said. Two answers of the same way are no comparison.
    """
    if best is None:
        pairs = [(one, other) for place, one in enumerate(sides) for other in sides[place + 1 :]]
        return [Vote(one, other, "tie", kind) for one, other in pairs if one != other]
    return [Vote(sides[best], side, "one", kind) for side in sides if side != sides[best]]


def _vote(row: sqlite3.Row) -> Vote:
    one = Side(row["one_mode"], row["one_model"], row["one_digest"])
    other = Side(row["other_mode"], row["other_model"], row["other_digest"])
    return Vote(one, other, row["winner"], row["kind"])
