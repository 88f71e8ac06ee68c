"""Compare answers to one question: whether they say the same, where they differ, and where their evidence lies.

Decided by rules that a person can check: figures, dates, names, negation and words, as `verify` compares them. Pure.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import permutations
from typing import Literal

from app.answering.archive import ERASED
from app.answering.cite import makes_claim
from app.answering.markers import take_out_markers
from app.answering.terms import Terms, read_terms
from app.answering.types import Answer, Passage, Verdict
from app.answering.verify import PARTLY, SUPPORTED, compare
from ingest.sentences import sentence_spans
from vectorstore.language import language_of

Agreement = Literal["same", "one says more", "differ", "one refused", "all refused", "does not fit", "incomplete"]
"""What answers have in common. "one says more": the others' words are all in it, and something besides. "one refused":
at least one refused and at least one did not. "does not fit" and "incomplete": fewer than two answers came to an end,
since one was over its window, or was stopped, broke off, or is blanked.
"""

_YES_OR_NO = re.compile(
    r"\W*(?:is|are|was|were|do|does|did|can|could|may|might|must|should|shall|will|would|has|have|had)\b", re.IGNORECASE
)
_YES = re.compile(r"\W*yes\b", re.IGNORECASE)
_NO = re.compile(r"\W*no(?:pe)?\b\s*(?:[,.;:!–—-]|\Z)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Difference:
    """A sentence of an answer that some other answer does not say."""

    sentence: str
    missing: tuple[str, ...] = ()  # figures, dates and names of the sentence that the other lacks, as written
    contradicted: bool = False  # the other denies what it affirms, or affirms what it denies


@dataclass(frozen=True, slots=True, order=True)
class PageOf:
    """A page of a document."""

    document_id: int
    document: str
    page: int


@dataclass(frozen=True, slots=True)
class Overlap:
    """Which pages answers share: `share` is the part of all pages that every answer has; None where there are none."""

    share: float | None
    shared: tuple[PageOf, ...]
    pages: tuple[tuple[PageOf, ...], ...]  # those of each answer


@dataclass(frozen=True, slots=True)
class PageOverlap:
    """Pages that the answers cite, and pages that were put before the model."""

    cited: Overlap
    drawn: Overlap


@dataclass(frozen=True, slots=True)
class EvidencePlace:
    """A quote in its document: `at` is the share of the document's text that stands before it."""

    page: int
    at: float
    verdict: Verdict
    citation: int  # its index in the answer's citations


@dataclass(frozen=True, slots=True)
class Strip:
    """A document as a strip from its beginning (0) to its end (1): what an answer drew of it and what it cites."""

    document_id: int
    document: str
    drawn: tuple[tuple[float, float], ...]
    cited: tuple[EvidencePlace, ...]


def is_complete(answer: Answer) -> bool:
    """Whether an answer came to an end, so that it can be compared; a refusal did."""
    return not answer.does_not_fit and answer.ended_by in ("stop", "length") and answer.text not in ("", ERASED)


def agreement(answers: Sequence[Answer]) -> Agreement:
    """Say what answers to one question have in common; those that came to no end are left out."""
    complete = [answer for answer in answers if is_complete(answer)]
    if len(complete) < 2:
        return "does not fit" if any(answer.does_not_fit for answer in answers) else "incomplete"
    refused = sum(answer.refused for answer in complete)
    if refused:
        return "all refused" if refused == len(complete) else "one refused"
    language = _language_of(complete)
    said = [_Said(answer, language) for answer in complete]
    carried = {(one, other): said[other].carries(said[one]) for one, other in permutations(range(len(said)), 2)}
    if all(carried.values()):
        return "same"
    return "one says more" if all(carried[pair] or carried[pair[::-1]] for pair in carried) else "differ"


def differences(answers: Sequence[Answer]) -> tuple[tuple[Difference, ...], ...]:
    """Give, for each answer, its sentences that not every other answer says; refusals say nothing."""
    language = _language_of(answers)
    said = [_Said(answer, language) if is_complete(answer) and not answer.refused else None for answer in answers]
    found = []
    for one in said:
        others = [other for other in said if other is not None and other is not one]
        by_sentence: dict[str, Difference] = {}
        for difference in (difference for other in others for difference in (other.lacks(one) if one else ())):
            by_sentence.setdefault(difference.sentence, difference)
        order = {sentence: place for place, (sentence, _) in enumerate(one.sentences)} if one else {}
        found.append(tuple(sorted(by_sentence.values(), key=lambda difference: order[difference.sentence])))
    return tuple(found)


def page_overlap(answers: Sequence[Answer]) -> PageOverlap:
    """Compare the pages that the answers cite and those they drew on; a refusal cites nothing, what was not sent, too.

    Answers without pages of a kind are left out of its share: one that refused shares nothing with anybody.
    """
    cited = [() if answer.refused else _cited_pages(answer) for answer in answers]
    return PageOverlap(_overlap(cited), _overlap([_drawn_pages(answer.passages) for answer in answers]))


