"""Turn the passage numbers that a model wrote into citations, and find what supports the sentences it left bare."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.answering.evidence import Evidence, evidence_of
from app.answering.terms import Terms, read_terms
from app.answering.types import Citation, FoundBy, Passage, Verdict
from app.answering.verify import Support, compare
from ingest.sentences import sentence_spans

_MARKERS = re.compile(
    r"[ \t]*[\[【]\s*(?:passages?\s*)?(?P<numbers>\d+(?:\s*(?:[,;&–-]|and)\s*(?:passage\s*)?\d+)*)\s*[\]】]",
    re.IGNORECASE,
)
_RANGE = re.compile(r"(\d+)(?:\s*[–-]\s*(\d+))?")
_LIST_START = re.compile(r"[\s>#*•\-–]*(?:\d+[.)])?\s*$")
_ROUND = str.maketrans("[]【】", "()()")
_RANK: dict[Verdict, int] = {"unsupported": 0, "partly": 1, "supported": 2}
_QUESTION_WEIGHT = 0.05  # between quotes that support a claim alike, the one nearer to the question


@dataclass(frozen=True, slots=True)
class Cited:
    """An answer's text with markers that all point to a passage, what they stand for, and the sentences left bare."""

    text: str
    citations: tuple[Citation, ...]
    unsupported: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A passage number at a place of the text from which all markers are taken out."""

    position: int
    number: int


@dataclass(frozen=True, slots=True)
class Found:
    """The quote found for a claim."""

    evidence: Evidence
    support: Support


def cite(text: str, passages: Sequence[Passage], question: str = "") -> Cited:
    """Resolve the markers of `text` against `passages` (marker n is passages[n - 1]) and fill in what is missing.

    Markers that point nowhere are removed. A marker whose passage does not support its sentence gives way to the
    passage that does. A sentence without a marker gets the passage that supports it best, marked as found by the
    program; where none does, it is among `unsupported`.
    """
    bare, marks = take_out_markers(text, len(passages))
    finder = Finder(passages, read_terms(question))
    citations: list[Citation] = []
    unsupported: list[str] = []
    placed: list[Mark] = []
    for start, end in sentence_spans(bare):
        sentence = bare[start:end]
        own = [mark for mark in marks if belongs(mark, start, end, bare)]
        cited = list(finder.cite_sentence(sentence, start, own))
        citations += [citation for _, citation in cited]
        placed += [mark for mark, _ in cited]
        if says_something(sentence) and all(citation.verdict == "unsupported" for _, citation in cited):
            unsupported.append(sentence)
    return Cited(put_in_markers(bare, placed), tuple(citations), tuple(unsupported))


class Finder:
    """Finds quotes in the passages of one answer."""

    def __init__(self, passages: Sequence[Passage], question: Terms) -> None:
        self._passages = passages
        self._question = question
        self._evidence = evidence_of(passages)
        self._context = [read_terms(f"{passage.document_name} {passage.place}") for passage in passages]

    def cite_sentence(self, sentence: str, start: int, marks: Sequence[Mark]) -> Iterator[tuple[Mark, Citation]]:
        """Yield the citations of a sentence that starts at `start`, each with the marker that goes into the text."""
        end = start + len(sentence)
        if not marks:
            found = self.best(claim_of(sentence, self._question)) if says_something(sentence) else None
            if found and found.support.verdict != "unsupported":
                yield self._citation(found, Mark(end, found.evidence.marker), "program", sentence)
            return
        edges = [start, *sorted({mark.position for mark in marks})]
        for first, last in pairwise(edges) if edges[-1] > start else [(start, end)]:
            claim = claim_of(sentence[first - start : last - start], self._question, whole=sentence)
            for mark in [mark for mark in marks if mark.position == last or edges[-1] <= start]:
                yield self._resolve(mark, claim, sentence)

    def best(self, claim: Terms, marker: int | None = None) -> Found | None:
        """Give the sentence that supports `claim` best, in one passage or in all; None where there is no sentence."""
        candidates = (item for item in self._evidence if marker in (None, item.marker))
        return max((Found(item, self._support(claim, item)) for item in candidates), key=self._order, default=None)

    def _resolve(self, mark: Mark, claim: Terms, sentence: str) -> tuple[Mark, Citation]:
        own, other = self.best(claim, mark.number), self.best(claim)
        if own is None:
            return mark, self._without_quote(mark, sentence)
        if other and _RANK[other.support.verdict] > _RANK[own.support.verdict]:
            return self._citation(other, Mark(mark.position, other.evidence.marker), "program", sentence)
        return self._citation(own, mark, "model", sentence)

    def _support(self, claim: Terms, item: Evidence) -> Support:
        return compare(claim, item.terms, self._context[item.marker - 1])

    def _order(self, found: Found) -> tuple[int, float]:
        asked = self._question.words
        shared = len(asked & found.evidence.terms.words) / len(asked) if asked else 0.0
        return _RANK[found.support.verdict], found.support.score + _QUESTION_WEIGHT * shared

    def _citation(self, found: Found, mark: Mark, by: FoundBy, sentence: str) -> tuple[Mark, Citation]:
        passage, item = self._passages[mark.number - 1], found.evidence
        return mark, Citation(
            marker=mark.number,
            document=passage.document_name,
            document_id=passage.document,
            page=item.page,
            place=passage.place,
            quote=item.text,
            verdict=found.support.verdict,
            by=by,
            sentence=sentence,
        )

    def _without_quote(self, mark: Mark, sentence: str) -> Citation:
        passage = self._passages[mark.number - 1]
        return Citation(
            marker=mark.number,
            document=passage.document_name,
            document_id=passage.document,
            page=passage.page_at(0),
            place=passage.place,
            quote="",
            verdict="unsupported",
            by="model",
            sentence=sentence,
        )


def claim_of(part: str, question: Terms, whole: str = "") -> Terms:
    """Read what a part of a sentence claims; one that says too little by itself is read as the whole sentence."""
    terms = read_terms(part)
    if size(terms) < 3 and whole:
        terms = read_terms(whole)
    return terms if size(terms) else question


def size(terms: Terms) -> int:
    """Count what there is to compare."""
    return len(terms.words) + len(terms.quantities) + len(terms.dates)


def says_something(sentence: str) -> bool:
    """Whether a sentence can be true or false: no question, no line that only leads to the next ones."""
    return any(character.isalnum() for character in sentence) and not sentence.endswith(("?", ":"))


def take_out_markers(text: str, count: int) -> tuple[str, list[Mark]]:
    """Separate the text from its markers; those that point to none of `count` passages are dropped."""
    bare, marks, last = "", [], 0
    for match in _MARKERS.finditer(text):
        bare += text[last : match.start()]
        marks += [Mark(len(bare), number) for number in numbers_of(match["numbers"], count)]
        last = match.end()
    bare += text[last:]
    # "[[9]1]" leaves "[1]": what only looks like a marker once another is gone is written with round brackets.
    bare = _MARKERS.sub(lambda match: match.group().translate(_ROUND), bare)
    return bare, list(dict.fromkeys(marks))


def numbers_of(written: str, count: int) -> list[int]:
    """Read "1, 3-5" as [1, 3, 4, 5], without the numbers that none of `count` passages has."""
    numbers: list[int] = []
    for first, last in _RANGE.findall(written):
        # Written by a model: "1-999999999" must not make a list of that length.
        low, high = max(1, int(first)), min(count, int(last or first))
        numbers += range(low, high + 1)
    return list(dict.fromkeys(numbers))


def belongs(mark: Mark, start: int, end: int, bare: str) -> bool:
    """Whether a marker stands for the sentence from `start` to `end`: in it, right after it, or opening its line."""
    if start < mark.position <= end:
        return True
    line = bare[: mark.position].rsplit("\n", 1)[-1]
    return mark.position <= start and _LIST_START.match(line) is not None and not bare[mark.position : start].strip()


def put_in_markers(bare: str, marks: Iterable[Mark]) -> str:
    """Write the markers into the text again, each once at its place."""
    text, last = "", 0
    for mark in sorted(dict.fromkeys(marks), key=lambda mark: mark.position):
        text += bare[last : mark.position] + f"[{mark.number}]"
        last = mark.position
    return text + bare[last:]
