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
        r"|\bwie ?viele (?!\w*(?:tage|stunden|wochen|monate|jahre|minuten)\b|euro\b|prozent\b)(?:[\w-]+ ){1,6}?"
        r"(?:gibt es|insgesamt|sind (?:[\w-]+ ){0,6}?(?:aufgeführt|genannt))\b|^zähle (?:die|alle)\b(?!.*\bauf\b)"
        r"|\bcu[aá]nt[oa]s (?!d[ií]as|horas|semanas|meses|años|euros)(?:[\w-]+ ){1,4}?"
        r"(?:hay(?! que\b)|existen|en total)\b"
        r"|\bcombien d(?:e |['’])(?!jours|heures|semaines|mois|ans|années|temps|euros)(?:[\w-]+ ){1,4}?"
        r"(?:y a-t-il|est-ce qu['’]il y a|au total|en tout)\b"
        r"|\bquant[ie] (?!giorni|ore|settimane|mesi|anni|euro)(?:[\w-]+ ){1,4}?"
        r"(?:ci sono|esistono|in tutto|in totale)\b"
        r"|\bquant[oa]s (?!dias|horas|semanas|meses|anos|euros)(?:[\w-]+ ){1,4}?"
        r"(?:há(?! (?:uma?|dois|duas|\d))|existem|ao todo|no total)\b"
        r"|\bhoeveel (?!\w*(?:dagen|uren|weken|maanden)\b|uur|jaar|euro)(?:[\w-]+ ){1,4}?"
        r"(?:zijn er|er zijn|in totaal)\b"
        r"|\bكم \S+ (?:يوجد|توجد|هناك|في المجموع)\b"
        r"|(?:一共|总共)有?多少(?:个|名|种|份|条|项|家|位|件|处)"
    ),
    "asks for a list": (
        r"^(?:please )?list\b|\blist (?:all|the|every|each|them)\b"
        r"|\b(?:name|give|show|what are|which are) (?:me )?(?:all|every|each)\b"
        r"|\bwhich (?:[\w-]+ ){1,3}are there\b"
        r"|\bauflist|\b(?:nenne|nennen sie|liste|listen sie|zähle) (?:mir |bitte )?alle\b|^zähle?n?\b.*\bauf\b"
        r"|^(?:enumer[ae]|list[ae](?! d))\b|\b(?:nombr[ae]|d[ií]game|muestr[ae]|cuáles son) tod[oa]s\b"
        r"|^(?:veuillez )?(?:énumère|énumérez|énumérer|liste[rz](?! d))\b"
        r"|\b(?:cite[rz]?|donne[rz]?|nomme[rz]?|quel(?:le)?s sont)(?:-moi)? tou(?:te)?s\b"
        r"|^elenc(?:a|hi|are)\b|\b(?:nomin[ai]|dimmi|indic[ai]|quali sono) tutt[ie]\b"
        r"|^enumere\b|\b(?:diga|indique|nomeie|liste|quais são) tod[oa]s\b"
        r"|\b(?:noem|geef|toon|wat zijn) alle\b|^som\b.*\bop\b"
        r"|(?:اذكر|عدّ?د|اسرد|ما هي) (?:كل|جميع)\b"
        r"|(?:^|请|帮我)列[出举]|所有(?![权人者制])[^。，]*(?:有哪些|是什么(?!时候))"
    ),
    "compares": (
        r"\bcompare[ds]?\b|\bcompar(?:ing|isons?)\b|\bdiffer\b|\bdifferences?\b|\bversus\b|\bvs\b"
        r"|\b(?:in common|changed) between\b"
        r"|^vergleiche\b|\bvergleichen\b|\bunterschied(?!lich)|\bunterscheide[nt]\b.*\bsich\b|\bsich\b.*\bunterscheide[nt]\b"
        r"|\bcompar(?:a|ar|en|ando)\b|\bdiferencias? (?:hay|entre)\b"
        r"|\bcompare[rz]\b|\bcomparaison\b|\bdifférences? (?:y a-t-il|entre)\b"
        r"|\bconfront(?:a|are)\b|^confronti\b|\bconfronto (?:tra|fra)\b|\bdifferenz[ae] (?:c['’]è|ci sono|tra|fra)\b"
        r"|\bdiferenças? (?:há|entre)\b"
        r"|\bvergelijk(?:en|ing)?\b|\bverschil(?:len)? (?:is er|zijn er|tussen)\b"
        r"|\bقارن|\bمقارنة بين\b|\bالفرق بين\b"
        r"|比较|对比|(?:区别|差异|不同)(?:是什么|在哪|有哪些)|有(?:什么|何|哪些)(?:区别|差异|不同)"
    ),
    "asks for a summary": (
        r"\bsummar(?!y (?:of product|dismissal|judge?ment|proceedings))|\boverview\b"
        r"|\bmain (?:points|topics|themes|ideas)\b|\bthe plot of\b|\bwhat (?:is|are) .*\babout\?"
        r"|\bzusammenfass(?!ung der merkmale)|^(?:bitte )?fasse?n?\b.*\bzusammen\b|\büberblick\b"
        r"|^resum[ae] (?:el|la|los|las|o|os|as|est[ea]s?)\b|\bresumen\b(?! de las características)|\bresumir\b"
        r"|\brésume[rz]?\b|\b(?:un|bref) résumé\b"
        r"|^riassum(?:i|a|ere|imi|ete)\b|\b(?:un|breve) riassunto\b"
        r"|\bresumo\b(?! das características)"
        r"|\bsamenvat(?!ting van de product)|^vat\b.*\bsamen\b"
        r"|\bلخّ?ص|ملخص"
        r"|^(?:请|帮我)*(?:总结|概括|概述)|(?:请|帮我|做|写)[^。]{0,4}(?:总结|概括|概述|摘要)"
    ),
}
"""By patterns of each language that the program speaks, a line or two each: the commonest wordings."""
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
    return phrases.fill(phrase, reason=reason, cap=whole.cap)


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
