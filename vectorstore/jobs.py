"""The list of jobs: durable rows of the catalog, one a file, from the moment it is given to its end."""

import json
import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TypedDict, Unpack

from vectorstore.database import Database, Value
from vectorstore.errors import UnknownJob
from vectorstore.types import Job, JobState

WORKING: tuple[JobState, ...] = ("embedding", "parsing")
STOPPED: tuple[JobState, ...] = ("failed", "cancelled")
ENDED: tuple[JobState, ...] = ("ready", *STOPPED)


class JobChanges(TypedDict, total=False):
    """The fields of a job that its work changes."""

    state: JobState
    reason: str
    needs_password: bool
    source: str
    name: str
    document: int | None
    unchanged: bool
    file: Path
    pages_done: int
    pages_total: int | None
    chunks_done: int
    chunks_total: int | None
    started: float | None
    finished: float | None


class Jobs:
    """Jobs in the order in which they came. A job that has ended stays as it is until it is retried."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self, space: str, source: str, name: str, upload: bool, file: Path, state: JobState = "queued", sha256: str = ""
    ) -> Job:
        """Add a job: 'queued', or 'asking' where a person must first say what its name means.

        Earlier tries of the same source that failed leave the list.
        """
        with self._database.transaction() as connection:
            connection.execute(
                "DELETE FROM jobs WHERE space = ? AND source = ? AND state IN ('failed', 'cancelled')", (space, source)
            )
            cursor = connection.execute(
                "INSERT INTO jobs (space, source, name, upload, file, state, created, sha256)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (space, source, name, upload, str(file), state, time.time(), sha256),
            )
        assert cursor.lastrowid is not None
        return self.get(cursor.lastrowid)

    def get(self, job_id: int) -> Job:
        """Return one job; raises UnknownJob."""
        rows = self._database.read("SELECT * FROM jobs WHERE id = ?", (job_id,))
        if not rows:
            raise UnknownJob(job_id)
        return _job(rows[0])

    def all(self, active_only: bool = False) -> list[Job]:
        """Return all jobs, or those that have not ended, the oldest first."""
        which = "WHERE state NOT IN ('ready', 'failed', 'cancelled')" if active_only else ""
        return [_job(row) for row in self._database.read(f"SELECT * FROM jobs {which} ORDER BY id")]  # noqa: S608

    def unfinished(self, among: Sequence[int] | None = None) -> tuple[int, Job | None]:
        """Count the jobs (all, or those of these numbers) that wait or are at work; and give the first one at work.

        Asked many times a second while thousands of jobs wait, so it reads one row at most.
        """
        chosen = "state IN ('queued', 'parsing', 'embedding')"
        numbers: tuple[Value, ...] = ()
        if among is not None:
            chosen += " AND id IN (SELECT value FROM json_each(?))"
            numbers = (json.dumps(list(among)),)
        count = self._database.read(f"SELECT count(*) AS jobs FROM jobs WHERE {chosen}", numbers)[0]["jobs"]  # noqa: S608
        working = self._database.read(
            f"SELECT * FROM jobs WHERE {chosen} AND state != 'queued' ORDER BY id LIMIT 1",  # noqa: S608
            numbers,
        )
        return count, _job(working[0]) if working else None

    def in_state(self, space: str, state: JobState, first: int = -1, newest: bool = False) -> tuple[Job, ...]:
        """Return the first jobs of a space in a state (-1: all), the oldest or the newest first."""
        oldest_first = "SELECT * FROM jobs WHERE space = ? AND state = ? ORDER BY id LIMIT ?"
        newest_first = "SELECT * FROM jobs WHERE space = ? AND state = ? ORDER BY id DESC LIMIT ?"
        rows = self._database.read(newest_first if newest else oldest_first, (space, state, first))
        return tuple(_job(row) for row in rows)

    def counts(self, space: str) -> dict[JobState, int]:
        """Count the jobs of a space in each state but 'ready': thousands of those stay in the list."""
        rows = self._database.read(
            "SELECT state, count(*) AS jobs FROM jobs WHERE space = ?"
            " AND state IN ('asking', 'queued', 'parsing', 'embedding', 'failed', 'cancelled') GROUP BY state",
            (space,),
        )
        return {row["state"]: row["jobs"] for row in rows}

    def of_source(self, space: str, source: str) -> tuple[Job, ...]:
        """Return the jobs of a source that ask, wait or are at work."""
        rows = self._database.read(
            "SELECT * FROM jobs WHERE state IN ('asking', 'queued', 'parsing', 'embedding')"
            " AND space = ? AND source = ? ORDER BY id",
            (space, source),
        )
        return tuple(_job(row) for row in rows)

    def remove(self, job_ids: Sequence[int]) -> None:
        """Take jobs that have ended out of the list, with the uploaded bytes that they kept."""
        with self._database.transaction() as connection:
            rows = connection.execute(
                "DELETE FROM jobs WHERE id IN (SELECT value FROM json_each(?))"
                " AND state IN ('ready', 'failed', 'cancelled') RETURNING upload, file",
                (json.dumps(list(job_ids)),),
            ).fetchall()
        _remove_uploads(rows)

    def cancel_waiting(self, space: str) -> None:
        """Take every job of a space out of the list that has not begun, with the uploaded bytes that it kept."""
        with self._database.transaction() as connection:
            rows = connection.execute(
                "DELETE FROM jobs WHERE space = ? AND state = 'queued' RETURNING upload, file", (space,)
            ).fetchall()
        _remove_uploads(rows)

    def take(self, from_state: JobState, to_state: JobState) -> Job | None:
        """Move the oldest job of a state to another and return it; None if there is none. No job is taken twice."""
        with self._database.transaction() as connection:
            row = connection.execute(
                "UPDATE jobs SET state = ?, started = coalesce(started, ?)"
                " WHERE id = (SELECT id FROM jobs WHERE state = ? ORDER BY id LIMIT 1) RETURNING *",
                (to_state, time.time(), from_state),
            ).fetchone()
        return _job(row) if row else None

    def update(self, job_id: int, **changes: Unpack[JobChanges]) -> Job:
        """Change fields of a job that has not ended, and return it as it then is.

        A job that has ended (cancelled by a person, say, while its worker goes on) stays as it is: look at the state
        of what comes back. Raises UnknownJob.
        """
        if not changes:
            return self.get(job_id)
        fields: dict[str, Value] = {name: _value(value) for name, value in changes.items()}
        if fields.get("state") in ENDED:
            fields.setdefault("finished", time.time())
        assignments = ", ".join(f"{name} = ?" for name in fields)
        with self._database.transaction() as connection:
            connection.execute(
                # The names are those of JobChanges, never a caller's words.
                f"UPDATE jobs SET {assignments} WHERE id = ? AND state NOT IN ('ready', 'failed', 'cancelled')",  # noqa: S608
                (*fields.values(), job_id),
            )
        return self.get(job_id)

    def cancel(self, job_id: int) -> Job:
        """End a job, if it has not ended. Raises UnknownJob."""
        return self.update(job_id, state="cancelled")

    def retry(self, job_id: int) -> Job:
        """Queue a job again that failed or was cancelled; any other stays as it is. Raises UnknownJob."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE jobs SET state = 'queued', reason = '', needs_password = 0, pages_done = 0, pages_total = NULL,"
                " chunks_done = 0, chunks_total = NULL, started = NULL, finished = NULL"
                " WHERE id = ? AND state IN ('failed', 'cancelled')",
                (job_id,),
            )
        return self.get(job_id)

    def resume(self) -> None:
        """After a restart: what was being parsed is queued again; what was being embedded goes on from there."""
        with self._database.transaction() as connection:
            connection.execute("UPDATE jobs SET state = 'queued', pages_done = 0 WHERE state = 'parsing'")


