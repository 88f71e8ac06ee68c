"""Words that mostly say nothing, but not where they change: what a text puts before and after something, and the like.

"Before the end" and "after the end", "all staff" and "some staff", "unless he objects" and "if he objects".
"""

import re
from collections.abc import Iterator, Sequence, Set
from itertools import product, takewhile
from typing import TypeAlias, get_args

from app.answering.conditions import MARK, Kind, conditions_in
from app.answering.degrees import DONE, NOT_DONE, degrees_of
from app.answering.denial import Word


def _words(listed: str, relation: str) -> dict[str, str]:
    return dict.fromkeys(listed.split(), relation)


_PLACES = _words("before vor avant antes prima före før", "before") | _words(
    "after nach après después dopo depois efter etter", "after"
)
_PAUSE = re.compile(r"[^\s\w'’-]")
_TO = re.compile(r"\s+to\b")
_FIGURE = re.compile(r"\s{3,}")  # the blanks that were put for it
FIGURE = "#"
MOST_BETWEEN = 4
"""Words between such a word and what it stands before: "before the first of the"."""
_MOST_OF_CONDITION = 6  # content words of what something depends on that are compared
_ENOUGH = 0.5  # of these, for two texts to speak of the same

Order: TypeAlias = tuple[str, str]
"""The stem of a word and whether something is "before" or "after" it; stems, with a blank between, and a `Kind`;
or a degree of it."""

_REQUIRING = ("needed", "required")
_CONTRARY = frozenset((*product(_REQUIRING, ("free", "regardless")), ("barred", "regardless")))
_DOUBTFUL = _CONTRARY | frozenset(product((*_REQUIRING, "given"), ("barred",)))
_KINDS = frozenset(get_args(Kind))
_DROPPED = _KINDS - {"free", "regardless"}


def orders_of(text: str, words: Sequence[Word]) -> frozenset[Order]:
    """Give what a text puts something before or after: the next content word of its phrase, and what depends on what.

    `text` has the blanks that were put for its figures: "after 2 years" is for those who compare figures.
    """
    conditions = [*_conditions(text, words)]
    # What is done on a condition may be said as what is not done without it.
    degrees = [order for order in degrees_of(text, words) if not (conditions and order[1] in (DONE, NOT_DONE))]
    return frozenset((*_orders(text, words), *conditions, *degrees))


def _orders(text: str, words: Sequence[Word]) -> Iterator[Order]:
    for place, word in enumerate(words):
        lower = word.written.lower()
        if relation := "before" if lower == "prior" and _TO.match(text, word.end) else _PLACES.get(lower):
            following = words[place + 1 : place + 2 + MOST_BETWEEN]
            skipped = [*takewhile(lambda other: not other.stems or other.written.lower() in _PLACES, following)]
            reached = following[len(skipped) : len(skipped) + 1]
            if reached and reached[0].stems and not _PAUSE.search(text[word.end : reached[0].start]):
                yield reached[0].stems[0], relation
            if (relation == "before" or text[word.start - 1] == MARK) and _FIGURE.match(text, word.end):
                yield FIGURE, relation


def _conditions(text: str, words: Sequence[Word]) -> Iterator[Order]:
    for condition in conditions_in(text):
        inside = [word for word in words if condition.start <= word.start < condition.end]
        stems = [stem for word in inside for stem in word.stems][:_MOST_OF_CONDITION]
        yield " ".join(stems) or FIGURE, condition.kind


def are_opposite(one: Set[Order], other: Set[Order]) -> bool:
    """Whether one text puts something only before what another puts it only after."""
    turned = {"before": "after", "after": "before"}
    return any(
        relation in turned and (stem, turned[relation]) in other - one and (stem, relation) not in other
        for stem, relation in one
    )


def settled_words(one: Set[Order], other: Set[Order]) -> frozenset[str]:
    """Give the stems that a text denies though it does not mean so: what it is not without, or bars like the other."""
    needed = {stems for stems, kind in one | other if kind == "needed"}
    barred = {stems for stems, kind in one if kind == "barred"}, {stems for stems, kind in other if kind == "barred"}
    shared = {stems for mine, theirs in product(*barred) if _are_of_one(mine, theirs) for stems in (mine, theirs)}
    return frozenset(stem for stems in needed | shared for stem in stems.split())


def requires(orders: Set[Order], words: Set[str], figured: bool) -> bool:
    """Whether a text requires what most of some words say; `figured` where they have figures beside them."""
    required = [stems.split() for stems, kind in orders if kind in _REQUIRING]
    return any(figured if stems == [FIGURE] else len(words & set(stems)) >= _ENOUGH * len(stems) for stems in required)


def drops_condition(words: Set[str], said: Set[Order]) -> bool:
    """Whether words have nothing of what a text makes something depend on: "may sublet", where "he consents"."""
    return any(kind in _DROPPED and stems != FIGURE and words.isdisjoint(stems.split()) for stems, kind in said)


def are_at_odds(one: Set[Order], other: Set[Order]) -> bool:
    """Whether one text requires what the other says is not needed."""
    return _differ(one, other, _CONTRARY)


def may_be_at_odds(one: Set[Order], other: Set[Order]) -> bool:
    """Whether one text has something with what the other has it without."""
    return _differ(one, other, _DOUBTFUL)


def _differ(one: Set[Order], other: Set[Order], kinds: Set[tuple[str, str]]) -> bool:
    mine, theirs = ([order for order in orders if order[1] in _KINDS] for orders in (one, other))
    return any(
        not kinds.isdisjoint({(kind, their_kind), (their_kind, kind)}) and _are_of_one(stems, their_stems)
        for (stems, kind), (their_stems, their_kind) in product(mine, theirs)
    )


def _are_of_one(one: str, other: str) -> bool:
    """Whether two conditions have most words in common."""
    mine, theirs = set(one.split()) - {FIGURE}, set(other.split()) - {FIGURE}
    return bool(mine & theirs) and len(mine & theirs) >= _ENOUGH * min(len(mine), len(theirs))
