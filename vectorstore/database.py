"""An SQLite file: connections, transactions, numbered migrations, and leaving no trace of deleted rows."""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from vectorstore.errors import SchemaTooNew

Value = str | int | float | bytes | None

MIGRATIONS: tuple[str, ...] = (  # of the catalog
    # 1: the tables of the first release
    """
    CREATE TABLE generations (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        embedder TEXT NOT NULL, dimension INTEGER NOT NULL, prefix TEXT NOT NULL, chunker TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('active', 'building'))
    );
    CREATE UNIQUE INDEX one_active_generation ON generations (state) WHERE state = 'active';
    CREATE TABLE documents (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        space TEXT NOT NULL, sha256 TEXT NOT NULL, name TEXT NOT NULL, folder TEXT NOT NULL,
        media_type TEXT NOT NULL, size INTEGER NOT NULL,
        state TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '',
        title TEXT NOT NULL DEFAULT '', outline TEXT NOT NULL DEFAULT '[]', metadata TEXT NOT NULL DEFAULT '[]',
        pages INTEGER NOT NULL DEFAULT 0, unread_pages TEXT NOT NULL DEFAULT '[]', chunks INTEGER NOT NULL DEFAULT 0,
        added TEXT NOT NULL, version INTEGER NOT NULL DEFAULT 1,
        indexed INTEGER NOT NULL DEFAULT 0
    );
    CREATE UNIQUE INDEX documents_by_content ON documents (space, sha256) WHERE state <> 'erasing';
    CREATE TABLE sources (
        space TEXT NOT NULL, source TEXT NOT NULL, document INTEGER NOT NULL REFERENCES documents (id),
        PRIMARY KEY (space, source)
    );
    CREATE INDEX sources_by_document ON sources (document);
    CREATE TABLE pages (
        document INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE, position INTEGER NOT NULL,
        number INTEGER NOT NULL, label TEXT NOT NULL, text TEXT NOT NULL, state TEXT NOT NULL,
        start INTEGER NOT NULL, headings TEXT NOT NULL,
        PRIMARY KEY (document, position)
    );
    CREATE TABLE chunks (
        document INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
        generation INTEGER NOT NULL REFERENCES generations (id), ordinal INTEGER NOT NULL,
        text TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
        first_page INTEGER NOT NULL, last_page INTEGER NOT NULL, headings TEXT NOT NULL, context TEXT NOT NULL,
        PRIMARY KEY (document, generation, ordinal)
    );
    CREATE TABLE vectors (
        document INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
        generation INTEGER NOT NULL REFERENCES generations (id), ordinal INTEGER NOT NULL,
        vector BLOB NOT NULL,
        PRIMARY KEY (document, generation, ordinal)
    );
    CREATE TABLE indexes (
        id INTEGER PRIMARY KEY,
        space TEXT NOT NULL, generation INTEGER NOT NULL REFERENCES generations (id),
        condition TEXT NOT NULL,
        UNIQUE (space, generation)
    );
    CREATE TABLE jobs (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        space TEXT NOT NULL, source TEXT NOT NULL, name TEXT NOT NULL, upload INTEGER NOT NULL, file TEXT NOT NULL,
        state TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '', document INTEGER, unchanged INTEGER NOT NULL DEFAULT 0,
        pages_done INTEGER NOT NULL DEFAULT 0, pages_total INTEGER,
        chunks_done INTEGER NOT NULL DEFAULT 0, chunks_total INTEGER,
        created REAL NOT NULL, started REAL, finished REAL
    );
    CREATE INDEX jobs_by_state ON jobs (state, id);
    CREATE TABLE upkeep (task TEXT PRIMARY KEY);
    """,
    # 2: what the list of jobs asks of people, and what lists of documents show without reading pages
    """
    ALTER TABLE jobs ADD COLUMN needs_password INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE jobs ADD COLUMN sha256 TEXT NOT NULL DEFAULT '';
    ALTER TABLE documents ADD COLUMN failed_pages INTEGER NOT NULL DEFAULT 0;
    UPDATE documents SET failed_pages =
        (SELECT count(*) FROM pages WHERE pages.document = documents.id AND pages.state = 'failed');
    CREATE INDEX documents_by_state ON documents (space, state);
    CREATE INDEX jobs_by_space ON jobs (space, state, id);
    CREATE INDEX jobs_by_source ON jobs (space, source);
    """,
    # 3: what is read again for a generation that is being built
    """
    CREATE TABLE readings (
        document INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
        generation INTEGER NOT NULL REFERENCES generations (id),
        parsed TEXT NOT NULL,
        PRIMARY KEY (document, generation)
    );
    """,
)


