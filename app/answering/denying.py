"""Words that deny though they are no negations, and the negation that says the same: "failed to pay", "free of pain".

Known of English and German. Pure.
"""

import re
from functools import partial

_BOTH_DENY = re.compile(
    r"\b(?:not|never|cannot|\w+n['’]t)\s+(?:\w+ly\s+)?(?:fail|decline|refuse|neglect|omit)\s+to\b", re.IGNORECASE
)
# "Declined to pay", and not "declined to 5 %" or "to a new low"; "failure to do so" denies what was said before.
_TO_DO = (
    r"\s+to\b(?=\s[a-z])(?!\s(?:an?|the|about|around|below|nearly|only|just|approximately|less|more|under|its|their)\b)"
    r"(?!\s(?:do|comply)\b)"
)
_NOT_DOING = (
    r"\b(?:fail(?:s|ed|ing|ure)?|declin(?:e|es|ed|ing)|refus(?:e|es|ed|ing|al)"
    r"|neglect(?:s|ed|ing)?|omit(?:s|ted|ting)?)"
)
_NICHT = (
    r"\b(?:versäumte?n?|unterließ(?:en)?)(?:\s+es)?\b,?|\blehn(?:t|te|ten|en)\s+es\s+ab\b,?"
    r"|\bweiger(?:t|te|ten|n)\s+sich\b,?"
)
_MEANT = tuple(
    (re.compile(pattern, re.IGNORECASE), negation)
    for pattern, negation in (
        (f"{_NOT_DOING}{_TO_DO}", "not"),
        # A patient denies pain, and others deny a request: what they deny stands for itself.
        (r"(?<=\bpatient\s)den(?:ies|ied)\b|\bden(?:y|ies|ied|ying)\s+(?:that|having|any)\b", "not"),
        (r"\bwaiv(?:e|es|ed|ing)\b(?=(?:\s+(?:all|any|its|his|her|their|the|such))*\s+rights?\b)", "not"),
        # A word as long that denies what is before it.
        (r"(?<=\bright\s)(?:is|was|has\sbeen)\s+waived\b|(?<=\brights\s)(?:are|were|have\sbeen)\s+waived\b", "banned"),
        (r"\black(?:s|ed|ing)?\b(?:\s+of\b)?|\bfree\s+(?:of|from)\b(?!\s+charge)", "no"),
        (r"\bwith the (?:exception|exclusion) of\b|\b(?:other than|save for)\b", "except"),
        (r"\bvernein(?:t|te|en|ten)\b|\bverzichte(?:t|n|te|ten)\s+auf\b|\bfrei\s+von\b", "kein"),
        (_NICHT, "nicht"),
        (r"\bmit Ausnahme\b(?:\s+(?:von|der|des)\b)?", "außer"),
    )
)
_NON = re.compile(r"\bnon-(\w+)", re.IGNORECASE)
_FREE_OF = re.compile(r"\b(?!toll)(\w{4,})-free\b", re.IGNORECASE)
STOP = "\ue001"
"""Stands where a denial ends that reaches no further than one word."""


_HINTS = (
    *("fail", "declin", "refus", "neglect", "omit", "deny", "deni", "waiv", "lack", "free", "exception", "exclusion"),
    *("other than", "save for", "non-", "vernein", "verzicht", "frei von", "versäum", "unterlie", "lehn", "weiger"),
    "ausnahme",
)
"""Most texts have none of these, and need not be looked at further."""


def with_negations(text: str) -> str:
    """Put negations, with blanks behind them, for the words that mean one: the length stays."""
    lower = text.lower()
    if not any(hint in lower for hint in _HINTS):
        return text
    text = _BOTH_DENY.sub(lambda match: " " * len(match.group()), text)
    for pattern, negation in _MEANT:
        text = pattern.sub(partial(_filled, negation), text)
    text = _NON.sub(r"non\1 ", text)
    return _FREE_OF.sub(rf"no \1{STOP} ", text)


def _filled(negation: str, match: re.Match[str]) -> str:
    return negation.ljust(len(match.group()))
