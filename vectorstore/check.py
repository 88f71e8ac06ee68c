"""Whether an index can be trusted, and what to say when it cannot."""

from collections.abc import Sequence

from vectorstore.errors import IndexBroken
from vectorstore.indexes import Indexes, IndexPair, fingerprint
from vectorstore.passages import Passages
from vectorstore.types import ChunkKey

_CHECKING = "checking"
_SAMPLE = 32  # chunks that must find themselves after an orderly close
_LARGE_SAMPLE = 256  # and among those that an exhaustive search did not reach
_SAME = 1e-3  # cosine distance below which two vectors are the same one but for rounding


def open_checked(indexes: Indexes, passages: Passages, distrusted: set[str]) -> list[str]:
    """Open every index of the generation; rebuild those that fail their check. Return what was rebuilt and why.

    `distrusted` are the spaces whose indexes were being written when the process died.
    """
    repaired = []
    counts = passages.counts(indexes.generation)
    rows = {space: (number, seal) for space, number, seal in indexes.rows()}
    for space in sorted(counts.keys() | rows.keys()):
        number, seal = rows.get(space, (0, ""))
        reason = "it was being written when the program ended" if space in distrusted else ""
        reason = reason or _open(indexes, passages, space, number, seal)
        if reason:
            indexes.rebuild(space)
            repaired.append(f"index of space {space!r} rebuilt: {reason}")
    return repaired


def _open(indexes: Indexes, passages: Passages, space: str, number: int, seal: str) -> str:
    """Open one index and adopt it, or return why it is not to be trusted."""
    folder = indexes.folder(number)
    if not folder.is_dir():
        return "its folder is missing"
    if seal == _CHECKING:
        return "the program ended while it was being checked"
    if seal and seal != fingerprint(folder):
        return "its files are not those that were closed"
    if not seal:
        # Chroma can bring the whole process down over a torn file. If it does, the next start knows and rebuilds.
        indexes.set_seal(number, _CHECKING)
    try:
        pair = indexes.open_folder(space, number)
    except IndexBroken as error:
        return str(error)
    problem = problem_of(pair, indexes, passages, thorough=not seal)
    if problem:
        pair.close()
        return problem
    indexes.serve(pair)
    indexes.set_seal(number, "")
    return ""


def problem_of(pair: IndexPair, indexes: Indexes, passages: Passages, thorough: bool) -> str:
    """Return what is wrong with an open index, or "".

    Both counts must be the catalog's, and a sample of chunks must find themselves. The thorough check also asks
    for all vectors at once: those that Chroma counts but never finds (it has such after a crash) do not come back.
    """
    expected = passages.counts(indexes.generation).get(pair.space, 0)
    try:
        vectors, keywords = pair.vectors.count(), pair.keywords.count()
        if (vectors, keywords) != (expected, expected):
            return f"it has {vectors} vectors and {keywords} keyword entries for {expected} chunks"
        sample = passages.sample(pair.space, indexes.generation, _SAMPLE)
        lost = _lost(pair, indexes, passages, sample)
        if not lost and thorough:
            lost = _lost(pair, indexes, passages, _unreached(pair, indexes, passages, sample))
    except IndexBroken as error:
        return str(error)
    return f"{len(lost)} of its vectors do not find themselves" if lost else ""


def _lost(pair: IndexPair, indexes: Indexes, passages: Passages, keys: Sequence[ChunkKey]) -> list[ChunkKey]:
    """Return which chunks are not found by their own vectors (nor anything equal to them)."""
    lost = []
    for key, vector in passages.vectors_of(keys, indexes.generation):
        found = pair.vectors.nearest(vector, 10)
        if not found or (found[0][1] < 1 - _SAME and key not in {other for other, _ in found}):
            lost.append(key)
    return lost


def _unreached(pair: IndexPair, indexes: Indexes, passages: Passages, sample: Sequence[ChunkKey]) -> list[ChunkKey]:
    """Return some of the chunks that a search for everything does not bring."""
    if not sample:
        return []
    _, vector = passages.vectors_of(sample[:1], indexes.generation)[0]
    reached = {key for key, _ in pair.vectors.nearest(vector, pair.vectors.count())}
    everything = passages.sample(pair.space, indexes.generation, -1)
    return [key for key in everything if key not in reached][:_LARGE_SAMPLE]
