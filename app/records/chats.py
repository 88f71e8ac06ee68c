"""Saved chats: one SQLite file in which a chat is a row, and each of its turns a record that only its maker reads.

A turn remembers which documents it draws on, so that nothing of an erased document stays in a chat. Where anything was
blanked or deleted the whole file is rewritten; the file itself notes that this is due until it is done, so that a
process that dies in between leaves the work to the next start.
"""

import json
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vectorstore.database import Database
from vectorstore.errors import StoreError

MIGRATIONS: tuple[str, ...] = (
    # 1: the tables of the first release
    """
    CREATE TABLE chats (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE, space TEXT NOT NULL, title TEXT NOT NULL,
        created REAL NOT NULL, updated REAL NOT NULL
    );
    CREATE TABLE turns (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        chat INTEGER NOT NULL REFERENCES chats (number) ON DELETE CASCADE,
        id TEXT NOT NULL, record TEXT NOT NULL, running INTEGER NOT NULL,
        UNIQUE (chat, id)
    );
    CREATE INDEX running_turns ON turns (number) WHERE running;
    CREATE TABLE drawn (
        turn INTEGER NOT NULL REFERENCES turns (number) ON DELETE CASCADE, document INTEGER NOT NULL,
        PRIMARY KEY (turn, document)
    ) WITHOUT ROWID;
    CREATE INDEX drawn_by_document ON drawn (document);
    CREATE TABLE upkeep (task TEXT PRIMARY KEY);
    """,
    # 2: what a run of several questions is to do
    """
    ALTER TABLE chats ADD COLUMN plan TEXT NOT NULL DEFAULT '{}';
    """,
)

LONGEST_TITLE = 60
"""Characters of a chat's title: a line of the list of chats."""

Record = Mapping[str, Any]
"""A turn as JSON has it: names and plain values."""

_CHATS = "SELECT *, (SELECT count(*) FROM turns WHERE chat = chats.number) AS turns FROM chats"
_COMPACT = "compact"


class UnknownChat(StoreError):
    """No such chat, or it was deleted."""

    def __init__(self) -> None:
        super().__init__("This chat is not there (any more). Choose another one, or begin a new one.")


@dataclass(frozen=True, slots=True)
class Chat:
    """A conversation. Times are seconds since 1970; `updated` is when a turn was last added, changed or removed."""

    id: str  # an unguessable word that may stand in an address
    space: str
    title: str
    created: float
    updated: float
    turns: int


