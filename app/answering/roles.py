"""Who does what to whom: "the tenant pays the landlord" is not what a text says that has it the other way round.

English puts who acts before the verb and to whom it is done behind it, so no grammar is needed to see the two
exchanged: what stands right before a word in one text stands behind the same word in the other. Pure.
"""

import re
from collections.abc import Iterator

from app.answering.terms import content_stems, stems_in_order
from vectorstore.language import ENGLISH

_REACH = 3  # content words behind a verb among which is what it is done to: "pays the monthly rent to the landlord"
_CLAUSE = re.compile(r"[.,;:!?()\n–—]|\b(?:and|or|but|while|which|who|that)\b", re.IGNORECASE)
_PASSIVE = re.compile(
    r"\b(?:is|are|was|were|be|been|being|get|gets|got)\s+(?:\w+\s+)?\w+(?:ed|en|wn|pt|id|ld|nt)\b(?!\s+to\b)"
    r"|\b(?:\w+(?:ed|en|wn)|paid|made|sent|held|built|sold|told|kept)\s+by\b",
    re.IGNORECASE,
)
_MUTUAL = content_stems(
    "interact meet border differ different separate equal match share conflict compatible associated related similar "
    "correlate agree cooperate compete merge marry resemble"
)
"""What is so of both if it is of one."""

Role = tuple[str, str, str]
"""A word, the one that follows it, and one that comes soon after; all as stems."""


def are_exchanged(claim: str, quote: str, language: str = ENGLISH) -> bool:
    """Whether a quote has two of a claim's words the other way round about a third; known of English only."""
    if language != ENGLISH:
        return False
    said = set(_roles(quote))
    return any(
        (after, verb, before) in said and (before, verb, after) not in said for before, verb, after in _roles(claim)
    )


def _roles(text: str) -> Iterator[Role]:
    """Yield the roles in each clause that is not in the passive, which has them the other way round by itself."""
    for clause in _CLAUSE.split(text):
        if _PASSIVE.search(clause):
            continue
        words = stems_in_order(clause)
        for place in range(len(words) - 2):
            before, verb, *afters = words[place : place + 2 + _REACH]
            if verb not in _MUTUAL:
                yield from ((before, verb, after) for after in afters if after != before)
