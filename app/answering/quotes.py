"""Answer without a model: the sentences of the passages that answer, word for word, best first."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.answering.asked_kind import Kind, asked_kind, can_answer
from app.answering.evidence import Evidence, evidence_of, language_of_passages
from app.answering.premise import premises_of
from app.answering.rerank import rare_overlap
from app.answering.retrieve import Encoder
from app.answering.terms import read_terms
from app.answering.types import Citation, Passage
from vectorstore.types import Vectors

OVERLAP_WEIGHT = 0.5
"""Of the words that question and sentence share, beside the similarity of their vectors.

Measured on 774 questions of SQuAD 2.0 (dev) with the paragraph given: the first sentence held the answer to .822 of
them by similarity alone, .848 with plain overlap at 0.3, .853 with rare words counting more at 0.5, no more above.
"""

KIND_BONUS = 0.15
"""For a sentence with a number, or a date, where the question asks for one: `python -m benchmarks.quotes`.

Of 600 questions of SQuAD 2.0 (dev) on which it was chosen, with the paragraph given, 117 ask so: the first sentence
held the answer to .829 of them without it, .889 with it, .872 with .2 and .889 with .3.
"""

LOOKED_AT = 8
"""Sentences that are embedded at once while a near one is looked for."""

_LONGEST_HEADING = 6  # words
_OUTLINE_NUMBER = re.compile(r"^\d+\.(?:\d+\.?)*\s+(?=[A-Z])")  # "4.3 Pension"; "4.5 per cent" is a figure
_YEAR = re.compile(r"\(?\b(?:19|20)\d\d\b\)?")  # of a heading: "Travel policy (2021)" says which, and no figure
_SENTENCE_OR_FIGURE = re.compile(r"\d|[.!?…。！？؟][\"'”’)\]]*\s*$")


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence with how well it answers: higher is better, comparable within one question."""

    evidence: Evidence
    score: float
    similarity: float  # cosine of its vector and that of the question, in its nearest wording


def rank_sentences(question: str, passages: Sequence[Passage], encoder: Encoder, asked: str = "") -> list[Quote]:
    """Order all sentences of the passages by how well they answer `question`, each wording once.

    `asked` is the question as it was put, where `question` completes it by others: then both count alike, or the
    answers to the others would come first.
    """
    language = language_of_passages(passages)
    told = [item for item in evidence_of(passages, language) if not (item.row and item.row.is_head)]
    evidence = list({item.text: item for item in reversed(told)}.values())[::-1]
    if not evidence:
        return []
    vectors, own = _vectors([item.said for item in evidence], encoder), asked or question
    wordings = dict.fromkeys((question, own))
    similarities = np.stack([vectors @ encoder.embed_query(wording) for wording in wordings])
    # What is true of a thing taken for granted ("Since 60 days are allowed, when …?") should be among the first too.
    kind = Kind.OTHER if any(premises_of(own)) else asked_kind(own)
    others = np.stack([_by_words(wording, kind, evidence, language) for wording in wordings])
    scores, nearest = (similarities + others).mean(axis=0), similarities.max(axis=0)
    order = np.argsort(-scores, kind="stable")
    return [Quote(evidence[index], float(scores[index]), float(nearest[index])) for index in order]


def _by_words(question: str, kind: Kind, evidence: Sequence[Evidence], language: str) -> NDArray[np.float64]:
    """Give what each sentence has beside its similarity, (n,): words of the question, and the kind it asks for."""
    known = read_terms(question, language)
    fits = np.array([can_answer(kind, known, item.terms) for item in evidence])
    return OVERLAP_WEIGHT * rare_overlap(known.words, [item.terms.words for item in evidence]) + KIND_BONUS * fits


def comes_near(questions: Sequence[str], passages: Sequence[Passage], encoder: Encoder, least: float) -> bool:
    """Whether a sentence of the passages has at least this similarity to one of the wordings of a question.

    Those with most of its words are looked at first, and no more than it takes: to embed them all may take as long as
    a model takes to begin its answer.
    """
    language = language_of_passages(passages)
    evidence = evidence_of(passages, language)
    asked = read_terms(" ".join(questions), language).words
    overlap = rare_overlap(asked, [item.terms.words for item in evidence])
    texts = [evidence[index].said for index in np.argsort(-overlap, kind="stable")]
    wordings = np.stack([encoder.embed_query(question) for question in questions], axis=1)
    starts = range(0, len(texts), LOOKED_AT)
    return any(
        bool((_vectors(texts[start : start + LOOKED_AT], encoder) @ wordings >= least).any()) for start in starts
    )


def _vectors(texts: list[str], encoder: Encoder) -> Vectors:
    """Embed sentences; one that is longer than the encoder reads is embedded as a long question is, in pieces."""
    long = [count > encoder.max_tokens for count in encoder.count_tokens(texts)]
    short = iter(encoder.embed([text for text, is_long in zip(texts, long, strict=True) if not is_long]))
    return np.stack(
        [encoder.embed_query(text) if is_long else next(short) for text, is_long in zip(texts, long, strict=True)]
    )


def telling(quotes: Sequence[Quote]) -> list[Quote]:
    """Leave out headings, which say nothing beside a refusal, where there is anything else."""
    return [quote for quote in quotes if not _is_heading(quote.evidence.text)] or list(quotes)


def _is_heading(text: str) -> bool:
    text = _OUTLINE_NUMBER.sub("", text)
    return len(text.split()) <= _LONGEST_HEADING and not _SENTENCE_OR_FIGURE.search(text)


def without_places(quotes: Sequence[Quote], passages: Sequence[Passage]) -> list[Quote]:
    """Leave out the headings that passages stand under, where there is anything else: they say where, and no more."""
    return [quote for quote in quotes if not _is_place(quote.evidence, passages)] or list(quotes)


def _is_place(item: Evidence, passages: Sequence[Passage]) -> bool:
    headings = {heading for place in passages[item.marker - 1].places() for heading in place.split(" › ")}
    return item.text.lstrip("# ") in headings and not _SENTENCE_OR_FIGURE.search(_YEAR.sub("", item.text))


def cited_quotes(quotes: Sequence[Quote], passages: Sequence[Passage]) -> tuple[Citation, ...]:
    """Make citations of quotes: each stands for itself."""
    return tuple(_citation(quote, passages) for quote in quotes)


def _citation(quote: Quote, passages: Sequence[Passage]) -> Citation:
    item = quote.evidence
    passage = passages[item.marker - 1]
    return Citation(
        marker=item.marker,
        document=passage.document_name,
        document_id=passage.document,
        page=item.page,
        place=passage.place_at(item.start),
        quote=item.text,
        verdict="supported",
        by="program",
        sentence=item.text,
        row=item.row.shown() if item.row else "",
    )


def renumbered(quote: Quote, marker: int) -> Quote:
    """Give a quote another passage number, of a passage that holds its own."""
    return replace(quote, evidence=replace(quote.evidence, marker=marker))


def quoted_text(quotes: Sequence[Quote]) -> str:
    """Write quotes as an answer: one a line, each with the number of its passage."""
    return "\n".join(f"“{' '.join(_shown(quote.evidence).split())}” [{quote.evidence.marker}]" for quote in quotes)


def _shown(item: Evidence) -> str:
    """Write a sentence as it stands, a row of a table with the names of its columns."""
    return item.row.shown() if item.row else item.text
