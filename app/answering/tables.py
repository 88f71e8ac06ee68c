"""Tables in a text: their rows, which are lines between bars, with the names of the columns.

A row alone is no sentence: "| Generator | EUR 220 | EUR 940 |" says what it says by the first row of its table. Pure.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

_RULE = re.compile(r"[\s|:=-]+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_FIGURE = re.compile(r"[-–—+(]*\s*(?:[A-Z]{3}\s|[$€£¥])?\s*\(?[\d.,]*\d\)?\s*(?:%|per cent|[A-Za-z€]{0,3})\)?")
_LEAST_COLUMNS = 3
"""Columns of a table whose first row may be words above words: a form of two columns has no names for them."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its cells, the names of their columns ("" where they have none), and which table it is of.

    `is_head`: its cells are the names of the columns.
    """

    table: int
    cells: tuple[str, ...]
    names: tuple[str, ...]
    is_head: bool = False

    @property
    def label(self) -> str:
        """What the row is about: its first cell."""
        return self.cells[0]

    def said(self) -> str:
        """Write the row with the name of the column before each cell."""
        pairs = zip(self.names, self.cells, strict=True)
        return ", ".join(f"{name} {cell}".strip() for name, cell in pairs if cell)

    def shown(self) -> str:
        """Write the row for a reader, what it is about first."""
        return " · ".join(filter(None, (self.label, *map(self._named_cell, range(1, len(self.cells))))))

    def shown_cell(self, column: int) -> str:
        """Write one cell for a reader, after what the row is about; "" where there is none."""
        cell = self._named_cell(column) if column < len(self.cells) else ""
        return f"{self.label} · {cell}" if cell and self.label else cell

    def _named_cell(self, column: int) -> str:
        name, cell = self.names[column], self.cells[column]
        return f"{name}: {cell}" if name and cell else cell


def is_row(line: str) -> bool:
    """Whether a line is a row of a table."""
    return len(line) > 1 and line.startswith("|") and line.endswith("|")


def with_rows_shown(text: str) -> str:
    """Write the rows of a text's tables for a reader, with points between the cells."""
    lines = text.split("\n")
    return "\n".join(" · ".join(filter(None, _cells(line))) if is_row(line) else line for line in lines)


def with_rows_named(text: str, head: str = "") -> str:
    """Write a text with each row of its tables as a line that names its columns, as small models read tables best.

    Rows without names stay as they are, below the `head` of their table (see `rows_in`) where the text begins with one.
    """
    rows = rows_in(text, head)
    lines, start = [], 0
    for line in text.split("\n"):
        row = rows.get(start)
        start += len(line) + 1
        if is_row(line) and not row:
            continue  # the rule below the names
        named = row is not None and (row.is_head or any(row.names))
        lines.append(_line_of(row) if row and named else line)
    nameless = bool(head) and 0 in rows and not any(rows[0].names)
    return "\n".join([head, *lines] if nameless else lines)


def _line_of(row: Row) -> str:
    return " · ".join(filter(None, row.cells)) if row.is_head else row.shown()


def rows_in(text: str, head: str = "") -> dict[int, Row]:
    """Find the rows of a text's tables by the offset at which each begins.

    `head` is the first row of the table in whose midst the text begins, "" where it begins with none.
    """
    rows: dict[int, Row] = {}
    start = table = 0
    lines: list[tuple[int, str]] = [(-1, head)] if head else []
    for line in (*text.split("\n"), ""):
        if is_row(line):
            lines.append((start, line))
        elif lines:
            rows |= _rows_of(lines, table)
            table, lines = table + 1, []
        start += len(line) + 1
    rows.pop(-1, None)
    return rows


def head_before(text: str, offset: int) -> str:
    """Give the first row of the table that has begun before `offset` of a text and goes on there; else ""."""
    end = text.find("\n", offset)
    begin = text.rfind("\n", 0, offset) + 1
    if not is_row(text[begin : end if end >= 0 else len(text)]):
        return ""
    head = ""
    while begin:
        above = text.rfind("\n", 0, begin - 1) + 1
        if not is_row(text[above : begin - 1]):
            break
        head, begin = text[above : begin - 1], above
    return head


def _rows_of(lines: Sequence[tuple[int, str]], table: int) -> dict[int, Row]:
    read = [(start, _cells(line)) for start, line in lines if not _RULE.fullmatch(line)]
    names = _names([cells for _, cells in read])
    nameless = {start: Row(table, cells, ("",) * len(cells), cells == names) for start, cells in read}
    return {
        start: replace(row, names=names) if len(row.cells) == len(names) and not row.is_head else row
        for start, row in nameless.items()
    }


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in line[1:-1].split("|"))


def _names(rows: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Give the names of the columns: the first row with several cells, if it has no figures; () where it has."""
    index, head = next(((index, cells) for index, cells in enumerate(rows) if sum(map(bool, cells)) > 1), (0, ()))
    below = [cells for cells in rows[index + 1 :] if len(cells) == len(head)]
    if not below or any(map(_is_figure, head[1:])):
        return ()
    over_figures = 2 * sum(any(map(str.isdigit, cell)) for cells in below for cell in cells[1:]) > len(below)
    return head if over_figures or len(head) >= _LEAST_COLUMNS else ()


def _is_figure(cell: str) -> bool:
    return bool(_FIGURE.fullmatch(cell)) and not _YEAR.fullmatch(cell)
