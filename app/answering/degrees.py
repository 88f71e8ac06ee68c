"""How many, how often, and whether one may or must: small words by which a sentence says more than its text.

"All staff" is more than "some staff" says, "must" more than "may". Known of English and German. Pure.
"""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import permutations, product, takewhile

from app.answering.denial import Word
from app.answering.rates import ADVERB_PERIODS, period_of


def _read(groups: str) -> Mapping[str, str]:
    """Read words and their degrees: "every all" of "all: every all"."""
    lines = (line.split(":") for line in groups.strip().splitlines())
    return {word: degree.strip() for degree, words in lines for word in words.split()}


_OF_WHAT_FOLLOWS = _read(
    """
    all: all every each alle allen aller jeder jede jedes jeden jedem sämtliche sämtlichen
    most: most meisten
    some: some several einige einigen manche manchen mehrere
    few: few wenige wenigen
    may: may
    must: must shall
    above: above
    below: below
    """
)
_TIMES = _read(
    """
    once: once einmal
    twice: twice zweimal
    thrice: thrice dreimal
    four times: viermal
    """
)
_AUXILIARIES = _read(
    "auxiliary: may must shall can cannot could will would should do does did is are was were has have had"
)
_EACH_TIME = re.compile(r"\s+(?:an?|per|every|each|daily|weekly|monthly|yearly|annually|am|pro|je|im|\w+lich)\b")
_GERMAN = {"über": "above", "unter": "below"}  # these are said of much else: only where a measure follows
_MEASURE = re.compile(r"\s+(?:de[mn]\s+)?(?:\w*zins\w*|Index|\w*durchschnitt\w*|\w*wert\w*)\b", re.IGNORECASE)
_PAUSE = re.compile(r"[^\s\w'’-]")
_NOT_PLAIN = frozenset({"only", "not", "never", "nur", "nicht"})
_MOST_BETWEEN = 3  # words between one of these words and what it is said of
_AMOUNTS = ("most", "some", "few")

DONE, NOT_DONE = "done", "not done"

Degree = tuple[str, str]
"""The stem of what a degree is said of ("" for how often), and the degree; or who does what, and whether it is done."""

_MORE = frozenset(
    {
        *product(("all",), _AMOUNTS),
        ("most", "some"),
        ("most", "few"),
        ("some", "few"),
        ("few", "some"),
        ("few", "most"),
        ("few", "all"),
        ("must", "may"),
        *permutations(("above", "below")),
        *permutations((DONE, NOT_DONE)),
        *permutations(ADVERB_PERIODS, 2),
        *permutations(sorted({*_TIMES.values()}), 2),
    }
)
"""What a sentence has and its text has instead, so that it does not say the sentence."""


def degrees_of(text: str, words: Sequence[Word]) -> Iterator[Degree]:
    """Yield the degrees that a text has."""
    for place, word in enumerate(words):
        lower = word.written.lower()
        if lower in _AUXILIARIES:
            yield from _done(text, words, place)
        if lower in _OF_WHAT_FOLLOWS:
            yield from _of_what_follows(text, words, place)
        elif often := period_of(lower):
            yield "", often
        elif lower in _TIMES and _EACH_TIME.match(text, word.end):
            yield "", _TIMES[lower]
        elif lower in _GERMAN and _MEASURE.match(text, word.end):
            yield "", _GERMAN[lower]


def _done(text: str, words: Sequence[Word], place: int) -> Iterator[Degree]:
    """Yield who does what, or does not: "the seller may not terminate"."""
    before, following = words[max(0, place - 1) : place], words[place + 1 : place + 2 + _MOST_BETWEEN]
    skipped = [*takewhile(lambda other: not other.stems, following)]
    verb = following[len(skipped) : len(skipped) + 1]
    if before and before[0].stems and verb and not _PAUSE.search(text[before[0].start : verb[0].start]):
        around = (*words[max(0, place - _MOST_BETWEEN) : place + 1], *skipped)
        is_denied = any(word.negates for word in around)  # "neither party may", "the seller may not"
        yield f"{before[0].stems[0]} {verb[0].stems[0]}", NOT_DONE if is_denied else DONE


def _of_what_follows(text: str, words: Sequence[Word], place: int) -> Iterator[Degree]:
    following = words[place + 1 : place + 2 + _MOST_BETWEEN]
    skipped = [*takewhile(lambda other: not other.stems, following)]
    reached = following[len(skipped) : len(skipped) + 1]
    if any(other.negates or other.written.lower() in _NOT_PLAIN for other in skipped):
        return
    word = words[place]
    degree = _OF_WHAT_FOLLOWS[word.written.lower()]
    if degree == "few" and place and words[place - 1].written.lower() == "a":
        degree = "some"
    if reached and not _PAUSE.search(text[word.end : reached[0].start]):
        yield reached[0].stems[0], degree


def says_more(claim: Set[Degree], said: Set[Degree]) -> bool:
    """Whether a sentence has a degree where its text has another one, which does not say it."""
    mine, theirs = claim - said, said - claim
    return any(of == known and (degree, other) in _MORE for (of, degree), (known, other) in product(mine, theirs))
