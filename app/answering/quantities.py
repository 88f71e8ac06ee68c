"""Quantities and dates of a text as values, so that "1,000", "1000" and "one thousand" are the same."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from text_to_num import alpha2digit

from app.answering.bounds import bound_of, same_bound
from app.answering.units import CURRENCY, GLUED, MONEY_AFTER, currency_of, is_money, same_unit, unit_after

_SMALL = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_TEENS = ("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_TENS = {
    word: 10 * number
    for number, word in enumerate(("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), 2)
}
_NUMBER_WORDS = {word: value for value, word in enumerate(_SMALL + _TEENS)} | _TENS
_SCALES = {
    "hundred": 100,
    "thousand": 1000,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "k": 1000,
    "m": 10**6,
    "mn": 10**6,
    "bn": 10**9,
    "b": 10**9,
}
_SHARED = (
    r"(?:of|an?|tablets?|pills?|capsules?|doses?|cups?|tea\ ?spoons?|table\ ?spoons?|hours?|miles?|pounds?|inch)\b"
)
_QUANTITY = re.compile(
    rf"""
    (?P<sign>(?<![\w.,)%/+±-])[-\u2212](?=\.?\d|{CURRENCY})|\bminus\s)?
    (?P<currency>{CURRENCY}[\ \u00a0\u202f]?(?P<inner>[-\u2212](?=\d))?)?
    (?:
      (?(currency)|(?<![\w.,/]))(?:(?P<whole>\d{{1,3}})\ ?)?(?P<vulgar>[½⅓⅔¼¾⅛⅜⅝⅞])
    | (?(currency)|(?<![\w.,/]))(?:(?P<mixed>\d{{1,3}})[\ -])?(?P<over>[1-9]/(?:[2-9]|10))(?=[\ -]{_SHARED})
    | (?(currency)|(?<![\w.,])(?<!\d\ ))(?P<spaced>[1-9]\d{{0,2}}(?:\ \d{{3}})+(?:[.,]\d{{1,2}})?)(?![\d.,]*\d)
      (?(currency)|(?={MONEY_AFTER}))
    | (?(currency)|(?<![\w.,]))(?P<digits>(?>\.?\d(?:[\d.,:'’\u00a0\u202f]*\d)?))
      (?:(?={GLUED})|(?:st|nd|rd|th)?(?P<glued>k|mn|m|bn|b)?(?![^\W\d_]))
    | \b(?P<tens>{"|".join(_TENS)})[-\ ](?P<ones>{"|".join(_SMALL[1:10])})\b
    | \b(?P<word>{"|".join(_NUMBER_WORDS)})\b
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SCALE = re.compile(r"[\s-]*(hundred|thousand|million|billion|trillion|mn|bn)\b", re.IGNORECASE)
_ITEM_NUMBER = re.compile(r"\d{1,2}(?P<closed>\))|(?<![^\n])\d{1,2}\.\s")
_NEAR = 40  # characters before a number in which what belongs to it is looked for
_IN_BRACKETS = re.compile(r"\([^()\n]+\Z")
_TIME = re.compile(r"(0?[1-9]|1[0-2])(?:[:.](\d\d))?")
_LABEL = re.compile(
    r"(?:§+|\b(?:version|section|clause|chapter|annex|appendix|article|paragraph|schedule|part|item|step"
    r"|abschnitt|ziffer|klausel|kapitel|anhang|anlage|artikel|absatz|chapitre|annexe|alinéa|paragraphe"
    r"|versión|sección|cláusula|capítulo|anexo|artículo|apartado|versione|sezione|clausola|capitolo|allegato|articolo"
    r"|paragrafo|versão|secção|seção|artigo|parágrafo|versie|sectie|clausule|hoofdstuk|bijlage|paragraaf))\s*\Z",
    re.IGNORECASE,
)
_MAYBE_HYPHEN = re.compile(r"[\d)]\s*\Z|\w-\d+,")  # "10 -20" may be a range, and "unit-2, -3 and -4" are names
_CELL_BEGINS = re.compile(r"(?:\A|[|\t\n])\ *\(\Z")
_CELL_ENDS = re.compile(r"\)\ *(?:\Z|[|\t\n])")
# What says of a number that it is below zero or taken away.
_LOSS = re.compile(
    r"\b(?:loss|lost|losing|f[ae]ll|drop|declin|decreas|reduc|shr[aiu]nk|deficit|negative|below zero|down|less"
    r"|verlust|verlor|rückgang|gesunken|sank|gefallen|fiel|fehlbetrag|minus|unter null"
    r"|perte|perdu|baiss|recul|diminu|déficit|pérdida|perdi|caída|cay|disminu|baj|perdita|calo|calat|disavanzo"
    r"|prejuízo|queda|ca[ií]u|verlies|verloor|daling|gedaald|daalde|tekort)[^.;:!?\n]*\Z",
    re.IGNORECASE,
)
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")
_GROUPED_BY_DOTS = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?")
_PLAIN = re.compile(r"\d*(?:[.,]\d+)?")

_SPELLED = frozenset({"da", "de", "es", "fr", "it", "nl", "pt"})
_PER_HUNDRED = re.compile(r"\b(?:pour cent|per cento|por ciento|por cento)\b", re.IGNORECASE)
_LEAST_SPELLED = 2  # "ein", "une" and "um" stand before most nouns and count nothing

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
# In the languages whose number words are known, each month's forms in the order of the year.
_MONTH_FORMS = (
    "januar jänner janvier enero gennaio janeiro januari",
    "februar février febrero febbraio fevereiro februari",
    "märz mars marzo março maart marts",
    "avril abril aprile",
    "mai mayo maggio maio mei maj",
    "juni juin junio giugno junho",
    "juli juillet julio luglio julho",
    "août agosto augustus",
    "septembre septiembre setiembre settembre setembro",
    "oktober octobre octubre ottobre outubro okt",
    "novembre noviembre novembro",
    "dezember décembre diciembre dicembre dezembro dez",
)
_MONTH_NUMBERS = {
    form: number
    for number, (name, forms) in enumerate(zip(_MONTHS, _MONTH_FORMS, strict=True), 1)
    for form in (name, name[:3], *forms.split())
} | {"sept": 9}
FIGURE_WORDS = frozenset(
    {*_NUMBER_WORDS, *_MONTHS, *(month[:3] for month in _MONTHS), "sept", *(word for word in _SCALES if len(word) > 2)}
)
"""Words that stand for a number or a month, in lower case."""
_MONTH = r"(?P<month>[^\W\d_]{3,10})\b\.?"  # any word: which are months is looked up, which is faster
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|\.?º|°)?"
_YEAR = r"(?:del?\s+)?(?P<year>\d{4})\b"
_YEARS = re.compile(r"(?:19|20)\d\d")
_DIGIT = re.compile(r"\d")
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})\b",
        r"\b(?P<day>\d{1,2})\.\ ?(?P<month>\d{1,2})\.\ ?(?P<year>\d{4})\b",  # nobody writes the month first with dots
        r"\b(?P<either>\d{1,2})[/-](?P<other>\d{1,2})[/-](?P<year>\d{4})\b",
        rf"\b{_DAY}\.?\s+(?:(?:of|de)\s+)?{_MONTH}(?:,?\s+{_YEAR})?",
        rf"\b{_MONTH}\s+{_DAY}\b(?:,?\s+{_YEAR})?",
        rf"\b{_MONTH},?\s+{_YEAR}",
    )
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with what stands beside it; `values` are its readings: "1.000" may be one or a thousand."""

    written: str
    values: frozenset[Decimal | str]
    scale: int
    unit: str
    weak: bool  # "one" and the number of a list item mostly count nothing: not looked for, but found when looked for
    sign: int = 1  # -1 below zero, 0 where either may be meant: "a loss of 5", "(1,200)"
    bound: int = 0  # 1 at least, -1 at most
    is_label: bool = False  # "clause 4.1", which is not "clause 4.10"

    @property
    def year(self) -> int | None:
        """The year that it may be: a number of our centuries with nothing beside it; None for any other."""
        alone = self.scale == 1 and not self.unit and _YEARS.fullmatch(self.written)
        return int(self.written) if alone else None

    def agrees(self, other: "Quantity") -> bool:
        """Whether both may say the same: a scale or unit that only one of them names is no contradiction."""
        if not same_unit(self.unit, other.unit) or self.sign * other.sign < 0:
            return False
        if not same_bound(self.bound, other.bound):
            return False
        if (self.is_label or other.is_label) and "." in self.written and "." in other.written:
            return self.written == other.written
        if self.scale != other.scale and self.scale > 1 and other.scale > 1:
            return bool(self._scaled() & other._scaled())
        return bool(self.values & other.values or self._scaled() & other._scaled())

    def _scaled(self) -> frozenset[Decimal | str]:
        return frozenset(value * self.scale if isinstance(value, Decimal) else value for value in self.values)


@dataclass(frozen=True, slots=True)
class Date:
    """A day or a month; two readings where day and month cannot be told apart."""

    written: str
    year: int | None
    days: frozenset[tuple[int, int | None]]  # (month, day)
    bound: int = 0  # 1 not before it, -1 not after it

    @property
    def month_stem(self) -> str:
        """Name of the month of its first reading, as the words of a text are compared."""
        return _MONTHS[min(self.days)[0] - 1]

    def within(self, others: Iterable["Date"], years: frozenset[Decimal | str]) -> bool:
        """Whether one of `others` says as much; the year may stand anywhere, among `years`."""
        return any(
            (month, day) in other.days or (day is None and month in {found for found, _ in other.days})
            for other, (month, day) in product(others, self.days)
            if same_bound(self.bound, other.bound)
            and (self.year in (None, other.year) or (other.year is None and Decimal(self.year or 0) in years))
        )


def take_dates(text: str) -> tuple[tuple[Date, ...], str]:
    """Give the dates and the text with blanks in their places."""
    dates: list[Date] = []
    if not _DIGIT.search(text):
        return (), text
    for pattern in _DATES:
        for match in pattern.finditer(text):
            if date := _date(match):
                dates.append(date)
                text = _blank(text, match.start(), match.end())
    return tuple(dates), text


def take_quantities(text: str) -> tuple[tuple[Quantity, ...], str]:
    """Give the quantities outside dates, and the text with blanks in their places.

    The words of a unit stay in the text, but not those of money and percent, which are as often written with a sign.
    """
    quantities: list[Quantity] = []
    rest = text
    for match in _QUANTITY.finditer(text):
        quantity, end = _quantity(match, text)
        quantities.append(quantity)
        rest = _blank(rest, match.start(), end)
    return tuple(quantities), rest


def with_digits(text: str, language: str) -> str:
    """Write the number words of a text in digits, in the languages for which they are known: "zwölf" becomes "12".

    English ones are left to `take_quantities`, which keeps them as written.
    """
    if language not in _SPELLED:
        return text
    return str(alpha2digit(_PER_HUNDRED.sub("%", text), language, _LEAST_SPELLED))


def numbers_of(dates: Iterable[Date], quantities: Iterable[Quantity]) -> frozenset[Decimal | str]:
    """Give all numbers as such: the days and years of dates, and the values of quantities."""
    of_dates = {Decimal(number) for date in dates for _, day in date.days for number in (day, date.year) if number}
    return frozenset(of_dates).union(*(quantity.values for quantity in quantities))


def _date(match: re.Match[str]) -> Date | None:
    parts = match.groupdict()
    year = int(parts["year"]) if parts["year"] else None
    days: set[tuple[int, int | None]]
    if parts.get("either"):
        either, other = int(parts["either"]), int(parts["other"])
        days = {(month, day) for month, day in ((either, other), (other, either)) if 1 <= month <= 12 and day <= 31}
    else:
        days = {(_month(parts["month"]), int(parts["day"]) if parts.get("day") else None)}
    if not days or any(not 1 <= month <= 12 or (day or 1) > 31 for month, day in days) or parts.get("month") == "may":
        return None
    return Date(match.group().strip(), year, frozenset(days), bound_of(match.string, match.start(), match.end()))


def _month(written: str) -> int:
    if written.isdigit():
        return int(written)
    return _MONTH_NUMBERS.get(written.lower(), 0)


def _quantity(match: re.Match[str], text: str) -> tuple[Quantity, int]:
    """Read the quantity that begins with the number matched, and say where it ends."""
    scale, end = _SCALES.get((match["glued"] or "").lower(), 1), match.end()
    if following := _SCALE.match(text, end):
        scale, end = _SCALES[following.group(1).lower()], following.end()
    written, unit = text[match.start() : end].strip(), currency_of(match["currency"] or "")
    bound = bound_of(text, match.start(), end)
    sign = _sign(match, text, end, is_amount=scale > 1 or is_money(unit))
    after, end = unit_after(text, end)
    weak = match.group().lower() == "one" or _is_item_number(text, match.start())
    label = _LABEL.search(text, max(0, match.start() - _NEAR), match.start()) is not None
    values = _times(match["digits"] or "", after)
    if after.startswith("clock/") and not values:
        after = ""  # "1964 am Fluss"
    return Quantity(written, frozenset(values or _readings(match)), scale, unit or after, weak, sign, bound, label), end


def _sign(match: re.Match[str], text: str, end: int, *, is_amount: bool) -> int:
    """Tell whether a number is below zero (-1), above (1), or may be either (0)."""
    before = text[max(0, match.start() - _NEAR) : match.start()]
    if match["sign"] or match["inner"]:
        return 0 if _MAYBE_HYPHEN.search(before) else -1
    if before.endswith("(") and text.startswith(")", end) and (is_amount or "," in match.group()):
        # An accountant's loss where it fills the cell of a table or the line.
        return -1 if _CELL_BEGINS.search(before) and _CELL_ENDS.match(text, end) else 0
    return 0 if _LOSS.search(before) else 1


def _is_item_number(text: str, start: int) -> bool:
    """Whether a number is that of a list item: "2)", "(2)", "2." where a line begins; but not that of "(max. 60)"."""
    if not (found := _ITEM_NUMBER.match(text, start)):
        return False
    return not (found["closed"] and _IN_BRACKETS.search(text[max(0, start - _NEAR) : start]))


def _times(digits: str, unit: str) -> set[Decimal | str]:
    """Read a time of day of twelve hours as it may be written, also in 24 hours: "5 pm"; {} for anything else."""
    found = _TIME.fullmatch(digits)
    if not (found and unit.startswith("clock/")):
        return set()
    hour = int(found[1])
    afternoon = {12} if hour == 12 else {hour, hour + 12}
    hours = afternoon if unit == "clock/pm" else {hour, hour % 12}
    return {Decimal(hour) if found[2] in (None, "00") else f"{hour}:{found[2]}" for hour in hours}


def _readings(match: re.Match[str]) -> set[Decimal | str]:
    if match["tens"]:
        return {Decimal(_TENS[match["tens"].lower()] + _NUMBER_WORDS[match["ones"].lower()])}
    if match["word"]:
        return {Decimal(_NUMBER_WORDS[match["word"].lower()])}
    if match["vulgar"] or match["over"]:
        above, below = unicodedata.normalize("NFKC", match["vulgar"] or match["over"]).replace("⁄", "/").split("/")
        return {Decimal(match["whole"] or match["mixed"] or 0) + Decimal(above) / Decimal(below)}
    written = re.sub(r"['’\s]", "", match["spaced"] or match["digits"])
    if _GROUPED.fullmatch(written):
        return {Decimal(written.replace(",", ""))}
    readings: set[Decimal | str] = set()
    if _GROUPED_BY_DOTS.fullmatch(written):
        readings.add(Decimal(written.replace(".", "").replace(",", ".")))
    if _PLAIN.fullmatch(written):
        readings.add(Decimal(written.replace(",", ".")))
    if written.endswith(":00") and written[:-3].isdecimal():
        readings.add(Decimal(written[:-3]))
    return readings or {re.sub(r"\A0(?=\d:)", "", written)}


def _blank(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]
