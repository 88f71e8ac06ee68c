"""Numbers that are written in words, put in digits before a text is read: "zwölf" is "12", "third quarter" is "Q3"."""

import re
from collections.abc import Mapping

from text_to_num import alpha2digit

SMALL = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
"""English words of the numbers from 0 to 12, in their order."""
_TEENS = ("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
TENS: Mapping[str, int] = {
    word: 10 * number
    for number, word in enumerate(("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), 2)
}
"""English words of the tens from 20 on, with what they stand for."""
NUMBER_WORDS: Mapping[str, int] = {**{word: value for value, word in enumerate(SMALL + _TEENS)}, **TENS}
"""English words that are a number by themselves, with what they stand for."""

_HINTS = (
    *("hundred", "thousand", "million", "billion", "half", "halves", "third", "quarter", "fourth", "fifth", "fy"),
    "quartal",
    "halbjahr",
)
"""Most texts have none of these, and need not be looked at further in English."""
_SPELLED = frozenset({"da", "de", "es", "fr", "it", "nl", "pt"})
_PER_HUNDRED = re.compile(r"\b(?:pour cent|per cento|por ciento|por cento)\b", re.IGNORECASE)
_LEAST_SPELLED = 2  # "ein", "une" and "um" stand before most nouns and count nothing

_SCALE = r"(?:hundred|thousand|million|billion|trillion)"
_NUMBER = rf"(?:{'|'.join(NUMBER_WORDS)}|{_SCALE})"
# Three words at least: "two thousand" and "twenty-five" are read as they are written.
_RUN = re.compile(rf"\b{_NUMBER}(?:(?:\s|-)+(?:and\s+)?{_NUMBER}){{2,}}\b", re.IGNORECASE)
_A_SCALE = re.compile(rf"\b(?:(?P<half>half a)|a)(?=\s+{_SCALE}\b)", re.IGNORECASE)
_AND_A_HALF = re.compile(rf"\b(?P<whole>{'|'.join(NUMBER_WORDS)}|\d+) and a half\b", re.IGNORECASE)
_FRACTION = re.compile(
    r"\b(?P<above>an?|one|two|three|four)[\s-](?P<below>hal(?:f|ves)|thirds?|quarters?|fourths?|fifths?)"
    r"(?=(?:\s+of\b|\s+majority\b))",
    re.IGNORECASE,
)
_BELOW = {"hal": 2, "thi": 3, "qua": 4, "fou": 4, "fif": 5}
_GERMAN_ORDINALS = {"e": 1, "z": 2, "d": 3, "v": 4}
_GERMAN_HALF = re.compile(
    r"\b(?:anderthalb|(?P<whole>ein|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf)einhalb)\b", re.IGNORECASE
)
_GERMAN_TIME = re.compile(r"\b(?P<hour>[01]?\d|2[0-3])\.(?P<minute>[0-5]\d)(?=\s+Uhr\b)")
_ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}
_PART_OF_YEAR = re.compile(
    r"\b(?P<ordinal>" + "|".join(_ORDINALS) + r")[\s-](?P<part>quarter|half)\b(?!\s+of\s+(?!(?:the\s+(?:fiscal\s+|"
    r"financial\s+|calendar\s+)?year|fiscal|FY|(?:19|20)\d\d)))"
    r"|\b(?P<german>[1-4]\.|(?:erst|zweit|dritt|viert)e[nms]?)\s?(?P<teil>Quartal|Halbjahr)s?\b",
    re.IGNORECASE,
)
_FISCAL = re.compile(r"\bFY\s?['’]?(?P<year>\d{4}|\d\d)\b")
# After digits, so that they are no numbers of their own: "5,2 Millionen" is not "5,2" and "1000000".
_SCALES_AFTER = {
    "tsd": r"tausend|mille|mila|mil(?!\s+(?:mill|milh))|duizend|tusind",
    "mn": r"million(?:en|er|s)?|mill[oó]n(?:es)?|milion[ei]|milh(?:ão|ões)|miljoen",
    "bn": r"milliarden?|milliarder|milliards?|mil\s+millones|mil\s+milhões|bilh(?:ão|ões)|miliard[oi]|miljard",
}
_SCALE_AFTER = re.compile(
    r"(?<=\d)[\s\u00a0]*\b(?:" + "|".join(f"(?P<{sign}>{forms})" for sign, forms in _SCALES_AFTER.items()) + r")\b",
    re.IGNORECASE,
)


def with_digits(text: str, language: str) -> str:
    """Write the number words of a text in digits, in the languages for which they are known: "zwölf" becomes "12".

    Of English those of several words only, "two hundred fifty thousand" and "three and a half": the others are left to
    `take_quantities`, which keeps them as written. A quarter or half of a year becomes "Q3" or "H1" in both.
    """
    lower = text.lower()
    if language not in _SPELLED and not any(hint in lower for hint in _HINTS):
        return text
    text = _FISCAL.sub(lambda match: f"fiscal year {match['year'].rjust(4, '0').replace('00', '20', 1)}", text)
    text = _PART_OF_YEAR.sub(_part_of_year, text)
    if language == "de":
        text = _GERMAN_TIME.sub(r"\g<hour>:\g<minute>", text)
        text = _GERMAN_HALF.sub(lambda match: f"{alpha2digit(match['whole'] or 'ein', 'de', 0)},5", text)
    if language in _SPELLED:
        text = _SCALE_AFTER.sub(lambda match: f" {match.lastgroup}", _PER_HUNDRED.sub("%", text))
        return str(alpha2digit(text, language, _LEAST_SPELLED))
    text = _AND_A_HALF.sub(lambda match: f"{NUMBER_WORDS.get(match['whole'].lower(), match['whole'])}.5", text)
    text = _FRACTION.sub(_fraction, text)
    text = _A_SCALE.sub(lambda match: "0.5" if match["half"] else "one", text)
    return _RUN.sub(_in_digits, text)


def _part_of_year(match: re.Match[str]) -> str:
    if german := match["german"]:
        number = german[0] if german[0].isdecimal() else _GERMAN_ORDINALS[german[0].lower()]
        return f"{'Q' if match['teil'].lower() == 'quartal' else 'H'}{number}"
    return f"{'Q' if match['part'].lower() == 'quarter' else 'H'}{_ORDINALS[match['ordinal'].lower()]}"


def _fraction(match: re.Match[str]) -> str:
    above = NUMBER_WORDS.get(match["above"].lower(), 1)
    return f"{above}/{_BELOW[match['below'][:3].lower()]}"


def _in_digits(match: re.Match[str]) -> str:
    """Write a run of number words in digits; as it is where it is no single number ("one and two hundred")."""
    digits = str(alpha2digit(match.group(), "en", _LEAST_SPELLED))
    return digits if digits.isdecimal() and re.search(_SCALE, match.group(), re.IGNORECASE) else match.group()
