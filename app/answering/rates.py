"""The time of which an amount is said: "EUR 500 a month" is not "EUR 500 a year". Pure."""

import re
from functools import lru_cache

from app.answering.units import PERIODS, unit_of

# Adjectives and adverbs by their beginning, in the languages whose number words are known.
_ADVERBS = {
    "hour": r"hourly|stündlich\w*",
    "day": r"daily|täglich\w*|quotidien\w*|dagelijks\w*",
    "week": r"weekly|wöchentlich\w*|hebdomadaire\w*|wekelijks\w*",
    "month": r"monthly|monatlich\w*|mensuel\w*|mensual\w*|mensil\w*|maandelijks\w*",
    "fortnight": r"fortnightly|biweekly|vierzehntäglich\w*",
    "quarter": r"quarterly|vierteljährlich\w*|quartalsweise|trimestriel\w*",
    "half_year": r"semiannual(?:ly)?|halbjährlich\w*",
    "year": r"yearly|annual(?:ly)?|per annum|p\.\s?a\b|jährlich\w*|annuel\w*|anual\w*|annual[ei]|jaarlijks\w*",
}
_ADVERB = r"\b(?:" + "|".join(f"(?P<{period}>{forms})" for period, forms in _ADVERBS.items()) + r")\b"
ADVERB_PERIODS = tuple(_ADVERBS)
"""What `period_of` may give."""
_WHOLE_ADVERB = re.compile(_ADVERB, re.IGNORECASE)
_WORD = r"[^\W\d_]+\.?"
_NAMED = re.compile(
    r"\s?/\s?(?P<stroke>[^\W\d_]+)|\s*\(?\b(?:per|an?|each|every|pro|je|par|por|al|im)\s+(?P<of>[^\W\d_]+)"
)
_SAID_AFTER = re.compile(rf"(?:[\s-]+{_WORD}){{0,4}}?[\s-]+{_ADVERB}", re.IGNORECASE)
_SAID_BEFORE = re.compile(rf"{_ADVERB}(?:\s+{_WORD}){{0,4}}\s*\Z", re.IGNORECASE)
_LETTERS = {"d": "day", "h": "hour", "s": "second", "hr": "hour", "mo": "month", "wk": "week", "yr": "year"}
_UNIT_BETWEEN = re.compile(r"\s?(?:[%€$£¥₹]|[^\W\d_]{1,12}\b\.?)")
_MOST_BETWEEN = 4  # units or words between a number and "per": "20 days of leave per year"
_REMEMBERED = 32768  # words: texts repeat theirs
_LONGEST = 40  # characters before a number


@lru_cache(maxsize=_REMEMBERED)
def period_of(word: str) -> str:
    """Give the time that an adverb or adjective names: "month" of "monthly"; "" for any other word."""
    found = _WHOLE_ADVERB.fullmatch(word)
    return found.lastgroup or "" if found else ""


def rate_of(text: str, start: int, end: int) -> str:
    """Give the time of which the amount from `start` to `end` is said, "" where nothing near says so."""
    named = _named_after(text, end)
    if named:
        return named
    said = _SAID_AFTER.match(text, end) or _SAID_BEFORE.search(text, max(0, start - _LONGEST), start)
    return said.lastgroup or "" if said else ""


def _named_after(text: str, end: int) -> str:
    """Give the unit of time after "per", "a", "each" or a stroke; "per" may stand some words later."""
    for between in range(_MOST_BETWEEN + 1):
        if found := _NAMED.match(text, end):
            word = found["stroke"] or found["of"]
            period = _LETTERS.get(word, "") if found["stroke"] else ""
            period = period or unit_of(word)
            near = between <= 1 or found.group().lstrip().lower().startswith(("per ", "pro ", "/"))
            if period in PERIODS and near:
                return period
            if found["stroke"]:
                end = found.end()  # "mg/kg/day"
                continue
        following = _UNIT_BETWEEN.match(text, end)
        if not following:
            return ""
        end = following.end()
    return ""
