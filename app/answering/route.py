"""Auto: answer from passages, and read whole documents where passages cannot be enough. This screen is the router.

1. A question that needs everything (how many, list all, compare, summarise) goes to whole documents at once, if those
   asked for fit into what the model was measured to read well.
2. Every other question is answered from passages.
3. Where the passages refuse, or a question needs everything and not all of it fits, the documents that the passages
   came from are read whole, as many as fit.
4. Else the answer from passages stands, and says what did not fit.

After Self-Route (Li et al. 2024, arXiv 2407.16833): most questions never need the long way.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.answering.types import Answer, Route

UNMEASURED_WINDOW = 8192
"""Tokens that a model is trusted with before its effective window was measured: most read badly long before the end of
the window that they advertise (RULER, arXiv 2404.06654; NoLiMa, arXiv 2502.05167)."""

_NEEDS_EVERYTHING = {
    "counts": r"\bcount (?:the|all|how)\b|\bhow many (?:[\w-]+ ){1,6}?(?:are (?:there|in|listed|named|mentioned)\b"
    r"|exist\b|do(?:es)? (?:the|we|our|this) .*\bhave\b|in (?:all|total)\b|altogether\b)",
    "asks for a list": r"^(?:please )?list\b|\blist (?:all|the|every|each|them)\b"
    r"|\b(?:name|give|show|what are|which are) (?:me )?(?:all|every|each)\b"
    r"|\bwhich (?:[\w-]+ ){1,3}are there\b|\bauflist|\b(?:nenne|liste) alle\b",
    "compares": r"\bcompare|\bcomparison\b|\bdiffer\b|\bdifferences?\b|\bversus\b|\bvs\b"
    r"|\b(?:in common|changed) between\b|\bvergleich|\bunterschied",
    "asks for a summary": r"\bsummar|\boverview\b|\bmain (?:points|topics|themes|ideas)\b|\bthe plot of\b"
    r"|\bwhat (?:is|are) .*\babout\?"
    r"|\bzusammenfass",
}
_PATTERNS = {what: re.compile(pattern, re.IGNORECASE) for what, pattern in _NEEDS_EVERYTHING.items()}


def needs_everything(question: str) -> str:
    """Say what of a question needs more than passages ("counts", "compares", …), "" where nothing does."""
    return next((what for what, pattern in _PATTERNS.items() if pattern.search(question)), "")


@dataclass(frozen=True, slots=True)
class Whole:
    """Whole documents that could be read: tokens of the prompt with all of them (None: they do not fit)."""

    tokens: int | None
    cap: int  # tokens that the model reads well, as far as known
    measured: bool  # whether the cap was measured on these documents

    @property
    def fits(self) -> bool:
        """Whether all of them can be read, and read well."""
        return self.tokens is not None and self.tokens <= self.cap


def goes_long_at_once(kind: str, whole: Whole) -> bool:
    """Whether a question skips the passages; `kind` is what `needs_everything` said."""
    return bool(kind) and whole.fits


def escalates(kind: str, from_passages: Answer) -> bool:
    """Whether an answer from passages is not enough."""
    return bool(kind) or from_passages.refused


def route_of(why: str, answers: Sequence[Answer], whole: Whole) -> Route:
    """Say why, and what it took: `answers` are all that were asked for, in order."""
    read = [answer.tokens.accepted or answer.tokens.planned for answer in answers if not answer.does_not_fit]
    spent = sum(tokens for tokens in read if tokens) if read and all(read) else None
    saved = whole.tokens - spent if whole.tokens is not None and spent is not None else None
    return Route(why, spent, saved)


def counted_documents(count: int) -> str:
    """Say how many documents were read, with the verb."""
    return "1 document was" if count == 1 else f"{count:,} documents were"


def cap_line(whole: Whole) -> str:
    """Say what the model is trusted to read."""
    how = "was measured to read well" if whole.measured else "is trusted with until `muniment window` measures it"
    return f"{whole.cap:,} tokens, which is what the model {how}"
