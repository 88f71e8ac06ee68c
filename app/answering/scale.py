"""The scale that a text names once for the figures of its tables: "($ in millions)". Pure."""

import re
from collections.abc import Iterator
from dataclasses import replace

from app.answering.quantities import Quantity
from app.answering.tables import Row
from app.answering.units import is_money

_DECLARED = re.compile(
    r"\b(?:in|of)\s+(?:(?:[A-Z]{3}|US)\s+|[$€£]\s?)?(?:"
    r"(?P<thousand>thousands|tausend|tsd\b\.?|TEUR|T€|[$€£]?000s)"
    r"|(?P<million>millions|mio\b\.?|millionen|mn\b)|(?P<billion>billions|mrd\b\.?|milliarden|bn\b))",
    re.IGNORECASE,
)
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9}
_NOT_SCALED = re.compile(r"\bper\b|\bshares?\b|\bje\b|\baktien?\b|%|\bratio\b|\bdays\b", re.IGNORECASE)


def declared_scales(text: str) -> list[tuple[int, int]]:
    """Give (offset, scale) of each place in a text where a scale is named: (12, 1000000) for "($ in millions)"."""
    return [(match.start(), _SCALES[match.lastgroup or ""]) for match in _DECLARED.finditer(text)]


def declaring_line(text: str) -> str:
    """Give the last line of a text that names a scale, "" where none does."""
    return next((line for line in reversed(text.split("\n")) if _DECLARED.search(line)), "")


def scaled(quantities: tuple[Quantity, ...], row: Row, scale: int) -> Iterator[Quantity]:
    """Yield the figures of a row with the scale named above its table, but for shares, years, percent and the like."""
    of_row = 1 if _NOT_SCALED.search(row.full_label) else scale
    for quantity in quantities:
        is_amount = quantity.scale == 1 and quantity.year is None and (not quantity.unit or is_money(quantity.unit))
        yield replace(quantity, declared=of_row) if is_amount else quantity
