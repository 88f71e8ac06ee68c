"""Fuse rankings of the same chunks into one by reciprocal ranks."""

from collections.abc import Sequence

from vectorstore.types import ChunkKey, Scored

RANK_CONSTANT = 60  # Cormack, Clarke and Büttcher, SIGIR 2009; robust over collections, so not tuned to one


def fuse(rankings: Sequence[Sequence[Scored]], constant: int = RANK_CONSTANT) -> list[Scored]:
    """Order chunks by the sum over `rankings` of 1 / (constant + rank), ranks counted from 1, best first.

    Only the order inside each ranking counts, never its scores. Ties keep the order of first appearance, reading the
    rankings one rank at a time, so the same rankings always give the same order. A chunk counts once in each ranking.
    """
    scores: dict[ChunkKey, float] = {}
    rows = [list(dict.fromkeys(scored.key for scored in ranking)) for ranking in rankings]
    for position in range(max(map(len, rows), default=0)):
        for row in rows:
            if position < len(row):
                scores[row[position]] = scores.get(row[position], 0.0) + 1 / (constant + position + 1)
    return [Scored(key, score) for key, score in sorted(scores.items(), key=lambda item: -item[1])]
