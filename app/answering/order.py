"""What a text puts before something and what after it: words that mostly say nothing, but not where they change."""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import TypeAlias

from app.answering.denial import Word

_BEFORE = frozenset({"before", "vor", "avant", "antes", "prima", "före", "før"})
_AFTER = frozenset({"after", "nach", "après", "después", "dopo", "depois", "efter", "etter"})
_PAUSE = re.compile(r"[^\s\w'’-]")
MOST_BETWEEN = 4
"""Words between such a word and what it stands before: "before the first of the"."""

Order: TypeAlias = tuple[str, bool]
"""The stem of a word, and whether something is after it (True) or before it."""


def orders_of(text: str, words: Sequence[Word]) -> frozenset[Order]:
    """Give what a text puts something before or after: the next content word of its phrase.

    `text` has the blanks that were put for its figures: "after 2 years" is for those who compare figures.
    """
    return frozenset(_orders(text, words))


def _orders(text: str, words: Sequence[Word]) -> Iterator[Order]:
    for place, word in enumerate(words):
        if (lower := word.written.lower()) in _BEFORE | _AFTER:
            following = words[place + 1 : place + 2 + MOST_BETWEEN]
            skipped = [
                *takewhile(lambda other: not other.stems or other.written.lower() in _BEFORE | _AFTER, following)
            ]
            reached = following[len(skipped) : len(skipped) + 1]
            if reached and reached[0].stems and not _PAUSE.search(text[word.end : reached[0].start]):
                yield reached[0].stems[0], lower in _AFTER


def are_opposite(one: frozenset[Order], other: frozenset[Order]) -> bool:
    """Whether one text puts something only before what another puts it only after."""
    return any((stem, not after) in other - one and (stem, after) not in other for stem, after in one)
