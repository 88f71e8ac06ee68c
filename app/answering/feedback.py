"""Move a question towards what it found first, and rank once more: pseudo-relevance feedback, with vectors. Pure.

What the first chunks have in common tells more of the topic than the few words of the question. Rocchio's method (1971)
with dense vectors: Li, Mourad, Zhuang, Koopman and Zuccon, "Pseudo Relevance Feedback with Deep Language Models and
Dense Retrievers", TOIS 2023. docs/retrieval.md has what it gains.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from vectorstore.types import ChunkKey, Scored, Vectors

FIRST = 3
"""Chunks that the question is moved towards."""
WEIGHT = 0.3
"""Of their mean, against the question itself."""


def rank_with_feedback(
    question: NDArray[np.float32],
    keys: Sequence[ChunkKey],
    vectors: Vectors,
    rank: Callable[[list[Scored]], list[Scored]],
) -> list[Scored]:
    """Rank chunks by their similarity to a question (dimension,), then to the question moved towards the first of them.

    `keys` are those of `vectors` (n, dimension), all of length one. `rank` is given the similarities, best first, and
    gives the ranking that they lead to.
    """
    rows = {key: row for row, key in enumerate(keys)}

    def by(vector: NDArray[np.float32]) -> list[Scored]:
        similar = [Scored(key, float(score)) for key, score in zip(keys, vectors @ vector, strict=True)]
        return rank(sorted(similar, key=lambda scored: -scored.score))

    first = [rows[scored.key] for scored in by(question) if scored.key in rows][:FIRST]
    return by(moved(question, vectors[first]))


def moved(question: NDArray[np.float32], first: Vectors) -> NDArray[np.float32]:
    """Give a vector (dimension,) of length one that lies between a question and the mean of vectors (n, dimension)."""
    if not len(first):
        return question
    towards = question + WEIGHT * first.mean(axis=0)
    return np.asarray(towards / np.linalg.norm(towards), dtype=np.float32)
