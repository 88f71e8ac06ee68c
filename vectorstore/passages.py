"""Chunks and their vectors, as rows of the catalog, each of one generation (index signature)."""

import json
import sqlite3
from collections.abc import Collection, Iterator, Sequence

import numpy as np

from vectorstore.database import Database
from vectorstore.types import Chunk, ChunkKey, Signature, StoredChunk, Vectors


class Passages:
    """What can be found. Vectors are kept as float16, which changes no ranking and halves the catalog."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def generation(self, signature: Signature) -> int:
        """Return the number of the active generation; an empty room adopts the signature given."""
        rows = self._database.read("SELECT id FROM generations WHERE state = 'active'")
        if rows:
            return int(rows[0]["id"])
        return self.add_generation(signature, "active")

    def add_generation(self, signature: Signature, state: str) -> int:
        """Add a generation and return its number."""
        with self._database.transaction() as connection:
            cursor = connection.execute(
                "INSERT INTO generations (embedder, dimension, prefix, chunker, state) VALUES (?, ?, ?, ?, ?)",
                (signature.embedder, signature.dimension, signature.prefix, signature.chunker, state),
            )
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    def signature(self, generation: int) -> Signature:
        """Return the signature of a generation."""
        row = self._database.read("SELECT * FROM generations WHERE id = ?", (generation,))[0]
        return Signature(row["embedder"], row["dimension"], row["prefix"], row["chunker"])

    def put_chunks(
        self, connection: sqlite3.Connection, document_id: int, generation: int, chunks: Sequence[Chunk]
    ) -> None:
        """Store the chunks of a document in place of those that were there."""
        for table in ("vectors", "chunks"):
            connection.execute(
                f"DELETE FROM {table} WHERE document = ? AND generation = ?",  # noqa: S608 (constants of ours)
                (document_id, generation),
            )
        connection.executemany(
            "INSERT INTO chunks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    document_id,
                    generation,
                    chunk.ordinal,
                    chunk.text,
                    chunk.start,
                    chunk.end,
                    chunk.first_page,
                    chunk.last_page,
                    json.dumps(chunk.headings),
                    chunk.context,
                )
                for chunk in chunks
            ),
        )

    def put_vectors(
        self,
        connection: sqlite3.Connection,
        document_id: int,
        generation: int,
        ordinals: Sequence[int],
        vectors: Vectors,
    ) -> None:
        """Store the vectors (n, dimension) of the chunks with these ordinals."""
        halves = vectors.astype(np.float16)
        connection.executemany(
            "INSERT OR REPLACE INTO vectors VALUES (?, ?, ?, ?)",
            (
                (document_id, generation, ordinal, half.tobytes())
                for ordinal, half in zip(ordinals, halves, strict=True)
            ),
        )

    def without_vectors(self, document_id: int, generation: int) -> list[Chunk]:
        """Return the chunks of a document that are still to be embedded, in order."""
        rows = self._database.read(
            "SELECT chunks.* FROM chunks LEFT JOIN vectors USING (document, generation, ordinal)"
            " WHERE document = ? AND generation = ? AND vector IS NULL ORDER BY ordinal",
            (document_id, generation),
        )
        return [_chunk(row) for row in rows]

    def of_document(self, document_id: int, generation: int) -> list[Chunk]:
        """Return all chunks of a document, in order."""
        rows = self._database.read(
            "SELECT * FROM chunks WHERE document = ? AND generation = ? ORDER BY ordinal", (document_id, generation)
        )
        return [_chunk(row) for row in rows]

    def vectors(self, document_ids: Collection[int], generation: int, dimension: int) -> tuple[list[ChunkKey], Vectors]:
        """Return the keys and vectors (n, dimension) of some documents, in the order of the keys."""
        rows = self._database.read(
            "SELECT document, ordinal, vector FROM vectors WHERE generation = ?"
            " AND document IN (SELECT value FROM json_each(?)) ORDER BY document, ordinal",
            (generation, json.dumps(list(document_ids))),
        )
        return _keys_and_vectors(rows, dimension)

    def vectors_of(self, keys: Sequence[ChunkKey], generation: int, dimension: int) -> tuple[list[ChunkKey], Vectors]:
        """Return those of some keys that have vectors, and these (n, dimension)."""
        rows = self._database.read(
            "SELECT vectors.* FROM json_each(?) AS wanted CROSS JOIN vectors"
            " ON vectors.document = wanted.value ->> 0 AND vectors.ordinal = wanted.value ->> 1 WHERE generation = ?",
            (json.dumps([(key.document, key.ordinal) for key in keys]), generation),
        )
        return _keys_and_vectors(rows, dimension)

    def chunks(self, keys: Sequence[ChunkKey], generation: int) -> list[StoredChunk]:
        """Return the chunks of documents that are ready, in the order of the keys; others are left out."""
        rows = self._database.read(
            "SELECT chunks.* FROM json_each(?) AS wanted"
            " CROSS JOIN chunks ON chunks.document = wanted.value ->> 0 AND chunks.ordinal = wanted.value ->> 1"
            " JOIN documents ON documents.id = chunks.document"
            " WHERE generation = ? AND documents.state = 'ready' ORDER BY wanted.key",
            (json.dumps([(key.document, key.ordinal) for key in keys]), generation),
        )
        return [StoredChunk(row["document"], _chunk(row)) for row in rows]

    def counts(self, generation: int) -> dict[str, int]:
        """Return how many chunks of documents that are ready each space has."""
        rows = self._database.read(
            "SELECT space, count(*) AS n FROM chunks JOIN documents ON documents.id = document"
            " WHERE generation = ? AND documents.state = 'ready' GROUP BY space",
            (generation,),
        )
        return {row["space"]: row["n"] for row in rows}

    def count(self, document_ids: Collection[int], generation: int) -> int:
        """Return how many chunks some documents have."""
        rows = self._database.read(
            "SELECT count(*) AS n FROM chunks WHERE generation = ? AND document IN (SELECT value FROM json_each(?))",
            (generation, json.dumps(list(document_ids))),
        )
        return int(rows[0]["n"])

    def indexed_count(self, space: str, generation: int) -> int:
        """Return how many chunks the indexes of a space on disk must have."""
        rows = self._database.read(
            "SELECT count(*) AS n FROM chunks JOIN documents ON documents.id = document"
            " WHERE generation = ? AND space = ? AND documents.state = 'ready' AND indexed",
            (generation, space),
        )
        return int(rows[0]["n"])

    def sample(self, space: str, generation: int, count: int) -> list[ChunkKey]:
        """Return the keys of `count` chunks of a space (-1: all), drawn at random from those on disk."""
        rows = self._database.read(
            "SELECT document, ordinal FROM chunks JOIN documents ON documents.id = document"
            " WHERE generation = ? AND space = ? AND documents.state = 'ready' AND indexed ORDER BY random() LIMIT ?",
            (generation, space, count),
        )
        return [ChunkKey(row["document"], row["ordinal"]) for row in rows]

    def document_counts(self, space: str, generation: int) -> dict[int, int]:
        """Return how many chunks each document of a space has that is ready, in the order of the documents."""
        rows = self._database.read(
            "SELECT document, count(*) AS n FROM chunks JOIN documents ON documents.id = document"
            " WHERE generation = ? AND space = ? AND documents.state = 'ready' GROUP BY document ORDER BY document",
            (generation, space),
        )
        return {row["document"]: row["n"] for row in rows}

    def batches(self, space: str, generation: int, size: int) -> Iterator[list[int]]:
        """Yield the documents of a space that are ready, in batches of about `size` chunks."""
        batch: list[int] = []
        chunks = 0
        for document, count in self.document_counts(space, generation).items():
            batch.append(document)
            chunks += count
            if chunks >= size:
                yield batch
                batch, chunks = [], 0
        if batch:
            yield batch


def _keys_and_vectors(rows: Sequence[sqlite3.Row], dimension: int) -> tuple[list[ChunkKey], Vectors]:
    keys = [ChunkKey(row["document"], row["ordinal"]) for row in rows]
    return keys, _unit_vectors(b"".join(row["vector"] for row in rows), dimension)


def _unit_vectors(halves: bytes, dimension: int) -> Vectors:
    """Return the vectors (n, dimension) that float16 rounded, at length one again."""
    vectors: Vectors = np.frombuffer(halves, dtype=np.float16).astype(np.float32).reshape(-1, dimension)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors /= np.where(lengths > 0, lengths, 1)
    return vectors


def _chunk(row: sqlite3.Row) -> Chunk:
    return Chunk(
        row["ordinal"],
        row["text"],
        row["start"],
        row["end"],
        row["first_page"],
        row["last_page"],
        tuple(json.loads(row["headings"])),
        row["context"],
    )
