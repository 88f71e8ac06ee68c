"""Erasing documents so that nothing of them is left, and proving it by structure.

Documents marked 'erasing' are unfindable already. Then, each step repeatable after a crash at any point:
the indexes that had them are built anew without them and the old folders removed; their files are removed; their
rows are deleted; the catalog's file is rewritten. Proof: every file that can have held a word of theirs is gone, or
has been rewritten since.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from vectorstore.catalog import Catalog
from vectorstore.database import Database
from vectorstore.indexes import WRITING, Indexes
from vectorstore.jobs import remove_jobs
from vectorstore.room import Room
from vectorstore.types import Document, Receipt

_COMPACT = "compact"


@dataclass(frozen=True, slots=True)
class Eraser:
    """Finishes what marking began. Whoever calls `erase_marked` or `compact_if_due` holds the store's lock."""

    room: Room
    database: Database
    catalog: Catalog
    indexes: Indexes
    on_step: Callable[[str], None]

    def receipt(self, documents: Sequence[Document]) -> Receipt:
        """Return what erasing these documents is going to remove."""
        chunks = vectors = keywords = files = 0
        for document in documents:
            row = self.database.read(
                "SELECT (SELECT count(*) FROM chunks WHERE document = ?1) AS chunks,"
                " (SELECT count(*) FROM vectors WHERE document = ?1) AS vectors",
                (document.id,),
            )[0]
            chunks += row["chunks"]
            vectors += row["vectors"]
            keywords += row["chunks"] if document.state == "ready" else 0
            files += sum(file.exists() for file in self._files(document))
        return Receipt(tuple(documents), chunks, vectors, keywords, files, chats=0, residue=())

    def erase_marked(self) -> tuple[str, ...]:
        """Erase all documents that are marked; return the files, within the room, that may still hold something.

        Documents that are only in memory yet cost no rebuilding.
        """
        documents = self.catalog.in_state("erasing")
        if not documents:
            return ()
        torn = {space for space, (_, condition) in self.indexes.rows().items() if condition == WRITING}
        spaces = {document.space for document in documents if self.catalog.is_indexed(document.id)} | torn
        before = {path: age for path in self._traces(documents, spaces) if (age := _age(path))}
        for space in sorted(spaces | {document.space for document in documents}):
            self.on_step("erase: rebuild the index")
            if space in spaces:
                self.indexes.rebuild(space)
            else:
                self.indexes.serve_recent(space)
        for document in documents:
            self._remove(document)
        self.compact_if_due()
        return tuple(sorted(str(path.relative_to(self.room.path)) for path in before if _age(path) == before[path]))

    def compact_if_due(self) -> None:
        """Rewrite the catalog's file if rows were deleted since it was last rewritten."""
        if self.database.read("SELECT 1 FROM upkeep WHERE task = ?", (_COMPACT,)):
            self.on_step("erase: rewrite the catalog")
            self.database.compact()
            with self.database.transaction() as connection:
                connection.execute("DELETE FROM upkeep WHERE task = ?", (_COMPACT,))

    def _remove(self, document: Document) -> None:
        """Remove the files of a document, then its rows: in this order, so that a crash in between repeats it."""
        self.on_step("erase: remove the files")
        for file in self._files(document):
            file.unlink(missing_ok=True)
        self.on_step("erase: delete the rows")
        with self.database.transaction() as connection:
            for upload in remove_jobs(connection, document.id):
                upload.unlink(missing_ok=True)
            connection.execute("DELETE FROM documents WHERE id = ?", (document.id,))
            connection.execute("INSERT OR IGNORE INTO upkeep VALUES (?)", (_COMPACT,))

    def _files(self, document: Document) -> tuple[Path, Path]:
        return self.room.original(document.id), self.room.unlocked(document.id)

    def _traces(self, documents: Sequence[Document], spaces: set[str]) -> list[Path]:
        """Return every file that can hold a word of the documents, of which those in `spaces` are indexed."""
        catalog = [self.room.catalog.with_name(self.room.catalog.name + suffix) for suffix in ("", "-wal")]
        files = [file for document in documents for file in self._files(document)]
        folders = [pair.folder for pair in self.indexes.pairs() if pair.space in spaces]
        return [*catalog, *files, *(path for folder in folders for path in folder.rglob("*") if path.is_file())]


def _age(path: Path) -> tuple[int, int] | None:
    """Return what changes when a file is rewritten: inode, nanoseconds of the last write. None: not there, or empty."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return (status.st_ino, status.st_mtime_ns) if status.st_size else None
