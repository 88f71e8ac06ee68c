"""Sentences of two passages that are alike but for one place, where each has another figure or name. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from app.answering.evidence import quotable_spans
from app.answering.quantities import FIGURE_WORDS
from app.answering.terms import WORD, is_negation, stems
from app.answering.types import Passage
from app.answering.units import same_unit, unit_of

NOISE = 0.25
"""Words in which the sentences may differ besides, as a share of those that they have in common."""
FEWEST_COMMON = 2
"""Words that they must have in common, unless the sentences around them are the same: "Release date. 3 May 2026." """
SAME_SETTING = 0.8
"""Share of the words around two sentences that makes what stands around them the same."""
MOST_CHANGED = 5
"""Words of a place in which they differ: a longer one is another statement."""
FEW_SENTENCES = 5
"""Sentences of a passage that is short: all of them are about the same."""
HOW_OFTEN = frozenset({"once", "twice", "daily", "weekly", "monthly", "quarterly", "yearly", "annually"})
"""Words that say as much as a figure."""

Kind = Literal["figure", "name", "word", "small"]

_GLUE = re.compile(r"[ \u00a0,.:/'’–-]{0,2}")
_ITEM = re.compile(r"(?:[#>*•·–-]+\s*)?\(?\d{1,3}(?:\.\d{1,3})*[.)]?\s+(?=[A-Z])")
_YEAR = re.compile(r"(?:19|20)\d\d")
_NO_NAMES = ("ed", "ing", "ion", "ment")
_PLACES = frozenset({"pag", "page", "sheet", "claus", "sect", "articl", "annex", "paragraph", "chapter", "schedul"})
"""Stems of words whose number says where something stands."""
_LIMITS = frozenset({"every", "least", "most", "up"})


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a figure of a sentence: what it is compared by, what it is, and where it stands in the passage."""

    key: str
    kind: Kind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a passage as it is compared."""

    marker: int  # number of its passage, from 1
    start: int
    end: int
    tokens: tuple[Token, ...]
    words: frozenset[str]  # keys of its words and names
    setting: frozenset[str]  # the same of it and of the sentences before and after it
    about: frozenset[str]  # keys of its words, names and figures; of all the passage, where that is a short one


_Sides = tuple[tuple[Token, ...], tuple[Token, ...]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where two sentences differ: what the one has there, and the other."""

    one: tuple[Token, ...]
    other: tuple[Token, ...]
    in_statement: bool  # they share a word that is no name; headings mostly do not

    @property
    def is_figure(self) -> bool:
        """Whether figures differ; else names do."""
        return all(any(token.kind == "figure" for token in side) for side in (self.one, self.other))


def sentences_of(marker: int, passage: Passage) -> list[Sentence]:
    """Read the sentences of a passage, in order."""
    spans = list(quotable_spans(passage))
    tokens = [tuple(tokens_of(passage.text, start, end)) for start, end in spans]
    words = [keys(token for token in item if token.kind in ("word", "name")) for item in tokens]
    content = [content_of(item) for item in tokens]
    whole = _union(content) if len(spans) <= FEW_SENTENCES else None
    return [
        Sentence(
            marker=marker,
            start=start,
            end=end,
            tokens=tokens[index],
            words=words[index],
            setting=_union(words[max(0, index - 1) : index + 2]),
            about=whole or content[index],
        )
        for index, (start, end) in enumerate(spans)
    ]


def tokens_of(text: str, start: int, end: int) -> Iterator[Token]:
    """Yield the words of a sentence; figures that stand together are one: "3 May 2026", "6.5 million"."""
    figure: Token | None = None
    for token in _words_of(text, _after_number(text, start, end), end):
        if figure and token.kind == "figure" and _GLUE.fullmatch(text, figure.end, token.start):
            figure = Token(f"{figure.key} {token.key}", "figure", figure.start, token.end)
            continue
        if figure:
            yield figure
        figure = token if token.kind == "figure" else None
        if not figure:
            yield token
    if figure:
        yield figure


def _after_number(text: str, start: int, end: int) -> int:
    """Give where a sentence begins after the number that it may have as an item or a heading: "8.3 Deductions"."""
    match = _ITEM.match(text, start, end)
    return match.end() if match else start


def keys(tokens: Iterable[Token]) -> frozenset[str]:
    """Give what tokens are compared by, each part of a figure apart."""
    return frozenset(part for token in tokens for part in token.key.split())