class Chats:
    """The chats of a room. Safe for threads. Opening finishes what a dead process left undone.

    `on_step` is called before each step of a blanking or deletion (tests let the process die there).
    """

    def __init__(
        self, path: Path, now: Callable[[], float] = time.time, on_step: Callable[[str], None] = lambda _: None
    ) -> None:
        self._path = path
        self._now = now
        self._on_step = on_step
        self._erasing = threading.Lock()  # nobody takes back the note that the file is to be rewritten for another
        self._database = Database(path, MIGRATIONS)
        self._compact_if_due()

    def close(self) -> None:
        """Release the file."""
        self._database.close()

    # Chats

    def create(self, title: str, space: str = "main") -> Chat:
        """Begin a chat."""
        # Hexadecimal: an id is a part of an address, of a command and of a component's key, and these know signs apart.
        chat_id, created = secrets.token_hex(12), self._now()
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO chats (id, space, title, created, updated) VALUES (?, ?, ?, ?, ?)",
                (chat_id, space, short_title(title), created, created),
            )
        return self.chat(chat_id)

    def chats(self) -> list[Chat]:
        """Every chat, the one that was last spoken in first."""
        return [_chat(row) for row in self._database.read(f"{_CHATS} ORDER BY updated DESC, number DESC")]

    def chat(self, chat_id: str) -> Chat:
        """One chat; raises UnknownChat."""
        rows = self._database.read(f"{_CHATS} WHERE id = ?", (chat_id,))
        if not rows:
            raise UnknownChat
        return _chat(rows[0])

    def rename(self, chat_id: str, title: str) -> Chat:
        """Give a chat another title, unless that is empty; raises UnknownChat."""
        with self._database.transaction() as connection:
            number = _number(connection, chat_id)
            if short_title(title):
                connection.execute("UPDATE chats SET title = ? WHERE number = ?", (short_title(title), number))
        return self.chat(chat_id)

    def delete(self, chat_id: str) -> None:
        """Erase a chat: nothing of it is left in the file. Raises UnknownChat."""
        self._on_step("chats: delete")
        with self._erasing:
            with self._database.transaction() as connection:
                connection.execute("DELETE FROM chats WHERE number = ?", (_number(connection, chat_id),))
                _note_compaction(connection)
            self._compact_if_due()

    def plan(self, chat_id: str) -> Record:
        """What `put_plan` was given, {} before that; raises UnknownChat."""
        self.chat(chat_id)
        rows = self._database.read("SELECT plan FROM chats WHERE id = ?", (chat_id,))
        return json.loads(rows[0]["plan"])  # type: ignore[no-any-return]  # a Record was written

    def put_plan(self, chat_id: str, plan: Record) -> None:
        """Keep beside a chat what it is to become; no words of documents, since erasing does not look there."""
        with self._database.transaction() as connection:
            number = _number(connection, chat_id)
            connection.execute("UPDATE chats SET plan = ? WHERE number = ?", (json.dumps(plan), number))

    # Turns

    def turns(self, chat_id: str) -> list[Record]:
        """The records of a chat in order; raises UnknownChat."""
        self.chat(chat_id)
        rows = self._database.read(
            "SELECT record FROM turns JOIN chats ON chats.number = chat WHERE chats.id = ? ORDER BY turns.number",
            (chat_id,),
        )
        return [json.loads(row["record"]) for row in rows]

    def put(
        self, chat_id: str, turn_id: str, record: Record, documents: Collection[int], *, running: bool = False
    ) -> None:
        """Add a turn to the end of a chat, or put another record in its place; raises UnknownChat.

        It draws on `documents` from now on, and still on those that it drew on before: their words may lie in the file
        until it is rewritten. A record that is `running` is to be replaced: see `end_running`.
        """
        with self._database.transaction() as connection:
            number = _number(connection, chat_id)
            turn = connection.execute(
                "INSERT INTO turns (chat, id, record, running) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (chat, id) DO UPDATE SET record = excluded.record, running = excluded.running"
                " RETURNING number",
                (number, turn_id, json.dumps(record), running),
            ).fetchone()["number"]
            connection.executemany(
                "INSERT OR IGNORE INTO drawn VALUES (?, ?)", ((turn, document) for document in documents)
            )
            self._touch(connection, number)

    def remove_turn(self, chat_id: str, turn_id: str) -> None:
        """Erase a turn, if the chat has it; raises UnknownChat."""
        self._on_step("chats: delete")
        with self._erasing:
            with self._database.transaction() as connection:
                number = _number(connection, chat_id)
                removed = connection.execute("DELETE FROM turns WHERE chat = ? AND id = ?", (number, turn_id)).rowcount
                if removed:
                    self._touch(connection, number)
                    _note_compaction(connection)
            self._compact_if_due()

    def end_running(self, ended: Callable[[Record], Record]) -> int:
        """Replace the records that were left running by what `ended` makes of them; give how many there were."""
        with self._database.transaction() as connection:
            rows = connection.execute("SELECT number, record FROM turns WHERE running").fetchall()
            for row in rows:
                record = json.dumps(ended(json.loads(row["record"])))
                connection.execute("UPDATE turns SET record = ?, running = 0 WHERE number = ?", (record, row["number"]))
        return len(rows)

    # Erased documents

    def cited_documents(self) -> set[int]:
        """The documents that any turn draws on."""
        return {row["document"] for row in self._database.read("SELECT DISTINCT document FROM drawn")}

    def blank(self, documents: Collection[int], blanked: Callable[[Record], Record]) -> int:
        """Replace every turn that draws on `documents` by what `blanked` makes of it, and give how many that changed.

        No turn draws on them afterwards, and nothing of what was replaced is left in the file.
        """
        self._on_step("chats: blank")
        with self._erasing:
            with self._database.transaction() as connection:
                changed = _blank(connection, json.dumps(list(documents)), blanked)
            self._compact_if_due()
        return changed

    def residue(self) -> tuple[str, ...]:
        """Name the file if something of what was blanked or deleted may still lie in it."""
        return (self._path.name,) if self._compaction_is_due() else ()

    def _touch(self, connection: sqlite3.Connection, number: int) -> None:
        connection.execute("UPDATE chats SET updated = ? WHERE number = ?", (self._now(), number))

    def _compaction_is_due(self) -> bool:
        return bool(self._database.read("SELECT 1 FROM upkeep WHERE task = ?", (_COMPACT,)))

    def _compact_if_due(self) -> None:
        if self._compaction_is_due():
            self._on_step("chats: rewrite the file")
            if self._database.compact():
                self._on_step("chats: note that it is rewritten")
                with self._database.transaction() as connection:
                    connection.execute("DELETE FROM upkeep WHERE task = ?", (_COMPACT,))


def short_title(text: str) -> str:
    """One line of at most LONGEST_TITLE characters, cut after a word where there is one to cut after."""
    line = " ".join(text.split())
    if len(line) <= LONGEST_TITLE:
        return line
    cut = line[:LONGEST_TITLE]  # the last of them gives way to the ellipsis
    return (cut.rpartition(" ")[0] or cut[:-1]).rstrip(" .,;:") + "…"


def _number(connection: sqlite3.Connection, chat_id: str) -> int:
    row = connection.execute("SELECT number FROM chats WHERE id = ?", (chat_id,)).fetchone()
    if row is None:
        raise UnknownChat
    return int(row["number"])


def _blank(connection: sqlite3.Connection, documents: str, blanked: Callable[[Record], Record]) -> int:
    """Replace the records of the turns that draw on `documents`, a JSON list; give how many that changed."""
    chosen = "document IN (SELECT value FROM json_each(?))"
    rows = connection.execute(
        f"SELECT number, record FROM turns WHERE number IN (SELECT turn FROM drawn WHERE {chosen})",  # noqa: S608
        (documents,),
    ).fetchall()
    changed = 0
    for row in rows:
        record = json.loads(row["record"])
        left = blanked(record)
        changed += left != record
        connection.execute("UPDATE turns SET record = ? WHERE number = ?", (json.dumps(left), row["number"]))
    if connection.execute(f"DELETE FROM drawn WHERE {chosen}", (documents,)).rowcount:  # noqa: S608
        _note_compaction(connection)
    return changed


def _note_compaction(connection: sqlite3.Connection) -> None:
    connection.execute("INSERT OR IGNORE INTO upkeep VALUES (?)", (_COMPACT,))


def _chat(row: sqlite3.Row) -> Chat:
    return Chat(row["id"], row["space"], row["title"], row["created"], row["updated"], row["turns"])
