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
    nearest: Sequence[Scored],
    keys: Sequence[ChunkKey],
    vectors: Vectors,
    rank: Callable[[Sequence[Scored]], list[Scored]],
) -> list[Scored]:
    """Rank chunks by what `rank` makes of their similarity to a question, then to the question moved towards the first.

    `nearest` are the chunks nearest to the question (dimension,), best first. `keys` are those of `vectors`
    (n, dimension), all of length one, of whatever was found, by words too: as many of them as `nearest` has, those that
    are now nearest, take their place.
    """
    rows = {key: row for row, key in enumerate(keys)}
    first = [rows[scored.key] for scored in rank(nearest) if scored.key in rows][:FIRST]
    similarities = vectors @ moved(question, vectors[first])
    similar = [Scored(key, float(similarity)) for key, similarity in zip(keys, similarities, strict=True)]
    return rank(sorted(similar, key=lambda scored: -scored.score)[: len(nearest)])


def moved(question: NDArray[np.float32], first: Vectors) -> NDArray[np.float32]:
    """Give a vector (dimension,) of length one that lies between a question and the mean of vectors (n, dimension)."""
    if not len(first):
        return question
    towards = question + WEIGHT * first.mean(axis=0)
    return np.asarray(towards / np.linalg.norm(towards), dtype=np.float32)
