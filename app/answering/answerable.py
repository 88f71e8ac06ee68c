"""Tell from what was found whether the documents can answer a question at all, without a model.

A question that they do not answer often has no sentence near to it in meaning, or a name that stands nowhere in what
was found. How near is near differs between embedders, so it is judged only for those for which it was measured.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.answering.cite import context_of
from app.answering.terms import read_terms
from app.answering.types import Passage
from app.answering.verify import missing_names
from vectorstore.language import ENGLISH, language_of

LEAST_SIMILARITY: Mapping[str, float] = {"all-MiniLM-L6-v2": 0.45}
"""Of a question and the sentence nearest to it, by the embedder's name: below it there is hardly ever an answer.

Measured on English questions of English papers.

`python -m benchmarks.refusal` has what it finds, and what it refuses wrongly: docs/quality.md.
"""
NAME_WEIGHT = 0.1
"""What a name or identifier of the question that stands nowhere in what was found takes from the similarity.

Numbers take nothing: "a town of 30,000 inhabitants" is answered by a table of 5,000, 20,000 and 100,000.
"""


@dataclass(frozen=True, slots=True)
class Nearness:
    """How near the passages come to a question."""

    similarity: float  # cosine of the nearest sentence
    lacking: tuple[str, ...]  # names and identifiers of the question, as written, that no passage has
    is_english: bool  # question and passages

    def can_answer(self, embedder: str) -> bool:
        """Whether there may be an answer; where similarity was not measured nothing is known, so there may be.

        `embedder` is its signature: its name, "@" and a digest.
        """
        least = LEAST_SIMILARITY.get(embedder.partition("@")[0]) if self.is_english else None
        return least is None or self.similarity - NAME_WEIGHT * len(self.lacking) >= least


def nearness(question: str, passages: Sequence[Passage], similarity: float) -> Nearness:
    """Compare a question with the passages found; `similarity` is the cosine of the nearest of their sentences."""
    text = "\n".join(f"{context_of(passage)}\n{passage.text}" for passage in passages)
    lacking = missing_names(read_terms(question), read_terms(text), read_terms(""))
    return Nearness(similarity, lacking, {language_of(question), language_of(text)} == {ENGLISH})
