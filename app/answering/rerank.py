"""Rerank the chunks found first: one in which a single sentence has much of what was asked comes before the others."""

import math
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import replace
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from app.answering.candidate import Candidate
from app.answering.terms import content_stems
from ingest.sentences import sentence_spans

RERANKED = 20
"""Chunks that are reranked: those that may come among the ones shown, since reading chunks takes longest."""
SENTENCE_WEIGHT = 0.1
"""Of the share of the question that the chunk's best sentence has, beside the score by which the chunk was found."""


class Reranker(Protocol):
    """A reranker of the owner's own, which comes after ours: mostly a model that reads question and chunk together."""

    name: str
    """What it is, for people to read."""

    def __call__(self, question: str, found: Sequence[Candidate]) -> list[Candidate]:
        """Order candidates by how well they answer, best first, with scores from 0 to 1; it may leave some out."""
        ...


def rerank(question: str, found: Sequence[Candidate]) -> list[Candidate]:
    """Order candidates by their score and the words of `question` that their best sentence has, best first."""
    sentences = [
        [content_stems(text[start:end]) for start, end in sentence_spans(text)]
        for text in (candidate.stored.chunk.text for candidate in found)
    ]
    overlap = rare_overlap(content_stems(question), [stems for chunk in sentences for stems in chunk])
    bounds = np.cumsum([0, *map(len, sentences)]).tolist()
    best = [float(max(overlap[start:end], default=0.0)) for start, end in pairwise(bounds)]
    reranked = [
        replace(candidate, score=candidate.score + SENTENCE_WEIGHT * share)
        for candidate, share in zip(found, best, strict=True)
    ]
    return sorted(reranked, key=lambda candidate: -candidate.score)


def rerank_further(
    reranker: Reranker, question: str, first: Sequence[Candidate], rest: Iterable[Candidate]
) -> Iterator[Candidate]:
    """Yield `first` as the owner's reranker orders them, then `rest`, which it does not read.

    Scores of the rest are of another scale: none is left above its lowest. Where it leaves candidates out it chooses
    what is shown, and the rest does not come instead.
    """
    best = reranker(question, first)
    yield from best
    if len(best) == len(first):
        lowest = min((candidate.score for candidate in best), default=0.0)
        yield from (replace(candidate, score=min(candidate.score, lowest)) for candidate in rest)


def rare_overlap(asked: Set[str], sentences: Sequence[Set[str]]) -> NDArray[np.float64]:
    """Give the share of the words `asked` that each sentence has, (n,), a word counting more the fewer have it."""
    weights = {word: math.log1p(len(sentences) / max(0.5, _holders(word, sentences))) for word in asked}
    whole = sum(weights.values()) or 1.0
    return np.array([sum(weights[word] for word in asked & words) / whole for words in sentences])


def _holders(word: str, sentences: Sequence[Set[str]]) -> int:
    return sum(word in words for words in sentences)
