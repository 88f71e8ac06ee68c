"""Whether an index can be trusted, what to say when it cannot, and opening only those that can."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from vectorstore.errors import IndexBroken
from vectorstore.indexes import Indexes, IndexPair, fingerprint
from vectorstore.passages import Passages
from vectorstore.types import ChunkKey

_CHECKING = "checking"
_SAMPLE = 32  # chunks that must find themselves
_LARGE_SAMPLE = 256  # and at most so many of those that a search for everything did not bring
_SAME = 1e-3  # cosine distance below which two vectors are the same but for rounding


@dataclass(frozen=True, slots=True)
class Checker:
    """Compares the indexes of one generation with the catalog. Whoever calls holds the store's lock."""

    passages: Passages
    indexes: Indexes

    def open_all(self, distrusted: Collection[str]) -> list[str]:
        """Open every index; rebuild those that fail their check. Return what was rebuilt, and why.

        `distrusted` are the spaces whose indexes were being written when the process died.
        """
        repaired = []
        rows = {space: (number, seal) for space, number, seal in self.indexes.rows()}
        for space in sorted(rows.keys() | set(self.indexes.spaces())):
            if space in distrusted:
                problem = "it was being written when the program ended"
            elif space not in rows:
                problem = "the catalog names none"
            else:
                problem = self._open(space, *rows[space])
            if problem:
                self.indexes.rebuild(space)
                repaired.append(f"index of space {space!r} rebuilt: {problem}")
        return repaired

    def problem(self, pair: IndexPair, thorough: bool) -> str:
        """Return what is wrong with an open index, or "".

        Both counts must be the catalog's, and a sample of chunks must find themselves. The thorough check also asks
        for all vectors at once: those that Chroma counts but never finds (it has such after a crash) do not come.
        """
        expected = self.passages.counts(self.indexes.generation).get(pair.space, 0)
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

    def _open(self, space: str, number: int, seal: str) -> str:
        """Open one index and serve its space from it; or return why it is not to be trusted."""
        folder = self.indexes.folder(number)
        if not folder.is_dir():
            return "its folder is missing"
        if seal == _CHECKING:
            return "the program ended while it was being checked"
        if seal and seal != fingerprint(folder):
            return "its files are not those that were closed"
        # Chroma can bring the whole process down over a torn file. If it does, the next start knows, and rebuilds.
        self.indexes.set_seal(number, _CHECKING)
        try:
            pair = self.indexes.open_folder(space, number)
        except IndexBroken as error:
            return str(error)
        problem = self._complete_keywords(pair) or self.problem(pair, thorough=not seal)
        if problem:
            pair.close()
            return problem
        self.indexes.serve(pair)
        self.indexes.set_seal(number, "")
        return ""

    def _complete_keywords(self, pair: IndexPair) -> str:
        """Put the documents into the keyword index whose commit the program did not live to see."""
        generation = self.indexes.generation
        counts = self.passages.document_counts(pair.space, generation)
        try:
            if pair.keywords.count() < sum(counts.values()):
                for document in counts:
                    if not pair.keywords.count_of(document):
                        pair.keywords.put(document, self.passages.of_document(document, generation))
        except IndexBroken as error:
            return str(error)
        return ""

    def _lost(self, pair: IndexPair, keys: Sequence[ChunkKey]) -> list[ChunkKey]:
        """Return which chunks are not found by their own vectors (nor anything equal to them)."""
        lost = []
        for key, vector in self.passages.vectors_of(keys, self.indexes.generation):
            found = pair.vectors.nearest(vector, 10)
            if not found or (found[0][1] < 1 - _SAME and key not in {other for other, _ in found}):
                lost.append(key)
        return lost

    def _unreached(self, pair: IndexPair, start: ChunkKey) -> list[ChunkKey]:
        """Return some of the chunks that a search for everything, from one of them, does not bring."""
        [(_, vector)] = self.passages.vectors_of([start], self.indexes.generation)
        reached = {key for key, _ in pair.vectors.nearest(vector, pair.vectors.count())}
        everything = self.passages.sample(pair.space, self.indexes.generation, -1)
        return [key for key in everything if key not in reached][:_LARGE_SAMPLE]
