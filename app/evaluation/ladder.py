"""The ladder of text lengths: which facts stand where in which text, and how far a model reads by what it found. Pure.

The rule is NoLiMa's (arXiv 2502.05167): a model reads as far as it keeps 85 % of what it finds in a short text.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.evaluation.charts import Cell
from app.evaluation.probes import Probe
from app.records.windows import Trial
from ingest.sentences import sentence_spans

SHORTEST = 512
"""Tokens of the first rung; each further one has twice as many."""

DEPTHS = (0.0, 0.25, 0.5, 0.75, 1.0)

MOST_TEXTS = 4
"""Texts of one length: with five facts in each, 20 questions, and 4 a field of the map."""

KEPT = 0.85

LEAST_BASE = 0.5
"""Share found in the shortest text below which 85 % of it is within the noise of 20 questions."""

ENDED_BELOW = 2
"""Rungs in a row on which too little was found that end the ladder: one may be bad luck, more only cost time."""

FILLED = 0.9
"""Part of a rung's tokens that a text must have to count as that long: texts end with a sentence."""


@dataclass(frozen=True, slots=True)
class Planted:
    """A fact and the depth at which it is to stand."""

    probe: Probe
    depth: float


def rungs(largest: int) -> tuple[int, ...]:
    """Give the lengths to try, in tokens, rising to `largest` at most."""
    doublings = (largest // SHORTEST).bit_length()
    return tuple(SHORTEST << doubled for doubled in range(doublings))


def arrange(probes: Sequence[Probe], rung: int) -> tuple[tuple[Planted, ...], ...]:
    """Say which facts stand where in each text of a rung (counted from 0): one at each depth, MOST_TEXTS at most.

    Every rung has the same facts, so that only its length differs; each fact moves on by one depth from rung to rung,
    so that no depth has the easier ones.
    """
    count = len(DEPTHS)
    texts = min(MOST_TEXTS, len(probes) // count)
    return tuple(
        tuple(
            Planted(probe, DEPTHS[(place + rung + text) % count])
            for place, probe in enumerate(probes[text * count : (text + 1) * count])
        )
        for text in range(texts)
    )


def plant(text: str, planted: Sequence[Planted]) -> str:
    """Put each fact into the text, at the end of the sentence nearest to its depth."""
    ends = [0, *(end for _, end in sentence_spans(text))]
    places = [(min(ends, key=lambda end: abs(end - each.depth * ends[-1])), each.depth, each) for each in planted]
    for place, _, each in sorted(places, key=lambda known: known[:2], reverse=True):
        before, fact, after = text[:place], each.probe.fact, text[place:]
        if not before:
            text = f"{fact}\n{after}"
        elif after.lstrip(" ").startswith("\n") or not after:  # such as after a heading or the row of a table
            text = f"{before}\n{fact}{after}"
        else:
            text = f"{before} {fact}{after}"
    return text


def longest_text(text: str, planted: Sequence[Planted], fits: Callable[[str], bool]) -> str:
    """Plant the facts into as many whole sentences of the text, from its beginning, as fit; "" where not even none do.

    `fits` judges the text with the facts in it. It counts a whole prompt, so the number of sentences is bisected.
    """
    ends = [0, *(end for _, end in sentence_spans(text))]
    chosen, low, high = "", 0, len(ends) - 1
    while low <= high:
        middle = (low + high + 1) // 2
        tried = plant(text[: ends[middle]], planted)
        if fits(tried):
            chosen, low = tried, middle + 1
        else:
            high = middle - 1
    return chosen


def cells(trials: Sequence[Trial]) -> tuple[Cell, ...]:
    """Sum the trials up by length and depth, in rising order of both."""
    by_place = defaultdict[tuple[int, float], list[bool]](list)
    for trial in trials:
        by_place[trial.tokens, trial.depth].append(trial.found)
    return tuple(Cell(*place, sum(found), len(found)) for place, found in sorted(by_place.items()))


def shares(trials: Sequence[Trial]) -> dict[int, float]:
    """Give the share of facts found on each rung, in rising order, without one that was not asked to its end."""
    by_length = defaultdict[int, list[bool]](list)
    for trial in trials:
        by_length[trial.tokens].append(trial.found)
    most = max(map(len, by_length.values()), default=0)
    return {tokens: sum(found) / most for tokens, found in sorted(by_length.items()) if len(found) == most}


def effective_window(trials: Sequence[Trial]) -> int | None:
    """Give the longest length up to which every rung keeps 85 % of the first.

    None where the first has too little, and where it is the only one: that says nothing of longer texts.
    """
    found = shares(trials)
    base = next(iter(found.values()), 0.0)
    if base < LEAST_BASE or len(found) == 1:
        return None
    kept = 0
    for tokens, share in found.items():
        if share < KEPT * base:
            break
        kept = tokens
    return kept


def is_lost(trials: Sequence[Trial]) -> bool:
    """Whether longer texts need not be tried: the last rungs were too poor, or the first says nothing at all."""
    found = list(shares(trials).values())
    if not found:
        return False
    poor = [share < KEPT * found[0] for share in found]
    return found[0] < LEAST_BASE or (len(poor) > ENDED_BELOW and all(poor[-ENDED_BELOW:]))
