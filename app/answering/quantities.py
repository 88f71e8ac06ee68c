"""Quantities and dates of a text as values, so that "1,000", "1000" and "one thousand" are the same. Pure."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import zip_longest

from app.answering.bounds import bound_of, same_bound
from app.answering.dates import MONTH_WORDS, Date
from app.answering.rates import rate_of
from app.answering.spelled import NUMBER_WORDS, SMALL, TENS
from app.answering.units import CURRENCY, GLUED, MONEY_AFTER, currency_of, is_money, same_unit, unit_after

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
    "mm": 10**6,
    "mio": 10**6,
    "mln": 10**6,
    "mrd": 10**9,
    "mld": 10**9,
    "tsd": 1000,
    "t": 1000,
}
_SHARED = (
    r"(?:of|an?|tablets?|pills?|capsules?|doses?|cups?|tea\ ?spoons?|table\ ?spoons?|hours?|miles?|pounds?|inch"
    r"|majority)\b"
)
_QUANTITY = re.compile(
    rf"""
    (?P<sign>(?<![\w.,)%/+±-])[-\u2212](?=\.?\d|{CURRENCY})|\bminus\s)?
    (?P<currency>
      (?P<thousand>(?<![^\W\d_])(?-i:[Tk](?=€|(?:EUR|CHF|USD)(?![^\W\d_]))))?{CURRENCY}[\ \u00a0\u202f]?
      (?P<open>\((?=[\d.,]+\)))?(?P<inner>[-\u2212](?=\d))?)?
    (?:
      (?(currency)|(?<![\w.,/]))(?:(?P<whole>\d{{1,3}})\ ?)?(?P<vulgar>[½⅓⅔¼¾⅛⅜⅝⅞])
    | (?(currency)|(?<![\w.,/]))(?:(?P<mixed>\d{{1,3}})[\ -])?(?P<over>[1-9]/(?:[2-9]|10))
      (?(mixed)(?![\d/])|(?=[\ -]{_SHARED}))
    | (?(currency)|(?<![\w.,])(?<!\d\ ))(?P<spaced>[1-9]\d{{0,2}}(?:\ \d{{3}})+(?:[.,]\d{{1,2}})?)(?![\d.,]*\d)
      (?(currency)|(?={MONEY_AFTER}))
    | (?(currency)|(?<![\w.,]))(?P<digits>(?>\.?\d(?:[\d.,:'’\u00a0\u202f]*\d)?))
      (?:(?={GLUED})|(?:st|nd|rd|th)?(?P<glued>k|mn|mm|m|bn|b)?(?![^\W\d_]))
    | \b(?P<tens>{"|".join(TENS)})[-\ ](?P<ones>{"|".join(SMALL[1:10])})\b
    | \b(?P<word>{"|".join(NUMBER_WORDS)})\b
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SCALE = re.compile(
    r"[\s-]*(?:(?P<word>hundred|thousand|million|billion|trillion|mn|bn)\b|(?P<short>mio|mln|mrd|mld|tsd)\b\.?"
    r"|(?P<glued>(?-i:[TkM]))(?=(?:€|(?-i:EUR|CHF|USD)\b)))",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"(?:\((?:[a-z]{1,2}|[ivx]{1,5}|\d{1,2})\))+", re.IGNORECASE)
_PARTS_OF_LABEL = re.compile(r"[^.()]+")
_ITEM_NUMBER = re.compile(r"(?:1?\d|20)(?P<closed>\))|(?<![^\n])\d{1,2}\.\s")
_NEAR = 40  # characters before a number in which what belongs to it is looked for
_IN_BRACKETS = re.compile(r"\([^()\n]+\Z")
_RESTATES = re.compile(rf"(?:\d|\b(?:{'|'.join(NUMBER_WORDS)}|hundred|thousand|million))\s*\(\Z", re.IGNORECASE)
_TIME = re.compile(r"(0?[1-9]|1[0-2])(?:[:.](\d\d))?")
_LABEL = re.compile(
    r"(?:§+|\b(?:version|section|clause|chapter|annex|appendix|article|paragraph|schedule|part|item|step|rule|regulation"
    r"|(?:art|sec|cl|para|abs|nr|ziff|kap)\."
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

FIGURE_WORDS = frozenset({*NUMBER_WORDS, *MONTH_WORDS, *(word for word in _SCALES if len(word) > 2)})
"""Words that stand for a number or a month, in lower case."""
_YEARS = re.compile(r"(?:19|20)\d\d")


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
    is_label: bool = False  # "clause 4.1(a)", which is not "clause 4.10" nor "clause 4.1(b)"
    per: str = ""  # the time of which it is said: "EUR 500 a month", "monthly"
    declared: int = 1  # the scale that is named above its table: see app.answering.scale

    @property
    def year(self) -> int | None:
        """The year that it may be: a number of our centuries with nothing beside it; None for any other."""
        alone = self.scale == 1 and not self.unit and _YEARS.fullmatch(self.written)
        return int(self.written) if alone else None

    def agrees(self, other: "Quantity") -> bool:
        """Whether a text that has `other` may say this: a unit that only one of them names is no contradiction.

        Nor is a scale that only this has, since tables name theirs once; but "EUR 5" is not said by "EUR 5 million".
        """
        if not same_unit(self.unit, other.unit) or self.sign * other.sign < 0:
            return False
        if not same_bound(self.bound, other.bound) or (self.per and other.per and self.per != other.per):
            return False
        if (self.is_label or other.is_label) and all(_is_divided(each.written) for each in (self, other)):
            return _is_part_of(self.written, other.written)
        if self.scale > 1 and (1 < other.scale != self.scale or other.declared > 1):
            return bool(self._scaled() & other._scaled())
        is_left_out = self.scale == 1 and other.scale > 1 and self.unit and other.unit
        return bool((not is_left_out and self.values & other.values) or self._scaled() & other._scaled())

    def leaves_out_scale(self, other: "Quantity") -> bool:
        """Whether this is `other` without the scale that is named above its table: "$647" of a table in millions."""
        plain = self.scale == 1 and is_money(self.unit) and other.declared > 1
        return plain and not self.values.isdisjoint(other.values) and self._scaled().isdisjoint(other._scaled())

    def _scaled(self) -> frozenset[Decimal | str]:
        scale = self.scale * self.declared
        return frozenset(value * scale if isinstance(value, Decimal) else value for value in self.values)


def take_quantities(text: str) -> tuple[tuple[Quantity, ...], str]:
    """Give the quantities outside dates, and the text with blanks in their places.

    The words of a unit stay in the text, but not those of money and percent, which are as often written with a sign.
    """
    quantities: list[Quantity] = []
    rest, last = text, 0
    for match in _QUANTITY.finditer(text):
        if match.start() < last and quantities[-1].is_label:
            continue  # "6(1)(f)" is one
        quantity, end = _quantity(match, text)
        if quantities and text[last : match.start()].strip() == "(" and quantities[-1].values & quantity.values:
            # "at least ninety (90) days" says it once.
            quantity = replace(quantity, bound=quantities[-1].bound, sign=quantities[-1].sign)
            quantities[-1] = replace(quantities[-1], unit=quantity.unit, per=quantity.per, bound=quantity.bound)
        quantities.append(quantity)
        rest, last = _blank(rest, match.start(), end), end
    return tuple(quantities), rest


def numbers_of(dates: Iterable[Date], quantities: Iterable[Quantity]) -> frozenset[Decimal | str]:
    """Give all numbers as such: the days and years of dates, and the values of quantities."""
    of_dates = {Decimal(number) for date in dates for _, day in date.days for number in (day, date.year) if number}
    return frozenset(of_dates).union(*(quantity.values for quantity in quantities))


def _quantity(match: re.Match[str], text: str) -> tuple[Quantity, int]:
    """Read the quantity that begins with the number matched, and say where it ends."""
    scale, end = _SCALES.get((match["glued"] or match["thousand"] or "").lower(), 1), match.end()
    if match["open"] and text.startswith(")", end):
        end += 1
    if following := _SCALE.match(text, end):
        scale, end = _SCALES[(following[following.lastgroup or 0]).lower()], following.end()
    written, unit = text[match.start() : end].strip(), currency_of(match["currency"] or "")
    bound = bound_of(text, match.start(), end)
    sign = _sign(match, text, end, is_amount=scale > 1 or is_money(unit))
    label = _LABEL.search(text, max(0, match.start() - _NEAR), match.start()) is not None
    if label and (bracketed := _BRACKETED.match(text, end)):
        end = bracketed.end()
        written += bracketed.group()
    per = rate_of(text, match.start(), end)
    after, end = unit_after(text, end)
    weak = written.lower() == "one" or _is_item_number(text, match.start())
    values = _times(match["digits"] or "", after)
    if after.startswith("clock/") and not values:
        after = ""  # "1964 am Fluss"
    return Quantity(
        written, frozenset(values or _readings(match)), scale, unit or after, weak, sign, bound, label, per
    ), end


def _is_divided(label: str) -> bool:
    return "." in label or "(" in label


def _is_part_of(one: str, other: str) -> bool:
    """Whether one of two labels is the other, or a part of what the other names: "6(1)(f)" of "6(1)"."""
    parts = zip_longest(*(_PARTS_OF_LABEL.findall(label.lower()) for label in (one, other)))
    return all(mine == theirs or None in (mine, theirs) for mine, theirs in parts)


def _sign(match: re.Match[str], text: str, end: int, *, is_amount: bool) -> int:
    """Tell whether a number is below zero (-1), above (1), or may be either (0)."""
    before = text[max(0, match.start() - _NEAR) : match.start()]
    if match["sign"] or match["inner"]:
        return 0 if _MAYBE_HYPHEN.search(before) else -1
    if match["open"]:
        return 0 if _LOSS.search(before) else -1
    if before.endswith("(") and text.startswith(")", end) and (is_amount or "," in match.group()):
        # An accountant's loss where it fills the cell of a table or the line.
        return -1 if _CELL_BEGINS.search(before) and _CELL_ENDS.match(text, end) else 0
    return 0 if _LOSS.search(before) else 1


def _is_item_number(text: str, start: int) -> bool:
    """Whether a number is that of a list item: "2)", "(2)", "2." where a line begins.

    That of "(max. 60)" is none, nor one that says again what stands before it: "two (2) days".
    """
    if not (found := _ITEM_NUMBER.match(text, start)):
        return False
    before = text[max(0, start - _NEAR) : start]
    return not (found["closed"] and (_IN_BRACKETS.search(before) or _RESTATES.search(before)))


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
        return {Decimal(TENS[match["tens"].lower()] + NUMBER_WORDS[match["ones"].lower()])}
    if match["word"]:
        return {Decimal(NUMBER_WORDS[match["word"].lower()])}
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
