"""Check by rules whether a quote supports a sentence: the same words, numbers, dates and names, and no negation."""

from dataclasses import dataclass

from app.answering.quantities import numbers_of
from app.answering.terms import Terms, read_terms
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


def support(sentence: str, evidence: str, context: str = "") -> Support:
    """Judge what `evidence` says for `sentence`. `context` (document, headings) may lend names, but nothing else."""
    return compare(read_terms(sentence), read_terms(evidence), read_terms(context))


def compare(claim: Terms, evidence: Terms, context: Terms) -> Support:
    """Judge terms that were read before: see `support`."""
    numbers = _missing_numbers(claim, evidence)
    names = _missing_names(claim, evidence, context)
    needed = [quantity for quantity in claim.quantities if not quantity.weak]
    figures = len(needed) + len(claim.dates)
    found = len(claim.words & (evidence.words | (claim.names - names))) + _NUMBER_WEIGHT * (figures - len(numbers))
    total = len(claim.words) + _NUMBER_WEIGHT * figures
    score = found / total if total else 0.0
    contradicted = _contradict(claim, evidence)
    if contradicted or score < PARTLY or (numbers and len(numbers) == figures):
        verdict: Verdict = "unsupported"
    else:
        verdict = "supported" if score >= SUPPORTED and not numbers and not names else "partly"
    return Support(verdict, score, numbers, tuple(sorted(names)), contradicted)


def _missing_numbers(claim: Terms, evidence: Terms) -> tuple[str, ...]:
    known = numbers_of(evidence.dates, evidence.quantities)
    of_dates = numbers_of(evidence.dates, ())
    quantities = [
        quantity.written
        for quantity in claim.quantities
        if not quantity.weak
        and not any(quantity.agrees(other) for other in evidence.quantities)
        and (quantity.unit or not quantity.values & of_dates)
    ]
    return (*quantities, *(date.written for date in claim.dates if not date.within(evidence.dates, known)))


def _missing_names(claim: Terms, evidence: Terms, context: Terms) -> frozenset[str]:
    initials = f"{evidence.initials} {context.initials}".lower()
    missing = claim.names - evidence.words - context.words
    return frozenset(name for name in missing if not (len(name) > 1 and name in initials))


def _contradict(one: Terms, other: Terms) -> bool:
    return bool(
        (one.denied - one.affirmed) & (other.affirmed - other.denied)
        or (other.denied - other.affirmed) & (one.affirmed - one.denied)
    )
