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
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from app.answering.phrases import Phrases
from app.answering.types import Answer, Route

Kind = Literal["counts", "asks for a list", "compares", "asks for a summary"]
"""What a question does that needs more than passages."""

UNMEASURED_WINDOW = 8192
"""Tokens that a model is trusted with before its effective window was measured: most read badly long before the end of
the window that they advertise (RULER, arXiv 2404.06654; NoLiMa, arXiv 2502.05167)."""

_NEEDS_EVERYTHING: Mapping[Kind, str] = {
    "counts": (
        r"\bcount (?:the|all|how)\b|\bhow many (?:[\w-]+ ){1,6}?(?:are (?:there|in|listed|named|mentioned)\b"
        r"|exist\b|do(?:es)? (?:the|we|our|this) .*\bhave\b|in (?:all|total)\b|altogether\b)"
        r"|\bwie ?viele\b.*\b(?:gibt es|insgesamt|sind (?:aufgeführt|genannt))\b|^zähle?n?\b"
        r"|\bcu[aá]nt[oa]s\b.*\b(?:hay|existen|en total)\b"
        r"|\bcombien d.*\b(?:y a-t-il|il y a|au total|en tout)\b"
        r"|\bquant[ie]\b.*\b(?:ci sono|esistono|in tutto|in totale)\b"
        r"|\bquant[oa]s\b.*\b(?:há|existem|ao todo|no total)\b"
        r"|\bhoeveel\b.*\b(?:zijn er|er zijn|in totaal)\b"
        r"|\bكم\b.*\b(?:يوجد|توجد|هناك|في المجموع)\b"
        r"|(?:一共|总共)[^。]*多少"
    ),
    "asks for a list": (
        r"^(?:please )?list\b|\blist (?:all|the|every|each|them)\b"
        r"|\b(?:name|give|show|what are|which are) (?:me )?(?:all|every|each)\b"
        r"|\bwhich (?:[\w-]+ ){1,3}are there\b"
        r"|\bauflist|\b(?:nenne|liste|zähle?) alle\b"
        r"|^(?:enumer[ae]|list[ae])\b|\b(?:nombr[ae]|di(?:ga|me)|muestr[ae]|cuáles son) tod[oa]s\b"
        r"|^(?:énumère[rz]?|énumérez|liste[rz]?)\b"
        r"|\b(?:cite[rz]?|donne[rz]?|nomme[rz]?|quel(?:le)?s sont) tou(?:te)?s\b"
        r"|^elenc(?:a|hi|are)\b|\b(?:nomin[ai]|dimmi|indic[ai]|quali sono) tutt[ie]\b"
        r"|^(?:enumere|liste)\b|\b(?:diga|indique|nomeie|quais são) tod[oa]s\b"
        r"|\b(?:noem|geef|toon|wat zijn) alle\b|^som\b.*\bop\b"
        r"|(?:اذكر|عدّد|اسرد|ما هي) (?:كل|جميع)\b"
        r"|列出|列举|所有的?[^。]*(?:有哪些|是什么)"
    ),
    "compares": (
        r"\bcompare|\bcomparison\b|\bdiffer\b|\bdifferences?\b|\bversus\b|\bvs\b"
        r"|\b(?:in common|changed) between\b"
        r"|\bvergleich|\bunterschied(?!lich)"
        r"|\bcompar[aeo]|\bdiferencias? (?:hay|entre)\b"
        r"|\bdifférences? (?:y a-t-il|entre)\b"
        r"|\bconfront[ai]\b|\bdifferenz[ae] (?:c['’]è|ci sono|tra|fra)\b"
        r"|\bdiferenças? (?:há|entre)\b"
        r"|\bvergelijk|\bverschil(?:len)? (?:is er|zijn er|tussen)\b"
        r"|\bقارن|\bمقارنة\b|\bالفرق بين\b"
        r"|比较|对比|(?:区别|差异|不同)(?:是什么|在哪|有哪些)"
    ),
    "asks for a summary": (
        r"\bsummar|\boverview\b|\bmain (?:points|topics|themes|ideas)\b|\bthe plot of\b"
        r"|\bwhat (?:is|are) .*\babout\?"
        r"|\bzusammenfass|\büberblick\b"
        r"|^resum[ae]\b|\bresumen\b|\bresumir\b"
        r"|\brésum(?:e[rz]?|é)\b"
        r"|\briassu[mn]"
        r"|\bresumo\b"
        r"|\bsamenvat"
        r"|\bلخّ?ص|ملخص"
        r"|总结|概括|概述|摘要"
    ),
}
"""By patterns of each language that the program speaks, a line or two each."""
_PATTERNS = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in _NEEDS_EVERYTHING.items()}


def needs_everything(question: str) -> Kind | None:
    """Say what a question does that needs more than passages, None where it does nothing of the kind."""
    return next((kind for kind, pattern in _PATTERNS.items() if pattern.search(question)), None)


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


def goes_long_at_once(kind: Kind | None, whole: Whole) -> bool:
    """Whether a question skips the passages; `kind` is what `needs_everything` said."""
    return kind is not None and whole.fits


def escalates(kind: Kind | None, from_passages: Answer) -> bool:
    """Whether an answer from passages is not enough."""
    return kind is not None or from_passages.refused


def route_of(why: str, answers: Sequence[Answer], whole: Whole) -> Route:
    """Say why, and what it took: `answers` are all that were asked for, in order."""
    read = [answer.tokens.accepted or answer.tokens.planned for answer in answers if not answer.does_not_fit]
    spent = sum(tokens for tokens in read if tokens) if read and all(read) else None
    saved = whole.tokens - spent if whole.tokens is not None and spent is not None else None
    return Route(why, spent, saved)


def too_long(reason: str, whole: Whole, phrases: Phrases) -> str:
    """Say for which reason whole documents were wanted, and that they are more than the model is trusted to read."""
    phrase = phrases.too_long_as_measured if whole.measured else phrases.too_long_as_trusted
    return phrase.format(reason=reason, cap=f"{whole.cap:,}")


def reason_of(kind: Kind | None, phrases: Phrases) -> str:
    """Say why passages are not enough: what the question needs, or that they did not answer it."""
    match kind:
        case "counts":
            return phrases.counts
        case "asks for a list":
            return phrases.lists
        case "compares":
            return phrases.compares
        case "asks for a summary":
            return phrases.summarises
        case None:
            return phrases.unanswered
