"""Fuse the two rankings of chunks, by meaning and by words, into one."""

from collections.abc import Mapping, Sequence

from vectorstore.types import ChunkKey, Scored

SEMANTIC_WEIGHT = 0.8
"""Of the similarity of vectors, against the share of the best BM25 score that a chunk reaches.

Scores say more than ranks, which is all that reciprocal rank fusion uses: Bruch, Gai and Ingber, "An Analysis of Fusion
Functions for Hybrid Retrieval", TOIS 2023. docs/retrieval.md has what it gains.
"""


UNKNOWN_LANGUAGE_WEIGHT = 0.6
"""The same where the question is in a language that the embedder does not know: docs/quality.md, Languages."""


def fuse(
    nearest: Sequence[Scored], matching: Sequence[Scored], semantic_weight: float = SEMANTIC_WEIGHT
) -> list[Scored]:
    """Order chunks by their similarity to the question and their BM25 score, both from -1 or 0 to 1, best first.

    `nearest` and `matching` are sorted, best first. A chunk that is not among the nearest counts as the last of them,
    one that is not among the matching as one without a word. Ties keep the order of first appearance.
    """
    similarities = {scored.key: scored.score for scored in nearest}
    matches = {scored.key: scored.score for scored in matching}
    least, most = min(similarities.values(), default=0.0), max(matches.values(), default=0.0) or 1.0

    def score(key: ChunkKey) -> float:
        words = matches.get(key, 0.0) / most
        return semantic_weight * similarities.get(key, least) + (1 - semantic_weight) * words

    scores = [Scored(key, score(key)) for key in dict.fromkeys([*similarities, *matches])]
    return sorted(scores, key=lambda scored: -scored.score)


def union(one: Sequence[Scored], other: Sequence[Scored]) -> list[Scored]:
    """Give the chunks of two rankings by the same scores as one, best first."""
    return sorted({scored.key: scored for scored in (*one, *other)}.values(), key=lambda scored: -scored.score)


def prefer(ranked: Sequence[Scored], bonuses: Mapping[int, float]) -> list[Scored]:
    """Add to the score of each chunk the bonus that its document has, if any; best first."""
    scores = [Scored(scored.key, scored.score + bonuses.get(scored.key.document, 0.0)) for scored in ranked]
    return sorted(scores, key=lambda scored: -scored.score)
