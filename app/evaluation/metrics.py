"""Judge one answer against what is known of its question. Pure.

Words are compared as the official script of SQuAD does (Rajpurkar et al. 2016, https://arxiv.org/abs/1606.05250): in
lower case, without punctuation and the articles a, an, the. On top of that the markers of our own citations are taken
out, and "contained" looks for whole words, so that 27 is not found in 127.
"""

import math
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.answering.cite import makes_claim
from app.answering.markers import take_out_markers
from app.answering.types import Answer
from app.evaluation.cases import Case
from ingest.sentences import sentence_spans

ARTICLES = frozenset({"a", "an", "the"})
Z_95 = 1.959964
"""Of the normal distribution: 95 % lie within."""


@dataclass(frozen=True, slots=True)
class Score:
    """How an answer stands to its question. None is what the question set says nothing about.

    `correct` is, for a question with answers, that the answer was not refused and holds them after normalisation; for
    an unanswerable one, that it was refused. `page_hit` is that every document the answer stands in is cited on one of
    its pages: exactly on it, not on the next one, since the pages of a set are those where the answer itself stands.
    An answer that was refused hits no page: what it shows beside the refusal are only the nearest sentences.
    """

    correct: bool | None
    exact: bool | None
    f1: float | None
    page_hit: bool | None
    refused: bool
    does_not_fit: bool
    sentences: int  # that claim something
    supported: int  # of them, with a citation whose quote supports them


def score(case: Case, answer: Answer, pages: Sequence[tuple[frozenset[int], frozenset[int]]]) -> Score:
    """Judge an answer; `pages` gives, for each source of the case with pages, its documents (ids) and the pages."""
    answered = not (answer.refused or answer.does_not_fit)
    said = words(take_out_markers(answer.text, 0)[0]) if answered else []
    gold = [words(text) for text in case.answers]
    sentences, supported = supported_sentences(answer) if answered else (0, 0)
    return Score(
        correct=_correct(case, answer, said, gold),
        exact=_best_exact(case, said, gold) if gold else None,
        f1=_best_f1(case, said, gold) if gold else None,
        page_hit=answered and hits_pages(answer, pages) if pages and not case.unanswerable else None,
        refused=answer.refused,
        does_not_fit=answer.does_not_fit,
        sentences=sentences,
        supported=supported,
    )


def _correct(case: Case, answer: Answer, said: Sequence[str], gold: Sequence[Sequence[str]]) -> bool | None:
    if case.unanswerable:
        return answer.refused
    if not gold:
        return None
    found = [contains(said, part) for part in gold]
    return all(found) if case.all_parts else any(found)


def _best_exact(case: Case, said: Sequence[str], gold: Sequence[Sequence[str]]) -> bool:
    return list(said) in [list(each) for each in _wholes(case, gold)]


def _best_f1(case: Case, said: Sequence[str], gold: Sequence[Sequence[str]]) -> float:
    return max(token_f1(said, each) for each in _wholes(case, gold))


def _wholes(case: Case, gold: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """The answers to compare as wholes: parts of one answer stand behind each other."""
    return [[word for part in gold for word in part]] if case.all_parts else list(gold)


def words(text: str) -> list[str]:
    """Normalised words of a text."""
    kept = (character for character in text.lower() if not unicodedata.category(character).startswith("P"))
    return [word for word in "".join(kept).split() if word not in ARTICLES]


def contains(said: Sequence[str], part: Sequence[str]) -> bool:
    """Whether the words of `part` stand in `said`, one after the other; no words stand in nothing."""
    size = len(part)
    return size > 0 and any(list(said[at : at + size]) == list(part) for at in range(len(said) - size + 1))


def token_f1(said: Sequence[str], gold: Sequence[str]) -> float:
    """Harmonic mean of precision and recall over words, each counted as often as it stands there."""
    common = sum((Counter(said) & Counter(gold)).values())
    return 2 * common / (len(said) + len(gold)) if common else 0.0


def hits_pages(answer: Answer, pages: Sequence[tuple[frozenset[int], frozenset[int]]]) -> bool:
    """Whether each source is cited on one of its pages."""
    cited = {(citation.document_id, citation.page) for citation in answer.citations}
    return all(
        any((document, page) in cited for document in documents for page in on_pages) for documents, on_pages in pages
    )


def supported_sentences(answer: Answer) -> tuple[int, int]:
    """How many sentences claim something, and how many of them a cited quote supports (not only in part)."""
    bare = take_out_markers(answer.text, 0)[0]
    sentences = [bare[start:end] for start, end in sentence_spans(bare) if makes_claim(bare[start:end])]
    supported = {citation.sentence for citation in answer.citations if citation.verdict == "supported"}
    # A quote is its own evidence; in the text it stands between quotation marks.
    return len(sentences), sum(sentence in supported or sentence.strip("“”") in supported for sentence in sentences)


def tokens_read(answer: Answer) -> int | None:
    """Tokens that a model read for an answer, in both steps of one that took two: as the server counted, or planned.

    0 where nothing was sent, None where nobody counted.
    """
    if answer.route is not None and answer.route.spent is not None:
        return answer.route.spent
    if answer.does_not_fit:
        return 0
    return answer.tokens.planned if answer.tokens.accepted is None else answer.tokens.accepted


def wilson(hits: int, count: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927): sound for small counts too. Everything where nothing was counted."""
    if count == 0:
        return 0.0, 1.0
    share, square = hits / count, Z_95**2
    middle = (share + square / (2 * count)) / (1 + square / count)
    half = Z_95 / (1 + square / count) * math.sqrt(share * (1 - share) / count + square / (4 * count**2))
    return max(0.0, middle - half), min(1.0, middle + half)


def sign_test(ahead: int, behind: int) -> float:
    """How often chance alone gives a split at least as uneven as this one (two-sided exact sign test), from 0 to 1."""
    count, fewer = ahead + behind, min(ahead, behind)
    if count == 0:
        return 1.0
    tail = Fraction(sum(math.comb(count, hits) for hits in range(fewer + 1)), 2**count)
    return float(min(Fraction(1), 2 * tail))
