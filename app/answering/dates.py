"""Dates of a text as values, so that "3 May 2019", "May 3, 2019" and "03.05.2019" are the same. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from app.answering.bounds import date_bound_of, same_bound

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
MONTH_WORDS = frozenset({*_MONTHS, *(month[:3] for month in _MONTHS), "sept"})
"""English words of months, long and short, in lower case."""
_MONTH = r"(?P<month>[^\W\d_]{3,10})\b\.?"  # any word: which are months is looked up, which is faster
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|\.?º|°)?"
_YEAR = r"(?:del?\s+)?(?P<year>\d{4})\b"
_SHORT_YEAR = r"(?P<year>(?:19|20)?\d\d)(?!\d|[./-]\d)"
_DIGIT = re.compile(r"\d")
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})\b",
        r"\b(?P<day>\d{1,2})\.\ ?(?P<month>\d{1,2})\.\ ?(?P<year>\d{4})\b",  # nobody writes the month first with dots
        r"\b(?P<either>\d{1,2})[/-](?P<other>\d{1,2})[/-](?P<year>\d{4})\b",
        rf"\b(?P<day>\d{{1,2}})-{_MONTH}-{_SHORT_YEAR}",
        rf"(?<![\d.])(?P<day>\d\d)\.(?P<month>\d\d)\.{_SHORT_YEAR}",
        rf"(?<![\d/])(?P<either>\d{{1,2}})/(?P<other>\d{{1,2}})/{_SHORT_YEAR}",
        r"(?<![\d/.,-])(?P<month>0?[1-9]|1[0-2])/(?P<year>(?:19|20)\d\d)(?![\d/])",
        rf"\b{_DAY}\.?\s+(?:(?:day\s+)?(?:of|de)\s+)?{_MONTH}(?:,?\s+{_YEAR})?",
        rf"\b{_MONTH}\s+{_DAY}\b(?:,?\s+{_YEAR})?",
        rf"\b{_MONTH},?\s+{_YEAR}",
    )
)


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


def _date(match: re.Match[str]) -> Date | None:
    parts = match.groupdict()
    year = int(parts["year"].rjust(4, "0").replace("00", "20", 1)) if parts["year"] else None
    days: set[tuple[int, int | None]]
    if parts.get("either"):
        either, other = int(parts["either"]), int(parts["other"])
        days = {(month, day) for month, day in ((either, other), (other, either)) if 1 <= month <= 12 and day <= 31}
    else:
        days = {(_month(parts["month"]), int(parts["day"]) if parts.get("day") else None)}
    if not days or any(not 1 <= month <= 12 or (day or 1) > 31 for month, day in days) or parts.get("month") == "may":
        return None
    return Date(match.group().strip(), year, frozenset(days), date_bound_of(match.string, match.start(), match.end()))


def _month(written: str) -> int:
    if written.isdigit():
        return int(written)
    return _MONTH_NUMBERS.get(written.lower(), 0)


def _blank(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]
