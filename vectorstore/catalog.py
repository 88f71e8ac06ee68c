"""Documents, their sources and pages, as rows of the catalog."""

import json
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime

from vectorstore.database import Database, Value
from vectorstore.errors import UnknownDocument, UnknownPage
from vectorstore.types import Document, DocumentState, Heading, NewDocument, Page, ParsedDocument


class Catalog:
    """What is known of every document. A document that is being erased is unknown to everybody but the eraser."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, new: NewDocument) -> Document:
        """Return the document of these bytes in this space: the one that is there, or a new one in state 'parsing'.

        A failed one starts again from 'parsing', under the name it has now.
        """
        with self._database.transaction() as connection:
            row = connection.execute(
                "SELECT id, state FROM documents WHERE space = ? AND sha256 = ? AND state <> 'erasing'",
                (new.space, new.sha256),
            ).fetchone()
            if row is None:
                document_id = _insert(connection, new)
            else:
                document_id = row["id"]
                if row["state"] == "failed":
                    _start_again(connection, document_id, new)
        return self.document(document_id)

    def document(self, document_id: int) -> Document:
        """Return one document; raises UnknownDocument."""
        rows = self._database.read("SELECT * FROM documents WHERE id = ? AND state <> 'erasing'", (document_id,))
        if not rows:
            raise UnknownDocument(document_id)
        return _document(rows[0])

    def documents(self, space: str | None = None) -> list[Document]:
        """Return the documents of a space (or of all), in the order in which they were added."""
        rows = self._database.read(
            "SELECT * FROM documents WHERE state <> 'erasing' AND space = coalesce(?, space) ORDER BY id", (space,)
        )
        return [_document(row) for row in rows]

    def names(self, space: str) -> tuple[tuple[int, str], ...]:
        """Return (number, name) of the documents of a space that can be asked."""
        rows = self._database.read("SELECT id, name FROM documents WHERE space = ? AND state = 'ready'", (space,))
        return tuple((row["id"], row["name"]) for row in rows)

    def count_ready(self) -> int:
        """Return how many documents can be asked, of all spaces."""
        return int(self._database.read("SELECT count(*) AS n FROM documents WHERE state = 'ready'")[0]["n"])

    def missing(self, document_ids: Collection[int]) -> set[int]:
        """Return which of these documents there are not (any more)."""
        rows = self._database.read(
            "SELECT id FROM documents WHERE state <> 'erasing' AND id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(document_ids)),),
        )
        return {*document_ids} - {row["id"] for row in rows}

    def in_state(self, state: DocumentState) -> list[Document]:
        """Return the documents in a state, also those that are being erased."""
        return [
            _document(row)
            for row in self._database.read("SELECT * FROM documents WHERE state = ? ORDER BY id", (state,))
        ]

    def find(self, name_or_id: str, space: str | None = None) -> list[Document]:
        """Return the documents with this number, name, or folder and name."""
        return [
            document
            for document in self.documents(space)
            if name_or_id in (str(document.id), document.name, f"{document.folder.rstrip('/')}/{document.name}")
        ]

    def ready(self, document_ids: Iterable[int], space: str) -> set[int]:
        """Return which of these documents can be found in a space."""
        rows = self._database.read(
            "SELECT id FROM documents WHERE space = ? AND state = 'ready' AND id IN (SELECT value FROM json_each(?))",
            (space, json.dumps(list(document_ids))),
        )
        return {row["id"] for row in rows}

    def put_parsed(self, connection: sqlite3.Connection, document_id: int, parsed: ParsedDocument) -> None:
        """Store what parsing gave, in place of what was there."""
        connection.execute("DELETE FROM pages WHERE document = ?", (document_id,))
        connection.executemany(
            "INSERT INTO pages VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            ((document_id, position, *_page_values(page)) for position, page in enumerate(parsed.pages)),
        )
        unread = [page.number for page in parsed.pages if page.state != "text"]
        failed = sum(page.state == "failed" for page in parsed.pages)
        connection.execute(
            "UPDATE documents SET title = ?, outline = ?, metadata = ?, pages = ?, unread_pages = ?, failed_pages = ?"
            " WHERE id = ?",
            (
                parsed.title,
                json.dumps(parsed.outline),
                json.dumps(parsed.metadata),
                len(parsed.pages),
                json.dumps(unread),
                failed,
                document_id,
            ),
        )

    def set_embedding(self, connection: sqlite3.Connection, document_id: int, chunks: int) -> None:
        """Set the state of a document to 'embedding', with the number of its chunks."""
        connection.execute(
            "UPDATE documents SET state = 'embedding', reason = '', chunks = ? WHERE id = ?", (chunks, document_id)
        )

    def parsed(self, document_id: int) -> ParsedDocument:
        """Return what parsing gave of a document; raises UnknownDocument."""
        document = self.document(document_id)
        pages = tuple(self.pages(document_id))
        return ParsedDocument(pages, document.title, self.outline(document_id), self.metadata(document_id))

    def pages(self, document_id: int) -> list[Page]:
        """Return the pages of a document in order; raises UnknownDocument."""
        self.document(document_id)
        rows = self._database.read("SELECT * FROM pages WHERE document = ? ORDER BY position", (document_id,))
        return [_page(row) for row in rows]

    def page(self, document_id: int, number: int) -> Page:
        """Return one page of a document; raises UnknownDocument and UnknownPage."""
        document = self.document(document_id)
        rows = self._database.read("SELECT * FROM pages WHERE document = ? AND number = ?", (document_id, number))
        if not rows:
            raise UnknownPage(document.name, number, document.pages)
        return _page(rows[0])

    def page_labels(self, document_id: int) -> dict[int, str]:
        """Return the label of each page of a document, by its number; raises UnknownDocument."""
        self.document(document_id)
        rows = self._database.read(
            "SELECT number, label FROM pages WHERE document = ? ORDER BY position", (document_id,)
        )
        return {row["number"]: row["label"] for row in rows}

    def outline(self, document_id: int) -> tuple[tuple[int, str, int], ...]:
        """Return (depth from 1, title, page number) for each entry of the outline that the file has."""
        entries: list[tuple[int, str, int]] = json.loads(self._text(document_id, "outline"))
        return tuple((depth, title, page) for depth, title, page in entries)

    def metadata(self, document_id: int) -> tuple[tuple[str, str], ...]:
        """Return (name, value) of the metadata that the file states."""
        entries: list[tuple[str, str]] = json.loads(self._text(document_id, "metadata"))
        return tuple((name, value) for name, value in entries)

    def fail(self, document_id: int, reason: str) -> None:
        """Set the state of a document that is not ready to 'failed', with the reason that people are shown."""
        self.document(document_id)
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE documents SET state = 'failed', reason = ? WHERE id = ? AND state NOT IN ('ready', 'erasing')",
                (reason, document_id),
            )

    def sources(self, document_id: int) -> list[str]:
        """Return the paths and dropped names that point to a document."""
        rows = self._database.read("SELECT source FROM sources WHERE document = ? ORDER BY source", (document_id,))
        return [row["source"] for row in rows]

    def document_of_source(self, space: str, source: str) -> Document | None:
        """Return the current document of a source, or None."""
        rows = self._database.read(
            "SELECT documents.* FROM sources JOIN documents ON documents.id = sources.document"
            " WHERE sources.space = ? AND source = ? AND state <> 'erasing'",
            (space, source),
        )
        return _document(rows[0]) if rows else None

    def stamp(self, space: str) -> tuple[str, int]:
        """Return a word that changes whenever a document of a space comes, goes or changes its state; and how many
        are ready. Asked again and again by every open page, so it reads an index only.
        """  # noqa: D205  # one sentence
        rows = self._database.read(
            "SELECT state, count(*) AS documents, max(id) AS newest FROM documents WHERE space = ? GROUP BY state",
            (space,),
        )
        ready = sum(row["documents"] for row in rows if row["state"] == "ready")
        return " ".join(f"{row['state']}:{row['documents']}:{row['newest']}" for row in rows), ready

    def set_ready(self, document_id: int, source: str) -> None:
        """Make a document findable and the current one of its source; the one before goes if nothing points to it.

        Raises UnknownDocument if it was deleted meanwhile.
        """
        with self._database.transaction() as connection:
            updated = connection.execute(
                "UPDATE documents SET state = 'ready' WHERE id = ? AND state = 'embedding'", (document_id,)
            )
            if not updated.rowcount:
                raise UnknownDocument(document_id)
            _switch_source(connection, document_id, source)

    def switch_source(self, document_id: int, source: str) -> None:
        """Make a document that is ready the current one of one more source; raises UnknownDocument."""
        with self._database.transaction() as connection:
            _require_ready(connection, document_id)
            _switch_source(connection, document_id, source)

    def set_indexed(
        self, connection: sqlite3.Connection, document_ids: Collection[int], others_of: str | None = None
    ) -> None:
        """Note that the indexes on disk have these documents, and none of the others of a space, if it is given."""
        ids = json.dumps(list(document_ids))
        if others_of is not None:
            connection.execute("UPDATE documents SET indexed = 0 WHERE space = ?", (others_of,))
        connection.execute("UPDATE documents SET indexed = 1 WHERE id IN (SELECT value FROM json_each(?))", (ids,))

    def is_indexed(self, document_id: int) -> bool:
        """Return whether the indexes on disk have a document."""
        return bool(self._database.read("SELECT indexed FROM documents WHERE id = ?", (document_id,))[0]["indexed"])

    def not_indexed(self, space: str) -> list[int]:
        """Return the documents of a space that can be found, but that the indexes on disk do not have."""
        rows = self._database.read(
            "SELECT id FROM documents WHERE space = ? AND state = 'ready' AND NOT indexed ORDER BY id", (space,)
        )
        return [row["id"] for row in rows]

    def findable_chunks(self, space: str) -> int:
        """Return how many chunks of a space can be found."""
        rows = self._database.read(
            "SELECT coalesce(sum(chunks), 0) AS n FROM documents WHERE space = ? AND state = 'ready'", (space,)
        )
        return int(rows[0]["n"])

    def mark_erasing(self, document_ids: Collection[int]) -> None:
        """Make documents unfindable at once."""
        with self._database.transaction() as connection:
            _mark_erasing(connection, document_ids)

    def _text(self, document_id: int, column: str) -> str:
        rows = self._database.read("SELECT * FROM documents WHERE id = ? AND state <> 'erasing'", (document_id,))
        if not rows:
            raise UnknownDocument(document_id)
        return str(rows[0][column])


def _insert(connection: sqlite3.Connection, new: NewDocument) -> int:
    cursor = connection.execute(
        "INSERT INTO documents (space, sha256, name, folder, media_type, size, state, added)"
        " VALUES (?, ?, ?, ?, ?, ?, 'parsing', ?)",
        (
            new.space,
            new.sha256,
            new.name,
            new.folder,
            new.media_type,
            new.size,
            datetime.now(UTC).isoformat(timespec="seconds"),
        ),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def _start_again(connection: sqlite3.Connection, document_id: int, new: NewDocument) -> None:
    connection.execute(
        "UPDATE documents SET state = 'parsing', reason = '', name = ?, folder = ?, media_type = ? WHERE id = ?",
        (new.name, new.folder, new.media_type, document_id),
    )


def _require_ready(connection: sqlite3.Connection, document_id: int) -> None:
    if not connection.execute("SELECT 1 FROM documents WHERE id = ? AND state = 'ready'", (document_id,)).fetchone():
        raise UnknownDocument(document_id)


def _switch_source(connection: sqlite3.Connection, document_id: int, source: str) -> None:
    row = connection.execute(
        "SELECT previous.id, previous.version, current.space FROM documents AS current"
        " LEFT JOIN sources ON sources.space = current.space AND source = ?"
        " LEFT JOIN documents AS previous ON previous.id = sources.document"
        " WHERE current.id = ?",
        (source, document_id),
    ).fetchone()
    if row["id"] == document_id:
        return
    connection.execute("INSERT OR REPLACE INTO sources VALUES (?, ?, ?)", (row["space"], source, document_id))
    if row["id"] is None:
        return
    connection.execute("UPDATE documents SET version = ? WHERE id = ?", (row["version"] + 1, document_id))
    left = connection.execute("SELECT count(*) FROM sources WHERE document = ?", (row["id"],)).fetchone()[0]
    if not left:
        _mark_erasing(connection, [row["id"]])


def _mark_erasing(connection: sqlite3.Connection, document_ids: Collection[int]) -> None:
    for document_id in document_ids:
        connection.execute("UPDATE documents SET state = 'erasing' WHERE id = ?", (document_id,))
        connection.execute("DELETE FROM sources WHERE document = ?", (document_id,))


def _page_values(page: Page) -> tuple[Value, ...]:
    headings = json.dumps([(heading.offset, heading.level, heading.title) for heading in page.headings])
    return page.number, page.label, page.text, page.state, page.start, headings


def _page(row: sqlite3.Row) -> Page:
    headings: Sequence[tuple[int, int, str]] = json.loads(row["headings"])
    return Page(
        row["number"],
        row["label"],
        row["text"],
        row["state"],
        row["start"],
        tuple(Heading(offset, level, title) for offset, level, title in headings),
    )


def _document(row: sqlite3.Row) -> Document:
    return Document(
        id=row["id"],
        space=row["space"],
        name=row["name"],
        folder=row["folder"],
        sha256=row["sha256"],
        media_type=row["media_type"],
        size=row["size"],
        state=row["state"],
        reason=row["reason"],
        title=row["title"],
        pages=row["pages"],
        unread_pages=tuple(json.loads(row["unread_pages"])),
        chunks=row["chunks"],
        added=row["added"],
        version=row["version"],
        failed_pages=row["failed_pages"],
    )
