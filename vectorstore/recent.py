"""What was published since the indexes on disk were last written: searched in memory, exactly, until it joins them.

Chroma rewrites its files, and tantivy waits for the disk, however little is added. So documents join in batches.
"""

import threading
from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from vectorstore.keyword import KeywordIndex
from vectorstore.types import Chunk, ChunkKey, Vectors


class Recent:
    """The recent documents of one space. Nothing of it is on disk. Safe for threads."""

    def __init__(self, dimension: int) -> None:
        self._lock = threading.Lock()
        self._documents: list[int] = []
        self._keys: list[ChunkKey] = []
        self._blocks: list[Vectors] = [np.empty((0, dimension), dtype=np.float32)]
        self._keywords = KeywordIndex(None)

    @property
    def documents(self) -> list[int]:
        """The documents that are here."""
        with self._lock:
            return list(self._documents)

    def __len__(self) -> int:
        with self._lock:
            return len(self._keys)

    def put(self, document: int, chunks: Sequence[Chunk], vectors: Vectors) -> None:
        """Add a document with its chunks and their vectors (n, dimension)."""
        self._keywords.put(document, chunks)
        with self._lock:
            self._documents.append(document)
            self._keys += [ChunkKey(document, chunk.ordinal) for chunk in chunks]
            self._blocks.append(vectors)

    def nearest(self, vector: NDArray[np.float32], count: int) -> list[tuple[ChunkKey, float]]:
        """Return the keys of the `count` vectors nearest to one (dimension,), with their cosine similarity."""
        with self._lock:
            self._blocks = [np.concatenate(self._blocks)]
            scores = self._blocks[0] @ vector
            best = np.argsort(-scores, kind="stable")[:count]
            return [(self._keys[row], float(scores[row])) for row in best]

    def matching(self, text: str, count: int, documents: Collection[int] | None) -> list[tuple[ChunkKey, float]]:
        """Return the keys of the `count` chunks that match best, with BM25 scores among the recent ones."""
        return self._keywords.matching(text, count, documents)

    def languages(self) -> dict[int, str]:
        """Return the language that each document is mostly written in."""
        return self._keywords.languages()

    def close(self) -> None:
        """End the threads of its keyword index."""
        self._keywords.close()
