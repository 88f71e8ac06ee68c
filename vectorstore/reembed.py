"""Moving a room to another embedding model, reading or chunking: a generation grows beside the old, then they switch.

Restartable: what has been read and embedded for the new signature is in the catalog and is not done again.
"""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass

from vectorstore.catalog import Catalog
from vectorstore.database import Database
from vectorstore.errors import UnknownDocument
from vectorstore.indexes import Indexes, insert_pair
from vectorstore.passages import Passages
from vectorstore.readings import put_reading, readings
from vectorstore.types import Chunk, Document, ParsedDocument, Signature, Vectors

_BATCH = 64  # chunks embedded between two durable steps


@dataclass(frozen=True, slots=True)
class Reembedding:
    """The work of one move.

    `reread` gives what is read of a document now, or what was read before, which it is given, and the chunks of that;
    `embed` the vectors (n, dimension) of n texts.
    """

    database: Database
    catalog: Catalog
    passages: Passages
    generation: int
    reread: Callable[[Document, ParsedDocument], tuple[ParsedDocument, list[Chunk]]]
    embed: Callable[[list[str]], Vectors]
    on_progress: Callable[[str], None]

    def embed_documents(self) -> None:
        """Read, chunk and embed every document that is ready and not done yet."""
        documents = self.catalog.in_state("ready")
        for done, document in enumerate(documents):
            self.on_progress(f"embedding again: {done} of {len(documents)} documents")
            self._read(document)
            self._embed(document)

    def _read(self, document: Document) -> None:
        if self.passages.of_document(document.id, self.generation):
            return
        try:
            before = self.catalog.parsed(document.id)
        except UnknownDocument:
            return  # deleted since the list was made
        parsed, chunks = self.reread(document, before)
        with self.database.transaction() as connection:
            if _is_ready(connection, document.id):
                if parsed != before:
                    put_reading(connection, document.id, self.generation, parsed)
                self.passages.put_chunks(connection, document.id, self.generation, chunks)

    def _embed(self, document: Document) -> None:
        missing = self.passages.without_vectors(document.id, self.generation)
        for start in range(0, len(missing), _BATCH):
            batch = missing[start : start + _BATCH]
            vectors = self.embed([chunk.indexed_text for chunk in batch])
            ordinals = [chunk.ordinal for chunk in batch]
            with self.database.transaction() as connection:
                if _is_ready(connection, document.id):
                    self.passages.put_vectors(connection, document.id, self.generation, ordinals, vectors)


def building_generation(database: Database, passages: Passages, signature: Signature) -> int:
    """Return the generation that is being built for a signature; one begun for another signature is given up."""
    for row in database.read("SELECT id FROM generations WHERE state = 'building'"):
        if passages.signature(row["id"]) == signature:
            return int(row["id"])
        with database.transaction() as connection:
            delete_generation(connection, row["id"])
    return passages.add_generation(signature, "building")


def switch_generation(database: Database, catalog: Catalog, old: Indexes, new: Indexes) -> None:
    """Build the indexes of the new generation, make it the active one, and delete the old one.

    Documents that were on their way in start again from 'parsing', and their jobs from 'queued'. Whoever calls holds
    the store's lock.
    """
    pairs = [new.build(space) for space in new.spaces()]
    with database.transaction() as connection:
        delete_generation(connection, old.generation)
        for document, parsed in readings(connection, new.generation):
            catalog.put_parsed(connection, document, parsed)
        connection.execute("DELETE FROM readings")
        connection.execute("UPDATE generations SET state = 'active' WHERE id = ?", (new.generation,))
        connection.execute(
            "UPDATE documents SET chunks = (SELECT count(*) FROM chunks WHERE document = documents.id)"
            " WHERE state = 'ready'"
        )
        connection.execute("UPDATE documents SET state = 'parsing', chunks = 0 WHERE state = 'embedding'")
        connection.execute("UPDATE jobs SET state = 'queued' WHERE state = 'embedding'")
        connection.execute("UPDATE documents SET indexed = (state = 'ready')")
        for pair in pairs:
            insert_pair(connection, pair, new.generation)
    for pair in pairs:
        new.serve(pair)


def _is_ready(connection: sqlite3.Connection, document_id: int) -> bool:
    query = "SELECT 1 FROM documents WHERE id = ? AND state = 'ready'"
    return connection.execute(query, (document_id,)).fetchone() is not None


def delete_generation(connection: sqlite3.Connection, generation: int) -> None:
    """Delete a generation with all its rows."""
    connection.execute("DELETE FROM readings WHERE generation = ?", (generation,))
    connection.execute("DELETE FROM vectors WHERE generation = ?", (generation,))
    connection.execute("DELETE FROM chunks WHERE generation = ?", (generation,))
    connection.execute("DELETE FROM indexes WHERE generation = ?", (generation,))
    connection.execute("DELETE FROM generations WHERE id = ?", (generation,))
    connection.execute("INSERT OR IGNORE INTO upkeep VALUES ('compact')")
