"""Check by rules whether a quote supports a sentence: the same words, numbers, dates and names, and no negation."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.answering.dates import Date
from app.answering.order import are_at_odds, are_opposite, may_be_at_odds, requires, settled_words
from app.answering.quantities import Quantity, numbers_of
from app.answering.terms import Terms
from app.answering.types import Verdict

SUPPORTED = 0.6
PARTLY = 0.35
_NUMBER_WEIGHT = 1.5  # against 1 for a word: a wrong number is a wrong answer


@dataclass(frozen=True, slots=True)
class Support:
    """How far a piece of evidence carries a sentence, and what of the sentence it lacks, as written there."""

    verdict: Verdict
    score: float  # share of the sentence's terms that the evidence has, 0 to 1
    missing_numbers: tuple[str, ...]
    missing_names: tuple[str, ...]
    contradicted: bool  # one of the two denies what the other affirms


def compare(claim: Terms, evidence: Terms, context: Terms) -> Support:
    """Judge what `evidence` says for `claim`. `context` (document, headings) may lend names and years only."""
    figures = _figures(claim, context)
    missing = _missing_numbers(figures, claim.dates, evidence)
    names = _missing_names(claim, evidence, context)
    count = len(figures) + len(claim.dates)
    lacking = len(claim.words - evidence.words - (claim.names.keys() - names)) + _NUMBER_WEIGHT * len(missing)
    total = len(claim.words) + _NUMBER_WEIGHT * count
    score = 1 - lacking / total if total else 0.0
    contradicted = _contradict(claim, evidence)
    if contradicted or score < PARTLY or (missing and len(missing) == count):
        verdict: Verdict = "unsupported"
    else:
        verdict = "supported" if score >= SUPPORTED and not missing and not names else "partly"
    return Support(verdict, score, missing, _as_written(claim, names), contradicted)


def missing_numbers(claim: Terms, evidence: Terms, context: Terms) -> tuple[str, ...]:
    """List the numbers and dates of `claim`, as written, that `evidence` does not have and `context` does not lend."""
    return _missing_numbers(_figures(claim, context), claim.dates, evidence)


def missing_names(claim: Terms, evidence: Terms, context: Terms) -> tuple[str, ...]:
    """List the names of `claim`, as written, that neither `evidence` nor `context` has."""
    return _as_written(claim, _missing_names(claim, evidence, context))


def _as_written(claim: Terms, names: frozenset[str]) -> tuple[str, ...]:
    return tuple(claim.names[name] for name in sorted(names))


def _figures(claim: Terms, context: Terms) -> list[Quantity]:
    # "In 2026, sticks are blocked" is carried by a policy with 2026 in its name that says "Sticks are blocked."
    lent = {quantity.year for quantity in context.quantities} - {None}
    return [figure for figure in claim.quantities if not figure.weak and figure.year not in lent]


def _missing_numbers(figures: Sequence[Quantity], dates: Sequence[Date], evidence: Terms) -> tuple[str, ...]:
    if not figures and not dates:
        return ()
    of_dates = numbers_of(evidence.dates, ())
    known = of_dates | numbers_of((), evidence.quantities)
    quantities = (
        figure.written
        for figure in figures
        if not any(figure.agrees(other) for other in evidence.quantities)
        and (figure.unit or not figure.values & of_dates)
    )
    return (*quantities, *(date.written for date in dates if not date.within(evidence.dates, known)))


def _missing_names(claim: Terms, evidence: Terms, context: Terms) -> frozenset[str]:
    missing = claim.names.keys() - evidence.words - context.words
    if not missing:
        return frozenset()
    initials = f"{evidence.initials} {context.initials}"
    return frozenset(name for name in missing if not (_is_abbreviation(claim.names[name]) and name in initials))


def _is_abbreviation(written: str) -> bool:
    return len(written) > 1 and re.sub(r"['’]s\Z", "", written).isupper()


def _contradict(one: Terms, other: Terms) -> bool:
    if not (one.denied or other.denied):
        # Where one denies, its order may be meant the other way round: "not before the end", "after the end".
        return are_opposite(one.orders, other.orders)
    settled = settled_words(one.orders, other.orders)
    agree = one.denied & other.denied - settled or _meets(one, other) or _meets(other, one)
    if agree and not are_at_odds(one.orders, other.orders):
        return False
    return bool((_denies(one, other) | _denies(other, one)) - settled)


def _denies(one: Terms, other: Terms) -> frozenset[str]:
    """Give what a text denies only and another affirms only."""
    return (one.denied - one.affirmed) & (other.affirmed - other.denied - other.doubtful)


def _meets(one: Terms, other: Terms) -> bool:
    """Whether a text has with it what another is not without: "with consent", "not without consent"."""
    if are_opposite(one.orders, other.orders) or may_be_at_odds(one.orders, other.orders):
        return False
    return requires(other.orders, one.affirmed - one.denied - one.doubtful, bool(one.dates or one.quantities))
