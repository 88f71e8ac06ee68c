"""Turn the passage numbers that a model wrote into citations, and find what supports the sentences it left bare."""

import heapq
import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace

from app.answering.cells import Place, place_of
from app.answering.company import Company
from app.answering.confidence import SURE, Signals, confidence
from app.answering.degrees import says_more
from app.answering.ellipsis import asked_elsewhere
from app.answering.evidence import Evidence, evidence_of, language_of_passages
from app.answering.markers import Mark, assign, put_in_markers, take_out_markers, with_rests_apart, without_naming
from app.answering.opposites import are_opposed
from app.answering.order import drops_condition, may_be_at_odds
from app.answering.roles import are_exchanged
from app.answering.terms import WORD, Terms, read_terms, stems
from app.answering.types import Citation, FoundBy, Passage, Verdict
from app.answering.uncommon import Uncommon, is_common
from app.answering.verify import Support, compare, missing_numbers
from app.answering.versions import are_of_its_years, has_figure, keeps_bounds, keeps_versions, keeps_years
from ingest.sentences import sentence_spans

_LIST_NUMBER = re.compile(r"^[ \t]*(?:[>#*•–-][ \t]*)*\d+[.)](?=\s)", re.MULTILINE)
_RANK: dict[Verdict, int] = {"unsupported": 0, "partly": 1, "supported": 2}
MOST_COMPARED = 200
"""Sentences that a claim is compared with in full, all of those that passages have mostly."""
MOST_QUOTES = 3
"""Quotes that together may carry one sentence."""
LEAST_ADDED = 2
"""Words and numbers of the sentence that a further quote must bring: a single one stands in many places by chance.

A single number will do in a sentence of the same words: "at least 12 characters", "at least 14 characters".
"""
_LITTLE = 2  # words and numbers of a part of a sentence that is not judged by itself
_QUESTION_WEIGHT = 0.05  # between quotes that support a claim alike, the one nearer to the question


@dataclass(frozen=True, slots=True)
class Cited:
    """An answer's text with markers that all point to a passage, what they stand for, and the sentences left bare."""

    text: str
    citations: tuple[Citation, ...]
    unsupported: tuple[str, ...]
    numbers: tuple[str, ...] = ()  # numbers and dates of the text that stand in no passage and not in the question


@dataclass(frozen=True, slots=True)
class Found:
    """The quote found for a claim, and what tells how sure it is that the text says the sentence."""

    evidence: Evidence
    support: Support
    signals: Signals | None = None
    lacks: tuple[str, ...] = ()  # what it has not, as written: figures, dates, names, uncommon words, or what was asked
    instead: str = ""  # the cell of its table, for a reader, that the claim names and has another one for

    @property
    def rank(self) -> int:
        """Order of its verdict: 0 is no support."""
        return _RANK[self.support.verdict]


def cite(text: str, passages: Sequence[Passage], question: str = "", asked: str = "") -> Cited:
    """Resolve the markers of `text` against `passages` (marker n is passages[n - 1]) and fill in what is missing.

    `asked` is what short answers are read with, where `question` has earlier questions in front of it.
    Markers that point nowhere are removed. Markers whose passages do not support their sentence give way to the
    passage that does. A sentence without a marker gets the passage that supports it best, marked as found by the
    program; where none does, it is among `unsupported`.
    """
    bare, marks = take_out_markers(text, len(passages))
    spans = sentence_spans(bare)
    finder = Finder(passages, question, asked)
    citations: list[Citation] = []
    unsupported: list[str] = []
    placed: list[Mark] = []
    for start, end, own in with_rests_apart(bare, spans, assign(marks, spans, bare), finder.says_enough):
        cited = [*finder.cite_sentence(bare[start:end], start, own)]
        citations += [citation for _, citation in cited]
        placed += [Mark(position, citation.marker) for position, citation in cited]
        if makes_claim(bare[start:end]) and all(citation.verdict == "unsupported" for _, citation in cited):
            unsupported.append(bare[start:end])
    text = put_in_markers(bare, placed)
    return Cited(text, tuple(dict.fromkeys(citations)), tuple(unsupported), finder.numbers_nowhere(bare))


