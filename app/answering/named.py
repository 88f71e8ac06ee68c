"""Which documents a question names: by the words of their names, and by the years in them.

Every chunk is found by the name of its document too, since that stands in the chunk's line of context. What is added
here is what words alone do not find: names written as one or cut short (BESTBUY_2023_10K.pdf is named by "Best Buy",
MGMRESORTS_2022_10K.pdf by "MGM"), years ("in FY2023"), and documents that are cited ("according to the handbook").
"""

import math
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePath

from app.answering.terms import stem_of, stems

LEAST_SHARE = 0.6
"""Of a name's words, rare ones counting more, that a question must have to name it."""
WORDS_BONUS = 0.1
"""What a chunk's score gains where the words of its document's name are those that the question has."""
YEAR_BONUS = 0.2
"""What it gains where the year in that name is the last one asked."""
OTHER_YEAR = 0.5
"""Of that bonus for another year asked, or the year after: reports look back."""

_REMEMBERED = 1 << 14
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SHORT_YEAR = re.compile(r"\bFY ?['’]?(\d\d)(?!\d)", re.IGNORECASE)
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s?\Z")
_CITED = re.compile(
    r"\b(?:in|from|per|under|according to|based on)\s+((?:\w+[\s_-]+){0,4}\w+)"
    r"|\b(?:the|our)\s+((?:\w+[\s_-]+){0,3}\w+)\s+(?:says?|states?|tells?|mentions?|requires?|allows?)\b",
    re.IGNORECASE,
)
_LONGEST_RUN = 4  # words of a question that a name may write as one
_SHORTEST_START = 3  # letters of a name's word that may stand for all of it