def evidence_strips(answer: Answer, lengths: Mapping[int, int]) -> tuple[Strip, ...]:
    """Give a strip for each document that an answer drew on; `lengths` are the documents' characters, by their id.

    A document whose length is not known is left out, and so is one whose passages are blanked.
    """
    strips: dict[int, Strip] = {}
    for passage in answer.passages:
        if not passage.text or not (length := lengths.get(passage.document)):
            continue
        empty = Strip(passage.document, passage.document_name, (), ())
        strip = strips.setdefault(passage.document, empty)
        span = (passage.start / length, min(1.0, passage.end / length))
        strips[passage.document] = replace(strip, drawn=(*strip.drawn, span))
    for index, citation in enumerate(answer.citations if not answer.refused else ()):
        if not 0 < citation.marker <= len(answer.passages):
            continue
        passage = answer.passages[citation.marker - 1]
        if passage.document not in strips:
            continue
        at = (passage.start + max(0, passage.text.find(citation.quote))) / lengths[passage.document]
        place = EvidencePlace(citation.page, min(1.0, at), citation.verdict, index)
        strip = strips[passage.document]
        strips[passage.document] = replace(strip, cited=(*strip.cited, place))
    return tuple(strips.values())


def token_difference(answer: Answer) -> int | None:
    """How many tokens more the server read than were planned (fewer: negative); None where it did not say."""
    planned, accepted = answer.tokens.planned, answer.tokens.accepted
    return None if planned is None or accepted is None else accepted - planned


def _language_of(answers: Sequence[Answer]) -> str:
    """Tell the language in which answers are compared: that of most of what is asked and said."""
    return language_of("\n".join(f"{answer.standalone}\n{answer.text}" for answer in answers))


class _Said:
    """What an answer says, sentence by sentence, beyond its question."""

    def __init__(self, answer: Answer, language: str) -> None:
        text, _ = take_out_markers(answer.text, len(answer.passages))
        self._question = read_terms(answer.standalone, language)
        self._whole = read_terms(text, language)
        self.sentences = [(text[a:b], read_terms(text[a:b], language)) for a, b in sentence_spans(text)]
        self._stance = _stance(text, self._whole, self._question) if _YES_OR_NO.match(answer.standalone) else None

    def carries(self, other: "_Said") -> bool:
        """Whether this says all that `other` says."""
        return not self.lacks(other)

    def lacks(self, other: "_Said") -> tuple[Difference, ...]:
        """Give the sentences of `other` that this does not say."""
        found = [self._difference(sentence, terms) for sentence, terms in other.sentences if makes_claim(sentence)]
        opposed = None not in (self._stance, other._stance) and self._stance != other._stance
        if opposed and other.sentences and not any(found):
            return (Difference(other.sentences[0][0], contradicted=True),)
        return tuple(difference for difference in found if difference)

    def _difference(self, sentence: str, terms: Terms) -> Difference | None:
        contradicted = self._denies(terms)
        claim = _beyond(terms, self._question)
        if not (claim.words or claim.dates or any(not quantity.weak for quantity in claim.quantities)):
            return Difference(sentence, contradicted=True) if contradicted else None
        support = compare(claim, self._whole, self._question)
        missing = (*support.missing_numbers, *support.missing_names)
        if contradicted or missing or support.score < SUPPORTED:
            return Difference(sentence, missing, contradicted)
        return None

    def _denies(self, terms: Terms) -> bool:
        """Whether the sentence of this that is nearest to the terms contradicts them."""
        nearest = max(
            (compare(terms, own, self._question) for _, own in self.sentences),
            key=lambda support: (support.score, not support.contradicted),
            default=None,
        )
        return nearest is not None and nearest.contradicted and nearest.score >= PARTLY


def _beyond(terms: Terms, question: Terms) -> Terms:
    """Terms without those of the question, which every answer may repeat or leave out."""
    return replace(
        terms,
        words=terms.words - question.words,
        names={stem: name for stem, name in terms.names.items() if stem not in question.words},
        quantities=tuple(
            quantity
            for quantity in terms.quantities
            if not any(quantity.agrees(asked) for asked in question.quantities)
        ),
        dates=tuple(date for date in terms.dates if not date.within(question.dates, frozenset())),
    )


def _stance(text: str, said: Terms, question: Terms) -> bool | None:
    """Whether an answer to a yes-or-no question affirms it or denies it; None where that cannot be told."""
    if _YES.match(text):
        return True
    if _NO.match(text) or said.denied & question.words:
        return False
    return True if said.affirmed & question.words else None


def _overlap(pages: Sequence[tuple[PageOf, ...]]) -> Overlap:
    sets = [set(those) for those in pages if those]
    every = set[PageOf]().union(*sets)
    shared = set.intersection(*sets) if len(sets) > 1 else set[PageOf]()
    share = len(shared) / len(every) if len(sets) > 1 else None
    return Overlap(share, tuple(sorted(shared)), tuple(pages))


def _cited_pages(answer: Answer) -> tuple[PageOf, ...]:
    cited = {PageOf(citation.document_id, citation.document, citation.page) for citation in answer.citations}
    return tuple(sorted(cited))


def _drawn_pages(passages: Sequence[Passage]) -> tuple[PageOf, ...]:
    """The pages of which passages hold something; a page that begins where a passage ends is not among them."""
    drawn = {
        PageOf(passage.document, passage.document_name, number)
        for passage in passages
        for number, start in passage.page_starts
        if start < len(passage.text)
    }
    return tuple(sorted(drawn))