class Finder:
    """Finds quotes in the passages of one answer."""

    def __init__(self, passages: Sequence[Passage], question: str, asked: str = "") -> None:
        self._passages = passages
        self._language = language_of_passages(passages)
        self._question = self._read(question)
        self._asked = asked or question
        self._asked_terms = self._read(asked) if asked else self._question
        self._evidence = evidence_of(passages, self._language)
        self._contexts: dict[str, Terms] = {}
        self._company = Company((item.said for item in self._evidence), self._language)
        self._known = [self._question, *(item.terms for item in self._evidence)]
        self._lent = [self._read(context_of(passage)) for passage in passages]
        words = (stem for terms in (*self._known, *self._lent) for stem in terms.words)
        self._uncommon = Uncommon(words, self._language)
        self._denied = frozenset[str]().union(*(item.terms.denied for item in self._evidence))

    def cite_sentence(self, sentence: str, start: int, marks: Sequence[Mark]) -> Iterator[tuple[int, Citation]]:
        """Yield (position in the text, citation) for a sentence that starts at `start` and has these markers."""
        end, whole = start + len(sentence), without_naming(sentence)
        if not marks and makes_claim(sentence):
            for found in self.quotes_for(sentence):
                if found.rank:
                    yield end, self._citation(found, "program", sentence)
        first = start
        for position in sorted({mark.position for mark in marks}):
            # A marker inside a sentence stands for the words since the marker before it.
            part = sentence[first - start : position - start]
            said = without_naming(part) if self.says_enough(part) else whole
            numbers = [mark.number for mark in marks if mark.position == position]
            claim = self._read(said)
            for found in self._weighed(self._resolve(claim, numbers), whole, said, claim):
                by: FoundBy = "model" if found.evidence.marker in numbers else "program"
                yield position, self._citation(found, by, sentence)
            first = max(first, position)

    def says_enough(self, part: str) -> bool:
        """Whether a part of a sentence says enough to be judged by itself."""
        return amount(self._read(part)) > _LITTLE

    def quotes_for(self, sentence: str) -> Sequence[Found]:
        """Find the quotes for a whole sentence in all passages, () where there is nothing to quote."""
        said = without_naming(sentence)
        claim = self._read(said)
        best = self._best(claim)
        return self._weighed(self._completed(claim, [best]), said, said, claim) if best else ()

    def numbers_nowhere(self, text: str) -> tuple[str, ...]:
        """List the numbers and dates of a text, as written, that neither the passages nor the question have."""
        claim = self._read(_LIST_NUMBER.sub("", text))
        return missing_numbers(claim, _numbers_of(self._known), _numbers_of(self._lent))

    def _read(self, text: str) -> Terms:
        return read_terms(text, self._language)

    def _where(self, item: Evidence) -> str:
        return context_of(self._passages[item.marker - 1], item.start)

    def _context(self, item: Evidence) -> Terms:
        """Read where a sentence stands; many stand in one place."""
        where = self._where(item)
        if where not in self._contexts:
            self._contexts[where] = self._read(where)
        return self._contexts[where]

    def _resolve(self, claim: Terms, numbers: Sequence[int]) -> list[Found]:
        """Find the quotes for a claim in the passages `numbers`; one better elsewhere takes the place of them all."""
        own = [found for number in numbers if (found := self._best(claim, number))]
        other = self._best(claim)
        if not own or not other:
            return []
        if other.rank > max(found.rank for found in own):
            return self._completed(claim, [other])
        carrying = [found for found in own if found.rank] or own
        return self._completed(claim, self._together(claim, carrying))

    def _together(self, claim: Terms, found: list[Found]) -> list[Found]:
        """Judge quotes by what they say together, where no single one supports the claim or denies it."""
        if len(found) == 1 or any(map(_is_decided, found)):
            return found
        if not are_of_its_years(claim, [(item.evidence.terms, self._context(item.evidence)) for item in found]):
            return found
        joint = self._read("\n".join(item.evidence.said for item in found))
        support = self._compare(claim, joint, self._joint_context(claim, found))
        return [replace(item, support=support) for item in found] if support.verdict == "supported" else found

    def _joint_context(self, claim: Terms, found: Sequence[Found]) -> Terms:
        """Give where all quotes stand together, or the first alone where they would lend each other their years."""
        contexts = [self._context(item.evidence) for item in found]
        if not keeps_versions(claim, [(item.evidence.terms, at) for item, at in zip(found, contexts, strict=True)]):
            return contexts[0]
        return self._read("\n".join(dict.fromkeys(self._where(item.evidence) for item in found)))

    def _completed(self, claim: Terms, found: list[Found]) -> list[Found]:
        """Add the sentences that say what the quotes found lack, where all together support the claim."""
        if any(map(_is_decided, found)):
            return found
        quotes, candidates = [item.evidence for item in found], self._nearest(claim, self._evidence)
        while len(quotes) < MOST_QUOTES:
            added = [self._adds(claim, quotes, item) for item in candidates]
            if max(added) < LEAST_ADDED:
                break
            quotes.append(candidates[added.index(max(added))])
        further = [Found(item, self._support(claim, item)) for item in quotes[len(found) :]]
        together = self._together(claim, [*found, *further])
        return together if together[0].rank == _RANK["supported"] else found

    def _adds(self, claim: Terms, quotes: Sequence[Evidence], item: Evidence) -> int:
        """Count what of the claim a sentence says that the quotes do not; nothing where it denies the claim."""
        said = [quote.terms for quote in quotes]
        words = claim.words.difference(*(terms.words for terms in said)) & item.terms.words
        figures = [
            figure for figure in claim.quantities if not has_figure(said, figure) and has_figure([item.terms], figure)
        ]
        new = len(words) + len(figures)
        if new == len(figures) == 1 and _is_parallel(claim, said, item.terms):
            new = LEAST_ADDED
        return 0 if new and compare(claim, item.terms, self._context(item)).contradicted else new

    def _best(self, claim: Terms, marker: int | None = None) -> Found | None:
        """Give the sentence that supports `claim` best, in one passage or in all; None where there is no sentence.

        One that denies what the claim affirms counts before all that have less of it: "Dogs are not allowed" is what
        the text says to "Dogs are allowed", whatever else it says of dogs.
        """
        candidates = self._nearest(claim, [item for item in self._evidence if marker in (None, item.marker)])
        found = [Found(item, self._support(claim, item)) for item in candidates]
        best = max(found, key=self._order, default=None)
        denying = max((item for item in found if item.support.contradicted), key=self._order, default=None)
        if best and denying and denying.support.score > best.support.score:
            return denying
        return best

    def _nearest(self, claim: Terms, evidence: Sequence[Evidence]) -> Sequence[Evidence]:
        """Narrow many sentences to those that share most with the claim: whole documents have thousands."""
        if len(evidence) <= MOST_COMPARED:
            return evidence
        terms = claim if amount(claim) else self._question

        def shared(item: Evidence) -> int:
            other = item.terms
            figures = sum(figure in other.quantities for figure in terms.quantities)
            return len(terms.words & other.words) + figures + sum(date in other.dates for date in terms.dates)

        return heapq.nlargest(MOST_COMPARED, evidence, key=shared)

    def _support(self, claim: Terms, item: Evidence) -> Support:
        context = self._context(item)
        if amount(claim):
            return self._compare(claim, item.terms, context)
        # "Yes." says that what was asked is so: the quote must speak of it, but nothing can show that it agrees.
        support = compare(self._question, item.terms, context)
        return replace(support, verdict="partly") if support.verdict == "supported" else support

    def _compare(self, claim: Terms, said: Terms, context: Terms) -> Support:
        """Judge what a text says for a claim: a part at most where it has the opposite, or years or bounds changed."""
        support = compare(claim, said, context)
        is_turned = support.verdict == "supported" and (
            not (keeps_years(claim, said) and keeps_bounds(claim, said))
            or self._are_opposed(claim, said)
            or may_be_at_odds(claim.orders, said.orders)
            or drops_condition(claim.words | self._question.words, said.orders)
            or says_more(claim.orders, said.orders)
        )
        return replace(support, verdict="partly") if is_turned else support

    def _are_opposed(self, claim: Terms, said: Terms) -> bool:
        """Whether a text has the opposite of a word of the claim; what is "invalid" is "not valid"."""
        shared, alike = claim.words & said.words, ((claim.affirmed, said.affirmed), (claim.denied, said.denied))
        return any(are_opposed(one | shared, other | shared, self._language) for one, other in alike)

    def _order(self, found: Found) -> tuple[int, float, bool]:
        asked, said = self._question.words, found.evidence.terms
        shared = len(asked & said.words) / len(asked) if asked else 0.0
        # Of two alike the one with a figure and its unit: beside a wrong one stands the right one then, and no heading.
        return found.rank, found.support.score + _QUESTION_WEIGHT * shared, any(each.unit for each in said.quantities)

    def _citation(self, found: Found, by: FoundBy, sentence: str) -> Citation:
        item = found.evidence
        passage = self._passages[item.marker - 1]
        return Citation(
            marker=item.marker,
            document=passage.document_name,
            document_id=passage.document,
            page=item.page,
            place=passage.place_at(item.start),
            quote=item.text,
            verdict=found.support.verdict,
            by=by,
            sentence=sentence,
            lacks=found.lacks,
            row=item.row.shown() if item.row else "",
            instead=found.instead,
        )

    def _weighed(self, found: Sequence[Found], sentence: str, said: str, claim: Terms) -> Sequence[Found]:
        """Say how sure the quotes of a sentence are; those that are not sure enough support it in part only.

        Nor do they support more of what is `said`, the sentence or a part of it, where an uncommon word of it stands in
        no passage, or a quote says who does it to whom the other way round, or what was asked has another figure.
        `claim` are the terms of it.
        """
        if not found:
            return ()
        signals, uncommon = self.signals(found, sentence), self._uncommon.missing(said, claim)
        places = [self._place(item.evidence, said) for item in found]
        known = [place for place in places if place]
        misplaced = frozenset[str]().union(*(place.elsewhere for place in known))
        if len(known) == len(found) and all(place.is_named for place in known):
            signals = replace(signals, rivalry=float(bool(misplaced)), kept=1.0)  # a row's words have no order
        elsewhere = (*self._asked_elsewhere(claim, found), *as_written(misplaced, (said, self._asked), self._language))
        unscaled = [_without_scale(claim, item.evidence) for item in found]
        instead = [(place.instead if place else "") or cell for place, cell in zip(places, unscaled, strict=True)]
        added = (*uncommon, *(() if any(instead) else elsewhere))  # a cell says more than the words that name it
        # Of "Yes." the question was compared in its place: what that lacks the sentence does not say.
        lacks = [_lacks(item.support, said, added) if amount(claim) else () for item in found]
        weighed = [
            replace(item, signals=signals, lacks=lack, instead=cell)
            for item, lack, cell in zip(found, lacks, instead, strict=True)
        ]
        exchanged = any(are_exchanged(said, item.evidence.said, self._language) for item in found)
        if confidence(signals) >= SURE and not (uncommon or exchanged or elsewhere or misplaced or any(unscaled)):
            return weighed
        return [replace(one, support=replace(one.support, verdict="partly")) if one.rank else one for one in weighed]

    def _asked_elsewhere(self, claim: Terms, found: Sequence[Found]) -> tuple[str, ...]:
        """List the words of the question, as written, by which another figure answers it than that of a claim."""
        read = [terms.words for item in found for terms in (item.evidence.terms, self._context(item.evidence))]
        others = (item.terms for item in self._evidence)
        words = asked_elsewhere(claim, self._asked_terms, frozenset[str]().union(*read), others)
        return as_written(words, (self._asked,), self._language)

    def _place(self, item: Evidence, said: str) -> Place | None:
        """Find where in its table a claim stands that a row is quoted for."""
        if item.row is None:
            return None
        rows = [
            other.row
            for other in self._evidence
            if other.row and (other.marker, other.row.table) == (item.marker, item.row.table)
        ]
        return place_of(said, self._asked, item.row, rows, self._language)

    def signals(self, found: Sequence[Found], sentence: str) -> Signals:
        """Measure what tells whether quotes that have the words of a sentence say it."""
        denied, quotes = self._read(sentence).denied, [item.evidence.said for item in found]
        carried = any(item.rank == _RANK["supported"] for item in found)
        return Signals(
            carried=carried,
            denies_alone=bool(denied) and denied.isdisjoint(self._denied),
            rivalry=self._company.rivalry(sentence, quotes if carried else ()),
            kept=Company(quotes, self._language).kept(sentence),
        )


