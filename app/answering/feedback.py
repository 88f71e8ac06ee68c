"""Move a question towards what it found first, and rank once more: pseudo-relevance feedback, with vectors. Pure.

What the first chunks have in common, and the others that were found have not, tells more of what is asked than the few
words of the question. Rocchio's method (1971) with dense vectors: Li, Mourad, Zhuang, Koopman and Zuccon, "Pseudo
Relevance Feedback with Deep Language Models and Dense Retrievers", TOIS 2023. docs/retrieval.md has what it gains.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from vectorstore.types import ChunkKey, Scored, Vectors

FIRST = 3
"""Chunks that the question is moved towards."""
WEIGHT = 0.5
"""Of their mean, against the question itself; and of the mean of the others, away from which it is moved."""


def rank_with_feedback(
    question: NDArray[np.float32],
    nearest: Sequence[Scored],
    keys: Sequence[ChunkKey],
    vectors: Vectors,
    rank: Callable[[Sequence[Scored]], list[Scored]],
    *,
    away_from_others: bool,
) -> list[Scored]:
    """Rank chunks by what `rank` makes of their similarity to a question, then to the question moved towards the first.

    It is moved away from the mean of the nearest, unless these are mostly what was asked for: a document by its name.
    `nearest` are the chunks nearest to the question (dimension,), best first. `keys` are those of `vectors`
    (n, dimension), all of length one, of whatever was found, by words too: as many of them as `nearest` has, those that
    are now nearest, take their place.
    """
    rows = {key: row for row, key in enumerate(keys)}
    first = [rows[scored.key] for scored in rank(nearest) if scored.key in rows][:FIRST]
    others = [rows[scored.key] for scored in nearest if scored.key in rows] if away_from_others else []
    similarities = vectors @ moved(question, vectors[first], vectors[others])
    similar = [Scored(key, float(similarity)) for key, similarity in zip(keys, similarities, strict=True)]
    return rank(sorted(similar, key=lambda scored: -scored.score)[: len(nearest)])


def moved(question: NDArray[np.float32], first: Vectors, others: Vectors) -> NDArray[np.float32]:
    """Give a vector (dimension,) of length one: a question moved towards the mean of `first`, away from `others`."""
    if not len(first):
        return question
    towards = question + WEIGHT * first.mean(axis=0)
    if len(others):
        towards = towards - WEIGHT * others.mean(axis=0)
    return np.asarray(towards / np.linalg.norm(towards), dtype=np.float32)