def content_of(tokens: Iterable[Token]) -> frozenset[str]:
    """Give the keys of tokens without those that only join."""
    return keys(_without_small(tuple(tokens)))


def only_difference(one: Sentence, other: Sentence) -> Place | None:
    """Give the one place in which two sentences differ, where they are alike but for it; the same twice counts once."""
    common = len(one.words & other.words)
    if max(len(one.words), len(other.words)) > (1 + NOISE) * common + MOST_CHANGED:
        return None  # a quick look: most pairs have little in common
    places, equal, others = _laid_beside(one.tokens, other.tokens)
    words = keys(token for token in equal if token.kind in ("word", "name"))
    if len({(keys(one), keys(other)) for one, other in places}) != 1 or others > NOISE * len(words):
        return None
    alike = len(words) >= FEWEST_COMMON or _same_setting(one.setting, other.setting)
    return Place(*places[0], any(token.kind == "word" for token in equal)) if alike else None


def _laid_beside(one: Sequence[Token], other: Sequence[Token]) -> tuple[list[_Sides], list[Token], int]:
    """Give the places where figures or names differ, what is equal, and how many other words are not."""
    matcher = SequenceMatcher(None, [token.key for token in one], [token.key for token in other], autojunk=False)
    places: list[_Sides] = []
    equal: list[Token] = []
    others = 0
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            equal += one[a:b]
            continue
        # "30 days" and "30 weeks" differ, as "30" and "40" do.
        figure = int(a > 0 and c > 0 and _units_differ(one[a - 1 : b], other[c - 1 : d]))
        sides = _without_small(one[a - figure : b]), _without_small(other[c - figure : d])
        if all(sides) and _comparable(*sides) and not _counts_places(one, a):
            places.append(sides)
        else:
            others += max(map(len, sides))
    return places, equal, others


def _units_differ(one: Sequence[Token], other: Sequence[Token]) -> bool:
    """Whether both are a figure with a unit behind it, and only the units differ."""
    if not len(one) == len(other) == 2 or one[0].kind != "figure":
        return False
    first, second = unit_of(one[1].key), unit_of(other[1].key)
    return bool(first and second) and not same_unit(first, second)


def _counts_places(tokens: Sequence[Token], index: int) -> bool:
    return index > 0 and tokens[index - 1].key in _PLACES


def _without_small(tokens: Sequence[Token]) -> tuple[Token, ...]:
    return tuple(token for token in tokens if token.kind != "small")


def _comparable(one: Sequence[Token], other: Sequence[Token]) -> bool:
    """Whether both hold a figure of one kind, with a unit perhaps, or both are names."""
    first, second = keys(one), keys(other)
    if max(len(first), len(second)) > MOST_CHANGED or any(map(_YEAR.fullmatch, first)) != any(
        map(_YEAR.fullmatch, second)
    ):
        return False
    kinds = [[token.kind for token in side] for side in (one, other)]
    if all("figure" in side for side in kinds):
        return all(side.count("word") <= 1 for side in kinds)
    return all("word" not in side and "name" in side for side in kinds)


def _same_setting(one: Set[str], other: Set[str]) -> bool:
    return len(one & other) >= SAME_SETTING * max(len(one), len(other))


def _union(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset[str]().union(*sets)


def _words_of(text: str, start: int, end: int) -> Iterator[Token]:
    """Yield the words of a sentence; one of a script without spaces gives a token for each pair of letters."""
    for match in WORD.finditer(text, start, end):
        word = match.group()
        opens = match.start() == start or text[start : match.start()].rstrip().endswith(":")
        for stem in stems(word) or ("",):
            kind = _kind(word, stem, opens=opens)
            # A figure is compared as written: a stem would make "2011" and "201" one.
            key = stem if stem and kind != "figure" else word.lower()
            yield Token(key, kind, match.start(), match.end())


def _kind(word: str, stem: str, *, opens: bool) -> Kind:
    """Say what a word is; `opens`: it stands where every word has a capital."""
    if any(map(str.isdigit, stem)) or (word.lower() in FIGURE_WORDS | HOW_OFTEN and word != "may"):
        return "figure"
    if word.lower() in _LIMITS or not (stem or is_negation(word) or (word.isupper() and word not in "AI")):
        return "small"
    is_name = word[0].isupper() and not is_negation(word) and not (opens and word.endswith(_NO_NAMES))
    return "name" if is_name else "word"
