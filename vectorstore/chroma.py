"""Vectors in Chroma: nearest neighbours by cosine, under opaque ids, and nothing else.

Chroma is an index to be rebuilt, not a store. Each VectorIndex has a folder and a Chroma database of its own, so that
a removed folder is the whole proof that nothing of it is left (Chroma itself never removes a collection's files).
"""

import resource
import struct
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vectorstore.errors import IndexBroken
from vectorstore.types import ChunkKey, Vectors

if TYPE_CHECKING:
    from chromadb.api.collection_configuration import CreateHNSWConfiguration
    from chromadb.config import Settings

_COLLECTION = "vectors"
_BATCH = 1000  # chunks; Chroma takes about 5,400 at once
# ef_search 200 finds .9998 of the true neighbours and is no slower than the default 100. sync_threshold: a collection
# smaller than it is not written out, and cannot be opened again once Chroma has evicted it; the default is 1,000.
_HNSW: "CreateHNSWConfiguration" = {"space": "cosine", "ef_search": 200, "sync_threshold": 100}

_HEADER = struct.Struct("<iQQQQ")  # of hnswlib: version, offset, elements reserved, elements filled, bytes of each


class VectorIndex:
    """One collection in one folder, made if it is not there.

    Safe for threads, also for closing while another thread asks. Raises IndexBroken where Chroma cannot read
    what lies in the folder, and where the index has been closed.
    """

    def __init__(self, folder: Path) -> None:
        import chromadb

        self._folder = folder
        self._lock = threading.RLock()
        self._closed = False
        with self._readable():
            client = chromadb.PersistentClient(str(folder), settings=_silent_settings())
            self._release = client.close  # type: ignore[attr-defined]  # the client has it, its interface does not say so
            self._collection = client.get_or_create_collection(
                _COLLECTION, configuration={"hnsw": _HNSW}, embedding_function=None
            )
            self._collection.count()  # loads it, which writes the file of a small one anew
            _clear_unfilled(folder)

    def put(self, keys: Sequence[ChunkKey], vectors: Vectors) -> None:
        """Store vectors (n, dimension) under their keys, in place of those that were there; on disk on return."""
        with self._readable():
            for start in range(0, len(keys), _BATCH):
                batch = slice(start, start + _BATCH)
                self._collection.upsert([_name(key) for key in keys[batch]], embeddings=vectors[batch])
        _clear_unfilled(self._folder)

    def nearest(self, vector: NDArray[np.float32], count: int) -> list[tuple[ChunkKey, float]]:
        """Return the keys of the `count` vectors nearest to one (dimension,), with their cosine similarity."""
        with self._lock, self._readable():
            found = self._collection.query(query_embeddings=vector[np.newaxis], n_results=count, include=["distances"])
        distances = found["distances"]
        assert distances is not None
        return [(_key(name), 1 - distance) for name, distance in zip(found["ids"][0], distances[0], strict=True)]

    def count(self) -> int:
        """Return how many vectors Chroma says it has (not all of them need be findable)."""
        with self._lock, self._readable():
            return self._collection.count()

    def close(self) -> None:
        """Release Chroma's files."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._release()

    @contextmanager
    def _readable(self) -> Iterator[None]:
        from chromadb.errors import ChromaError

        if self._closed:
            raise IndexBroken(f"The vector index in {self._folder} is closed.")
        try:
            yield
        except ChromaError as error:
            raise IndexBroken(f"Chroma cannot read the vector index in {self._folder}: {error}") from error


def load_chroma() -> None:
    """Import Chroma: more than a second, which commands that open no room need not wait for, nor the first document."""
    import chromadb  # noqa: F401  # for its effect


def allow_many_files() -> None:
    """Raise the limit of open files: Chroma keeps no more indexes open than a fifth of it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 65536 if hard == resource.RLIM_INFINITY else min(hard, 65536)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _silent_settings() -> "Settings":
    """Return settings that no environment variable and no .env file of the working folder can make talk to anybody."""
    from chromadb.config import Settings

    return Settings(
        _env_file=None,  # type: ignore[call-arg]  # pydantic-settings has it, its signature does not say so
        anonymized_telemetry=False,
        chroma_otel_collection_endpoint="",
        chroma_api_impl="chromadb.api.rust.RustBindingsAPI",
    )


def _clear_unfilled(folder: Path) -> None:
    """Overwrite the elements that Chroma reserved in a new collection's file and has not filled.

    It writes them out with whatever the process had in that memory before: words of documents, erased ones too.
    """
    for elements in folder.rglob("data_level0.bin"):
        header = elements.with_name("header.bin")
        if not header.exists() or header.stat().st_size < _HEADER.size:
            continue  # broken: it is not read again, but removed and built anew
        _, _, _, filled, size = _HEADER.unpack_from(header.read_bytes())
        unfilled = elements.stat().st_size - filled * size
        if unfilled > 0:
            with elements.open("r+b") as file:
                file.seek(filled * size)
                file.write(bytes(unfilled))


def _name(key: ChunkKey) -> str:
    return f"{key.document}-{key.ordinal}"


def _key(name: str) -> ChunkKey:
    document, _, ordinal = name.partition("-")
    return ChunkKey(int(document), int(ordinal))
