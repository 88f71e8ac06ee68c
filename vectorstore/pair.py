"""The indexes of one space on disk: a folder with vectors and keywords."""

import hashlib
import json
import shutil
from collections.abc import Callable, Collection
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from numpy import float32
from numpy.typing import NDArray

from vectorstore.chroma import VectorIndex
from vectorstore.keyword import KeywordIndex
from vectorstore.recent import Recent
from vectorstore.types import ChunkKey

Hits = list[tuple[ChunkKey, float]]
"""Keys with their scores, best first."""


@dataclass(frozen=True, slots=True)
class IndexPair:
    """Open indexes of one space. Each has a folder that no other had before."""

    space: str
    number: int
    folder: Path
    vectors: VectorIndex
    keywords: KeywordIndex

    def close(self) -> None:
        """Release the files of both."""
        self.vectors.close()
        self.keywords.close()

    def remove(self) -> None:
        """Close both and remove the folder."""
        self.close()
        shutil.rmtree(self.folder)


def open_pair(space: str, number: int, folder: Path) -> IndexPair:
    """Open the indexes in a folder, made if it is not there; raises IndexBroken."""
    with ExitStack() as undo:
        vectors = VectorIndex(folder / "vectors")
        undo.callback(vectors.close)
        pair = IndexPair(space, number, folder, vectors, KeywordIndex(folder / "keywords"))
        undo.pop_all()
    return pair


def fingerprint(folder: Path) -> str:
    """Return the digests of all files below a folder, as JSON: what an index looks like while nobody writes it."""
    digests = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        with path.open("rb") as file:
            digests[str(path.relative_to(folder))] = hashlib.file_digest(file, "blake2b").hexdigest()[:32]
    return json.dumps(digests)


@dataclass(frozen=True, slots=True)
class Served:
    """What answers for one space at a moment: the indexes on disk, if there are any, and the recent documents."""

    pair: IndexPair | None
    recent: Recent | None

    def nearest(self, vector: NDArray[float32], count: int) -> Hits:
        """Return the keys of the `count` vectors nearest to one (dimension,), with their cosine similarity."""
        return self._merge(
            count,
            lambda recent: recent.nearest(vector, count),
            lambda pair: pair.vectors.nearest(vector, count),
        )

    def matching(self, text: str, count: int, documents: Collection[int] | None) -> Hits:
        """Return the keys of the `count` chunks that match best. Recent ones are scored among themselves."""
        return self._merge(
            count,
            lambda recent: recent.matching(text, count, documents),
            lambda pair: pair.keywords.matching(text, count, documents),
        )

    def languages(self) -> dict[int, str]:
        """Return the language that each document is mostly written in."""
        stored = self.pair.keywords.languages() if self.pair else {}
        return stored | (self.recent.languages() if self.recent else {})

    def _merge(self, count: int, of_recent: Callable[[Recent], Hits], of_pair: Callable[[IndexPair], Hits]) -> Hits:
        recent = of_recent(self.recent) if self.recent else []
        stored = of_pair(self.pair) if self.pair else []
        if not recent:
            return stored
        merged = dict(stored) | dict(recent)  # while a batch joins the indexes on disk, its chunks are in both
        return sorted(merged.items(), key=lambda hit: -hit[1])[:count]
