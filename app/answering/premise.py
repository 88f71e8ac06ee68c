"""Doubt what a question takes for granted: "Since 60 days are allowed, …" where the passages say 28, or nothing."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.answering.cite import context_of
from app.answering.evidence import evidence_of, language_of_passages
from app.answering.phrases import phrases_for
from app.answering.premise_forms import PremiseForms, forms_for
from app.answering.quantities import Quantity, numbers_of
from app.answering.rerank import rare_overlap
from app.answering.terms import read_terms, stems
from app.answering.types import Passage
from app.answering.units import is_money, same_unit, unit_of
from ingest.sentences import sentence_spans
from vectorstore.language import language_of

NEARER = 0.05
"""Share of the question that a sentence with another number must have beyond that with the number of the question."""

_ASKING = ("?", "؟", "？")
_RANGE = re.compile(
    r"(?<![A-Za-z0-9:.,-])(\d+)\s*(?:(?:to|bis|à|al?|tot|até|hasta|到|至|إلى|–|-)\s*(\d+)(?![\d:])"
    r"|(?:or more|oder mehr|ou plus|o más|o più|ou mais|of meer)\b)\s*([^\W\d_]*)"
)
_BESIDE = re.compile(r"(?:\s?%|[-\s]per\s?cent|[-\s][^\W\d_]+(?:/[^\W\d_]+)?(?![\w-]))?")
_LONGEST_SYMBOL = 3  # letters
_NAME_RUN = re.compile(r"[A-Z]\w+(?:[ -][A-Z]\w+)*")


@dataclass(frozen=True, slots=True)
class Premise:
    """Words of a question that take something for granted; of a mere name only numbers with a unit are meant."""

    text: str
    is_name: bool = False  # "the 60-day term", where "the 2026 report" says nothing that could be wrong


def premises_of(question: str) -> Iterator[Premise]:
    """Yield what a question takes for granted: its reasons, what it states first, what it asks the reason of.

    Known in nine languages. What the asker says of themselves, or only supposes, is none.
    """
    forms = forms_for(language_of(question))
    # Its lines stay apart; runs of blanks would make long work of the patterns.
    question = re.sub(r"[^\S\n]+", " ", question.replace("’", "'"))
    yield from (premise for premise in _read(question, forms) if not forms.supposed.search(premise.text))


def _read(question: str, forms: PremiseForms) -> Iterator[Premise]:
    sentences = [question[start:end] for start, end in sentence_spans(question)]
    for number, sentence in enumerate(sentences):
        if match := forms.why.match(sentence) or forms.tagged.fullmatch(sentence):
            yield Premise(match["premise"])
        elif sentence.endswith(_ASKING) or not any(later.endswith(_ASKING) for later in sentences[number:]):
            rest = sentence
            for cause in forms.causes:
                yield from (Premise(match["premise"]) for match in cause.finditer(rest))
                rest = cause.sub("", rest)
            yield from (Premise(match["premise"], is_name=True) for match in forms.named.finditer(rest))
        elif not forms.example.match(sentence):
            yield Premise(sentence)


def doubts(question: str, passages: Sequence[Passage]) -> tuple[str, ...]:
    """Name the numbers, dates and names that a question takes for granted and the passages do not bear out.

    () where nothing is taken for granted, or where there are no passages to compare it with.
    """
    premises = list(premises_of(question))
    if not premises or not passages:
        return ()
    doubter = _Doubter(question, passages)
    return tuple(dict.fromkeys(doubt for premise in premises for doubt in doubter.doubts(premise)))


@dataclass(frozen=True, slots=True)
class _Figure:
    """A number as it stands in a sentence: also "m/s" and "ppm" tell it from others."""

    quantity: Quantity
    unit: str
    written: str  # with what stands beside it

    def agrees(self, other: "_Figure") -> bool:
        """Whether both may be the same number of the same thing."""
        return self.quantity.agrees(other.quantity) and same_unit(self.unit, other.unit)


class _Doubter:
    """Compares the premises of one question with the passages of its answer."""

    def __init__(self, question: str, passages: Sequence[Passage]) -> None:
        self._language = language_of_passages(passages)
        self._asked_in = language_of(question)
        self._phrases = phrases_for(question)
        self._evidence = evidence_of(passages, self._language)
        self._figures = [_figures(item.terms.quantities, item.said, self._language) for item in self._evidence]
        contexts = [read_terms(context_of(passage), self._language).words for passage in passages]
        words = [item.terms.words | contexts[item.marker - 1] for item in self._evidence]
        whole = [
            context.union(*(item.terms.words for item in self._evidence if item.marker == marker))
            for marker, context in enumerate(contexts, 1)
        ]
        self._words = frozenset[str]().union(*whole)
        nearness = rare_overlap(read_terms(question, self._language).words, [*words, *whole]).tolist()
        self._nearness, self._whole_nearness = nearness[: len(words)], nearness[len(words) :]
        self._dates = [date for item in self._evidence for date in item.terms.dates]
        self._numbers = numbers_of(self._dates, (figure for item in self._evidence for figure in item.terms.quantities))
        self._ranges = [found.groups() for passage in passages for found in _RANGE.finditer(passage.text)]

    def doubts(self, premise: Premise) -> Iterator[str]:
        """Yield a warning for each number, date and name of the premise."""
        text = forms_for(self._asked_in).labelled.sub("", premise.text).strip()
        terms = read_terms(text, self._language)
        unknown = [date.written for date in terms.dates if not date.within(self._dates, self._numbers)]
        for figure in _figures(terms.quantities, text, self._asked_in):
            quantity = figure.quantity
            if quantity.weak or quantity.year is not None or (premise.is_name and not figure.unit):
                continue
            if not figure.unit and quantity.written not in text:  # a number word that may be none: "sei", "Acht"
                continue
            if not self._has(figure):
                unknown.append(figure.written)
            elif nearer := self._nearer(figure):
                other, marker = nearer
                yield self._phrases.says_other.format(words=figure.written, other=other.written, marker=marker)
        # In another language the passages would have other names: "Zentralbank" for "Central Bank".
        unknown += self._unknown_names(text, terms.names) if self._asked_in == self._language else []
        yield from (self._phrases.says_alone.format(words=words) for words in unknown)

    def _unknown_names(self, text: str, names: Mapping[str, str]) -> list[str]:
        # The first word of a sentence has a capital anyway.
        unknown = {name for stem, name in names.items() if stem not in self._words and not text.startswith(name)}
        runs = [run.group() for run in _NAME_RUN.finditer(text)]
        return [run for run in runs if not unknown.isdisjoint(run.split())]

    def _has(self, figure: _Figure) -> bool:
        if any(figure.agrees(other) for figures in self._figures for other in figures) or self._in_range(figure):
            return True
        return not figure.unit and not figure.quantity.values.isdisjoint(numbers_of(self._dates, ()))

    def _in_range(self, figure: _Figure) -> bool:
        return any(
            isinstance(value, Decimal) and int(low) <= value <= int(high or value)
            for low, high, beside in self._ranges
            if not figure.unit or not beside or figure.unit in (unit_of(beside), beside.lower()[: len(figure.unit)])
            for value in figure.quantity.values
        )

    def _nearer(self, figure: _Figure) -> tuple[_Figure, int] | None:
        """Give another number of the unit, and its passage, that is nearer to the question than any `figure` is."""
        own, best, found = 0.0, 0.0, None
        for item, figures, near in zip(self._evidence, self._figures, self._nearness, strict=True):
            if any(figure.agrees(other) for other in figures):
                # A line that is no sentence leaves to what is around it what it speaks of; a row names it.
                is_part = item.row is None and not item.text.endswith((".", "!", "?"))
                own = max(own, self._whole_nearness[item.marker - 1] if is_part else near)
            elif same := [other for other in figures if other.unit == figure.unit and not other.quantity.weak]:
                best, found = (near, (same[0], item.marker)) if near > best else (best, found)
        return found if figure.unit and best > own + NEARER and not self._in_range(figure) else None


def _figures(quantities: Iterable[Quantity], text: str, language: str) -> list[_Figure]:
    """Read what stands beside the quantities of a text."""
    return [_figure(quantity, text, language) for quantity in quantities]


def _figure(quantity: Quantity, text: str, language: str) -> _Figure:
    beside = _beside(quantity.written, text)
    if beside is None or (is_money(quantity.unit) and not quantity.written[0].isdigit()):
        return _Figure(quantity, quantity.unit, quantity.written)
    word = beside.strip(" -")
    unit = quantity.unit or (word if _is_symbol(word, language) else "")
    return _Figure(quantity, unit, " ".join(f"{quantity.written}{beside}".split()) if unit else quantity.written)


def _beside(written: str, text: str) -> str | None:
    """Give what stands right after a number where it stands by itself, None where it does not."""
    place = text.find(written)
    while place >= 0:
        before = text[place - 1 : place]
        if not before or not (before.isalnum() or before in "_.,"):
            found = _BESIDE.match(text, place + len(written))
            return found.group() if found else ""
        place = text.find(written, place + 1)
    return None


def _is_symbol(word: str, language: str) -> bool:
    """Whether a word beside a number may be a unit: "m/s", "ppm", "V", but not "of" or "pumps"."""
    if len(word) == 1:
        return word not in "aAIyeoàu"
    return "/" in word or (len(word) <= _LONGEST_SYMBOL and stems(word, language) != ())