@dataclass(frozen=True, slots=True)
class Name:
    """The words of a document's name in lower case, and its years; other numbers alone say nothing."""

    file: str  # the name itself, in lower case
    words: tuple[str, ...]
    years: frozenset[int]


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a question may name a document."""

    text: str  # in lower case
    stems: frozenset[str]
    cited: frozenset[str]  # stems of the words after "in", "according to" and their like
    glued: frozenset[str]  # runs of its words, written as one
    starts: frozenset[str]  # names in it that may be the beginnings of words
    years: frozenset[int]


@lru_cache(maxsize=_REMEMBERED)
def read_name(name: str) -> Name:
    """Read the name of a file: its words part at marks, at years and at capitals inside."""
    stem = PurePath(name).stem
    words = [word.casefold() for word in _words(_YEAR.sub(" ", stem))]
    return Name(name.casefold(), tuple(dict.fromkeys(word for word in words if not word.isdigit())), _years(stem))


def read_question(text: str) -> Asked:
    """Read what of a question may name a document."""
    words = _words(text)
    runs = ("".join(words[start:end]) for start in range(len(words)) for end in _ends(start, len(words)))
    short = (2000 + int(year) for year in _SHORT_YEAR.findall(text))
    cited = (word for match in _CITED.finditer(text) for word in _words(match.group(1) or match.group(2)))
    return Asked(
        text=text.casefold(),
        stems=_stems(words),
        cited=_stems(cited),
        glued=frozenset(map(str.casefold, runs)),
        starts=frozenset(_starts(words)),
        years=_years(text).union(short),
    )


class DocumentNames:
    """The names of the documents that may be asked, by their numbers."""

    def __init__(self, names: Mapping[int, str]) -> None:
        self._names = {number: read_name(name) for number, name in names.items()}
        self._holders, self._forms = defaultdict[str, list[int]](list), defaultdict[str, set[str]](set)
        for number, name in self._names.items():
            for word in name.words:
                self._holders[word].append(number)
                self._forms[stem_of(word)].add(word)
        self._weights = {word: math.log(len(names) / len(numbers)) for word, numbers in self._holders.items()}
        self._sorted = sorted(self._holders)

    def named(self, question: str) -> dict[int, float]:
        """Give the documents that `question` names, with the bonus that their chunks get for it."""
        asked = read_question(question)
        plain = {word for stem in asked.stems for word in self._forms.get(stem, ())}
        other = self._in_other_forms(asked) - plain
        matched = self._matched(plain | other)
        most = max(matched.values(), default=0.0)
        best = [number for number, weight in matched.items() if weight == most]
        cited = any(_is_cited(self._names[number], asked) for number in best)
        enough = cited or any(most >= LEAST_SHARE * self._weight(self._names[number].words) for number in best)
        bonuses = defaultdict[int, float](float)
        if cited or (enough and any(_is_meant(self._names[number].words, plain, other) for number in best)):
            bonuses |= {number: WORDS_BONUS * weight / most for number, weight in matched.items()}
        for number, fit in self._by_year(asked, best if enough else self._names).items():
            bonuses[number] += YEAR_BONUS * fit
        return dict(bonuses)

    def _in_other_forms(self, asked: Asked) -> set[str]:
        """Give the words of names that a question writes as several, or cuts short."""
        had = {*(asked.glued & self._weights.keys())}
        for start in asked.starts:
            first = bisect_left(self._sorted, start)
            had |= {*self._sorted[first : bisect_left(self._sorted, start + "\U0010ffff")]}
        return had

    def _matched(self, had: Collection[str]) -> dict[int, float]:
        matched = defaultdict[int, float](float)
        for word in sorted(had, key=self._weights.__getitem__):
            for number in self._holders[word] if self._weights[word] else ():
                matched[number] += self._weights[word]
        return matched

    def _weight(self, words: Iterable[str]) -> float:
        return sum(self._weights[word] for word in words)

    def _by_year(self, asked: Asked, documents: Collection[int]) -> dict[int, float]:
        if not asked.years:
            return {}
        last = max(asked.years)
        near = asked.years | {last + 1}
        years = {number: self._names[number].years for number in documents}
        if 2 * sum(map(bool, years.values())) < len(years):  # where few names have a year, it is that of one of them
            return {}
        fits = {number: 1.0 if last in its else OTHER_YEAR for number, its in years.items() if its & near}
        return fits if len(fits) < len(documents) or len(set(fits.values())) > 1 else {}


@lru_cache(maxsize=8)
def document_names(documents: tuple[tuple[int, str], ...]) -> DocumentNames:
    """Read the names of documents, (number, name) each; remembered as long as they stay."""
    return DocumentNames(dict(documents))


def best_named(bonuses: Mapping[int, float]) -> list[int]:
    """Give the documents that a question names best."""
    most = max(bonuses.values(), default=0.0)
    return [number for number, bonus in bonuses.items() if bonus == most]


def _is_cited(name: Name, asked: Asked) -> bool:
    return name.file in asked.text or stem_of(name.words[-1]) in asked.cited


def _is_meant(name: Sequence[str], plain: Collection[str], other: Collection[str]) -> bool:
    """Whether a question means a document, and does not just have words that its name has too."""
    whole = len(name) > 1 and all(word in plain for word in name)
    return whole or any(word in other for word in name)


def _words(text: str) -> list[str]:
    return [_POSSESSIVE.sub("", word) for word in _WORD.findall(_HUMP.sub(" ", text))]


def _stems(words: Iterable[str]) -> frozenset[str]:
    return frozenset(stem for word in words for stem in stems(word))


def _years(text: str) -> frozenset[int]:
    return frozenset(map(int, _YEAR.findall(text)))


def _ends(start: int, words: int) -> range:
    """Where runs of at least two words may end that begin at `start`."""
    return range(start + 2, min(start + _LONGEST_RUN, words) + 1)


def _starts(words: Sequence[str]) -> Iterator[str]:
    """Yield the runs of capitalised words that go on to no other: "MGM" may stand for MGM Resorts, but "General" for
    nothing in "General Motors".
    """  # noqa: D205  # one sentence
    for end in range(1, len(words) + 1):
        if end < len(words) and words[end][0].isupper():
            continue
        start = end
        while start > 0 and words[start - 1][0].isupper() and stems(words[start - 1]):
            start -= 1
        run = "".join(words[start:end]).casefold()
        if len(run) >= _SHORTEST_START:
            yield run