class Database:
    """One SQLite file with one connection that writes and one that reads, so that a question never waits for a write.

    `migrations` are scripts, the first for an empty file; those that the file has not seen yet are run. Raises
    SchemaTooNew for a file that has seen more. Safe for threads. Deleted content is overwritten (secure_delete);
    `compact` removes what page moves left behind.
    """

    def __init__(self, path: Path, migrations: Sequence[str]) -> None:
        self.path = path
        self._write_lock = threading.RLock()
        self._read_lock = threading.RLock()
        with ExitStack() as undo:
            self._writer = _connect(path)
            undo.callback(self._writer.close)
            _keep_temporary_files(self._writer, path.parent)
            _migrate(self._writer, path, migrations)
            self._reader = _connect(path)
            undo.pop_all()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Yield the writing connection inside a transaction: everything done with it happens, or nothing does."""
        with self._write_lock:
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
                self._writer.execute("COMMIT")
            finally:
                if self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")

    def read(self, query: str, values: Sequence[Value] = ()) -> list[sqlite3.Row]:
        """Return all rows of a query, as of the last finished transaction."""
        with self._read_lock:
            return self._reader.execute(query, values).fetchall()

    def compact(self) -> bool:
        """Rewrite the whole file and empty the write-ahead log: no byte of a deleted row is left in either.

        False: something else, outside this process, is reading the file, and the log could not be emptied.
        """
        with self._write_lock, self._read_lock:
            _keep_temporary_files(self._writer, self.path.parent)
            self._writer.execute("VACUUM")
            [checkpoint] = self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            return not checkpoint["busy"]

    def close(self) -> None:
        """Close both connections; SQLite folds the write-ahead log into the file."""
        with self._write_lock, self._read_lock:
            _keep_temporary_files(self._writer, None)
            self._reader.close()
            self._writer.close()


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=60)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")  # what was acknowledged survives a power cut too
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def _migrate(connection: sqlite3.Connection, path: Path, migrations: Sequence[str]) -> None:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > len(migrations):
        raise SchemaTooNew(
            f"A newer version of Muniment wrote {path} (schema {version}, this program knows {len(migrations)}). "
            "Nothing was changed: install the newer version, or choose another data folder."
        )
    for number, script in enumerate(migrations[version:], start=version + 1):
        connection.executescript(f"BEGIN IMMEDIATE;\n{script}\nPRAGMA user_version = {number};\nCOMMIT;")


def _keep_temporary_files(connection: sqlite3.Connection, folder: Path | None) -> None:
    """Let SQLite write its temporary copies of what is in the file to a folder of ours; None: to the system's.

    This holds for all of Python's SQLite connections in the process: hence again before each rewriting. It is changed
    only where it has to be: while it changes, no other connection may read it.
    """
    with _temporary.lock:
        if _temporary.folder != folder:
            quoted = str(folder or "").replace("'", "''")
            connection.execute(f"PRAGMA temp_store_directory = '{quoted}'")
            _temporary.folder = folder


@dataclass
class _Temporary:
    """Where the SQLite library of this process writes its temporary files; None is the system's folder."""

    folder: Path | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


_temporary = _Temporary()
