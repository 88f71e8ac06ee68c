"""The numbers that Word writes before headings, clauses and list items: no text of the document, yet read and cited."""

import re
from dataclasses import dataclass

from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement as Element

_PLACE = re.compile(r"%([1-9])")
_ROMAN = dict(
    zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"),
        strict=True,
    )
)
_MOST_LETTERED = 26 * 30
_MOST_ROMAN = 3999
_MOST_LEVELS = 9
BULLET = "-"


@dataclass(frozen=True, slots=True)
class Numbered:
    """Which list a paragraph belongs to, and how deep (from 0)."""

    number_id: str
    depth: int


@dataclass(frozen=True, slots=True)
class _Level:
    format: str
    text: str  # "%1.%2" stands for the numbers of the first and second level
    start: int


class Numbering:
    """Counts through a document, paragraph by paragraph, as Word does. `definitions` is the root of numbering.xml."""

    def __init__(self, definitions: Element | None) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}  # by the id of the abstract list
        self._lists: dict[str, str] = {}  # abstract list of every list
        self._restarts: dict[str, dict[int, int]] = {}  # where a list begins anew though its abstract list goes on
        self._counts: dict[str, list[int | None]] = {}
        for element in () if definitions is None else definitions:
            if element.tag == qn("w:abstractNum"):
                levels = {int(level.get(qn("w:ilvl"))): _level(level) for level in element.findall(qn("w:lvl"))}
                self._levels[element.get(qn("w:abstractNumId"))] = levels
            elif element.tag == qn("w:num"):
                self._add_list(element)

    def _add_list(self, element: Element) -> None:
        number_id = element.get(qn("w:numId"))
        self._lists[number_id] = _value(element.find(qn("w:abstractNumId")))
        self._restarts[number_id] = {
            int(override.get(qn("w:ilvl"))): int(_value(start))
            for override in element.findall(qn("w:lvlOverride"))
            if (start := override.find(qn("w:startOverride"))) is not None
        }

    def label(self, numbered: Numbered) -> str:
        """Count one paragraph further and give what stands before it: "4.2", "(b)", BULLET or nothing."""
        abstract = self._lists.get(numbered.number_id, "")
        levels = self._levels.get(abstract, {})
        level = levels.get(numbered.depth)
        if level is None:
            return ""
        counts = self._counts.setdefault(abstract, [None] * _MOST_LEVELS)
        restart = self._restarts[numbered.number_id].pop(numbered.depth, None)
        before = counts[numbered.depth]
        counts[numbered.depth] = restart if restart is not None else level.start if before is None else before + 1
        counts[numbered.depth + 1 :] = [None] * (_MOST_LEVELS - numbered.depth - 1)
        if level.format == "bullet":
            return BULLET
        return _PLACE.sub(lambda place: _written(levels, counts, int(place.group(1)) - 1), level.text).strip()


def _level(element: Element) -> _Level:
    start = element.find(qn("w:start"))
    return _Level(
        _value(element.find(qn("w:numFmt"))) or "decimal",
        _value(element.find(qn("w:lvlText"))),
        int(_value(start) or 1) if start is not None else 1,
    )


def _value(element: Element | None) -> str:
    return "" if element is None else str(element.get(qn("w:val")) or "")


def _written(levels: dict[int, _Level], counts: list[int | None], depth: int) -> str:
    level = levels.get(depth)
    if level is None:
        return ""
    return _number(counts[depth] or level.start, level.format)


def _number(count: int, form: str) -> str:
    lowered = form.lower()
    if form == "none":
        return ""
    if lowered.endswith("letter") and 0 < count <= _MOST_LETTERED:
        written = _letters(count)
    elif lowered.endswith("roman") and 0 < count <= _MOST_ROMAN:
        written = _roman(count)
    else:
        written = f"{count:02}" if form == "decimalZero" else str(count)
    return written.upper() if form.startswith("upper") else written


def _letters(count: int) -> str:
    """Count as Word does: a to z, then aa, bb."""
    return chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)


def _roman(count: int) -> str:
    written = ""
    for worth, letters in _ROMAN.items():
        written += letters * (count // worth)
        count %= worth
    return written
