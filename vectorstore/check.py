"""Whether an index can be trusted, what to say when it cannot, and opening only those that can."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from vectorstore.errors import IndexBroken
from vectorstore.indexes import CHECKING, OPEN, WRITING, Indexes
from vectorstore.pair import IndexPair, fingerprint, open_pair
from vectorstore.passages import Passages
from vectorstore.types import ChunkKey, Vectors

_SAMPLE = 32  # chunks that must find themselves
_LARGE_SAMPLE = 256  # and at most so many of those that a search for everything did not bring
_SAME = 1e-3  # cosine distance below which two vectors are the same but for rounding


@dataclass(frozen=True, slots=True)
class Checker:
    """Compares the indexes of one generation with the catalog. Whoever calls holds the store's lock."""

    passages: Passages
    indexes: Indexes

    def open_all(self) -> list[str]:
        """Open every index; rebuild those that fail their check. Return what was rebuilt, and why."""
        repaired = []
        rows = self.indexes.rows()
        for space in sorted(rows.keys() | set(self.indexes.spaces())):
            problem = self._open(space, *rows[space]) if space in rows else self._unnamed(space)
            if problem:
                self.indexes.rebuild(space)
                repaired.append(f"index of space {space!r} rebuilt: {problem}")
        return repaired

    def problem(self, pair: IndexPair, thorough: bool) -> str:
        """Return what is wrong with an open index, or "".

        Both counts must be the catalog's, and a sample of chunks must find themselves. The thorough check also asks
        for all vectors at once: those that Chroma counts but never finds (it has such after a crash) do not come.
        """
        expected = self.passages.indexed_count(pair.space, self.indexes.generation)
        try:
            vectors, keywords = pair.vectors.count(), pair.keywords.count()
            if (vectors, keywords) != (expected, expected):
                return f"it has {vectors} vectors and {keywords} keyword entries for {expected} chunks"
            sample = self.passages.sample(pair.space, self.indexes.generation, _SAMPLE)
            lost = self._lost(pair, sample)
            if sample and thorough and not lost:
                lost = self._lost(pair, self._unreached(pair, sample[0]))
        except IndexBroken as error:
            return str(error)
        return f"{len(lost)} of its vectors do not find themselves" if lost else ""

    def _open(self, space: str, number: int, condition: str) -> str:
        """Open one index and serve its space from it; or return why it is not to be trusted."""
        problem = _outward_problem(self.indexes.folder(number), condition)
        if problem:
            return problem
        # Chroma can bring the whole process down over a torn file. If it does, the next start knows, and rebuilds.
        self.indexes.set_condition(number, CHECKING)
        try:
            pair = open_pair(space, number, self.indexes.folder(number))
        except IndexBroken as error:
            return str(error)
        problem = self.problem(pair, thorough=condition == OPEN)
        if problem:
            pair.close()
            return problem
        self.indexes.serve(pair)
        self.indexes.set_condition(number, OPEN)
        return ""

    def _unnamed(self, space: str) -> str:
        """Serve a space that has no indexes on disk from memory; or return why it should have some."""
        if self.passages.indexed_count(space, self.indexes.generation):
            return "the catalog names none"
        self.indexes.serve_recent(space)
        return ""

    def _lost(self, pair: IndexPair, keys: Sequence[ChunkKey]) -> list[ChunkKey]:
        """Return which chunks are not found by their own vectors (nor anything equal to them)."""
        lost = []
        for key, vector in zip(*self._vectors_of(keys), strict=True):
            found = pair.vectors.nearest(vector, 10)
            if not found or (found[0][1] < 1 - _SAME and key not in {other for other, _ in found}):
                lost.append(key)
        return lost

    def _unreached(self, pair: IndexPair, start: ChunkKey) -> list[ChunkKey]:
        """Return some of the chunks that a search for everything, from one of them, does not bring."""
        _, vectors = self._vectors_of([start])
        reached = {key for key, _ in pair.vectors.nearest(vectors[0], pair.vectors.count())}
        everything = self.passages.sample(pair.space, self.indexes.generation, -1)
        return [key for key in everything if key not in reached][:_LARGE_SAMPLE]

    def _vectors_of(self, keys: Sequence[ChunkKey]) -> tuple[list[ChunkKey], Vectors]:
        return self.passages.vectors_of(keys, self.indexes.generation, self.indexes.signature.dimension)


def _outward_problem(folder: Path, condition: str) -> str:
    """Return what can be said against an index without opening it, or ""."""
    if not folder.is_dir():
        return "its folder is missing"
    if condition == WRITING:
        return "it was being written when the program ended"
    if condition == CHECKING:
        return "the program ended while it was being checked"
    if condition not in (OPEN, fingerprint(folder)):
        return "its files are not those that were closed"
    return ""
