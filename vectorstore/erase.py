"""Erasing documents so that nothing of them is left, and proving it by structure.

Documents marked 'erasing' are unfindable already. Then, each step repeatable after a crash at any point:
the indexes of their spaces are built anew without them and the old folders removed; their files are removed; their
rows are deleted; the catalog's file is rewritten. Proof: every file that can have held a word of theirs is gone, or
has been rewritten since.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from vectorstore.catalog import Catalog
from vectorstore.database import Database
from vectorstore.indexes import Indexes
from vectorstore.jobs import remove_jobs
from vectorstore.room import Room
from vectorstore.types import Document, Receipt

_COMPACT = "compact"


@dataclass(frozen=True, slots=True)
class Eraser:
    """Finishes what marking began. Whoever calls holds the store's lock."""

    room: Room
    database: Database
    catalog: Catalog
    indexes: Indexes
    on_step: Callable[[str], None]

    def erase_marked(self) -> Receipt:
        """Erase all documents that are marked, and say what was removed and what could not be."""
        documents = self.catalog.in_state("erasing")
        traces = self._traces(documents)
        before = {path: age for path in traces if (age := _age(path))}
        counts = self._counts(documents)
        for space in sorted({document.space for document in documents if self.catalog.indexed_before(document.id)}):
            self.on_step("erase: rebuild the index")
            self.indexes.rebuild(space)
        files = self._remove_files_and_rows(documents)
        self.compact_if_due()
        residue = tuple(
            sorted(str(path.relative_to(self.room.path)) for path, age in before.items() if _age(path) == age)
        )
        return Receipt(tuple(documents), counts[0], counts[1], counts[0], files, 0, residue)

    def compact_if_due(self) -> None:
        """Rewrite the catalog's file if rows were deleted since it was last rewritten."""
        if self.database.read("SELECT 1 FROM upkeep WHERE task = ?", (_COMPACT,)):
            self.on_step("erase: rewrite the catalog")
            self.database.compact()
            with self.database.transaction() as connection:
                connection.execute("DELETE FROM upkeep WHERE task = ?", (_COMPACT,))

    def _remove_files_and_rows(self, documents: Sequence[Document]) -> int:
        removed = 0
        for document in documents:
            self.on_step("erase: remove the files")
            with self.database.transaction() as connection:
                uploads = remove_jobs(connection, document.id)
                for path in (self.room.files / str(document.id), *uploads):
                    removed += path.exists()
                    path.unlink(missing_ok=True)
                self.on_step("erase: delete the rows")
                connection.execute("DELETE FROM documents WHERE id = ?", (document.id,))
                connection.execute("INSERT OR IGNORE INTO upkeep VALUES (?)", (_COMPACT,))
        return removed

    def _counts(self, documents: Sequence[Document]) -> tuple[int, int]:
        """Return how many chunks and vectors the documents have."""
        chunks = vectors = 0
        for document in documents:
            row = self.database.read(
                "SELECT (SELECT count(*) FROM chunks WHERE document = ?) AS chunks,"
                " (SELECT count(*) FROM vectors WHERE document = ?) AS vectors",
                (document.id, document.id),
            )[0]
            chunks += row["chunks"]
            vectors += row["vectors"]
        return chunks, vectors

    def _traces(self, documents: Sequence[Document]) -> list[Path]:
        """Return every file that can hold a word of the documents."""
        if not documents:
            return []
        catalog = [self.room.catalog.with_name(self.room.catalog.name + suffix) for suffix in ("", "-wal")]
        files = [self.room.files / str(document.id) for document in documents]
        spaces = {document.space for document in documents}
        folders = [pair.folder for pair in self.indexes.pairs() if pair.space in spaces]
        return [*catalog, *files, *(path for folder in folders for path in folder.rglob("*") if path.is_file())]


def _age(path: Path) -> tuple[int, int] | None:
    """Return what changes when a file is rewritten: inode, nanoseconds of the last write. None: not there, or empty."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return (status.st_ino, status.st_mtime_ns) if status.st_size else None