def as_written(words: Set[str], texts: Iterable[str], language: str) -> tuple[str, ...]:
    """Give the words of some texts, as written, whose stems are among `words`."""
    return tuple(word for text in texts for word in WORD.findall(text) if not words.isdisjoint(stems(word, language)))


def _without_scale(claim: Terms, item: Evidence) -> str:
    """Give what a row says of a figure that a claim repeats without the scale of its table, "" where none is so."""
    pairs = ((figure, known) for figure in claim.quantities for known in item.terms.quantities)
    known = next((known for figure, known in pairs if figure.leaves_out_scale(known)), None)
    return f"{item.row.label} · {known.written} × {known.declared:,}" if item.row and known else ""


def _is_decided(found: Found) -> bool:
    """Whether nothing else can change what a quote says of its claim."""
    return found.rank == _RANK["supported"] or found.support.contradicted


def _lacks(support: Support, said: str, uncommon: Sequence[str]) -> tuple[str, ...]:
    """List what is missing, once each; the capital of a sentence's first word may be that of any word."""
    names = [name for name in support.missing_names if not (said.lstrip("*_ ").startswith(name) and is_common(name))]
    return tuple(dict.fromkeys((*support.missing_numbers, *names, *uncommon)))


def _is_parallel(claim: Terms, said: Sequence[Terms], other: Terms) -> bool:
    """Whether a sentence has as much of the claim's words as one of those before: it may be another version of it."""
    shared = len(claim.words & other.words)
    return shared > 0 and any(len(claim.words & terms.words) <= shared for terms in said)


def _numbers_of(texts: Sequence[Terms]) -> Terms:
    """Put the numbers and dates of some texts together; their words are left out."""
    quantities = tuple(figure for terms in texts for figure in terms.quantities)
    return replace(read_terms(""), quantities=quantities, dates=tuple(date for terms in texts for date in terms.dates))


def context_of(passage: Passage, offset: int | None = None) -> str:
    """Say where a passage, or what is at an `offset` of it, stands; words of file names apart: "fees_2026.pdf"."""
    places = passage.places() if offset is None else (passage.place_at(offset),)
    return " ".join((passage.document_name, *places)).replace("_", " ")


def amount(terms: Terms) -> int:
    """Count what there is to compare."""
    return len(terms.words) + len(terms.quantities) + len(terms.dates)


def makes_claim(sentence: str) -> bool:
    """Whether a sentence can be true or false: no heading, no question, no line that only leads to the next ones."""
    return any(map(str.isalnum, sentence)) and not sentence.startswith("#") and not sentence.endswith(("?", ":"))