def detach_jobs(connection: sqlite3.Connection, document_id: int) -> None:
    """Let the jobs of a document stay in the list without it."""
    connection.execute("UPDATE jobs SET document = NULL WHERE document = ?", (document_id,))


def remove_jobs(connection: sqlite3.Connection, document_id: int) -> list[Path]:
    """Remove the jobs of a document; return the uploaded files that they kept in the room."""
    rows = connection.execute("DELETE FROM jobs WHERE document = ? RETURNING upload, file", (document_id,)).fetchall()
    return [Path(row["file"]) for row in rows if row["upload"]]


def _remove_uploads(rows: Sequence[sqlite3.Row]) -> None:
    for row in rows:
        if row["upload"]:
            Path(row["file"]).unlink(missing_ok=True)


def _value(value: object) -> Value:
    if isinstance(value, Path):
        return str(value)
    assert value is None or isinstance(value, str | int | float)
    return value


def _job(row: sqlite3.Row) -> Job:
    return Job(
        id=row["id"],
        space=row["space"],
        source=row["source"],
        name=row["name"],
        upload=bool(row["upload"]),
        file=Path(row["file"]),
        state=row["state"],
        reason=row["reason"],
        document=row["document"],
        unchanged=bool(row["unchanged"]),
        pages_done=row["pages_done"],
        pages_total=row["pages_total"],
        chunks_done=row["chunks_done"],
        chunks_total=row["chunks_total"],
        created=row["created"],
        started=row["started"],
        finished=row["finished"],
        needs_password=bool(row["needs_password"]),
        sha256=row["sha256"],
    )
