"""Tables in a text: their rows, which are lines between bars, with the names of the columns.

A row alone is no sentence: "| Generator | EUR 220 | EUR 940 |" says what it says by the first row of its table. Pure.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_RULE = re.compile(r"[\s|:=-]+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_FIGURE = re.compile(r"[-–—+(]*\s*(?:[A-Z]{3}\s|[$€£¥])?\s*\(?[\d.,]*\d\)?\s*(?:%|per cent|[A-Za-z€]{0,3})\)?")
_SUM = re.compile(r"(?:sub)?total|sum\b|net\b|gesamt|summe|zwischensumme|insgesamt", re.IGNORECASE)
_NOTE = re.compile(r"\(?\d+\)|\*(?!\*)")
_LONGEST_SECTION = 60  # characters
_LEAST_COLUMNS = 3
"""Columns of a table whose first row may be words above words: a form of two columns has no names for them."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its cells, the names of their columns ("" where they have none), and which table it is of.

    `is_head`: its cells are the names of the columns, or part of them. `section` is the line above that it stands under
    ("Current:" over "Federal" and "State"), "" where there is none.
    """

    table: int
    cells: tuple[str, ...]
    names: tuple[str, ...]
    is_head: bool = False
    section: str = ""

    @property
    def label(self) -> str:
        """What the row is about: its first cell."""
        return self.cells[0]

    @property
    def full_label(self) -> str:
        """What the row is about, with the section that it stands under."""
        return f"{self.section.rstrip(':')}: {self.label}" if self.section else self.label

    def said(self) -> str:
        """Write the row with its section, and the name of the column before each cell."""
        pairs = zip(self.names, self.cells, strict=True)
        cells = (f"{name} {cell}".strip() for name, cell in pairs if cell)
        return ", ".join([self.section, *cells] if self.section else cells)

    def shown(self) -> str:
        """Write the row for a reader, what it is about first."""
        return " · ".join(filter(None, (self.label, *map(self._named_cell, range(1, len(self.cells))))))

    def shown_cell(self, column: int, with_section: bool = False) -> str:
        """Write one cell for a reader, after what the row is about; "" where there is none."""
        cell, label = self._named_cell(column), self.full_label if with_section else self.label
        return f"{label} · {cell}" if cell and label else cell

    def _named_cell(self, column: int) -> str:
        if column >= len(self.cells):
            return ""
        name, cell = self.names[column], self.cells[column]
        return f"{name}: {cell}" if name and cell else cell


def is_row(line: str) -> bool:
    """Whether a line is a row of a table."""
    return len(line) > 1 and line.startswith("|") and line.endswith("|")


def with_rows_shown(text: str) -> str:
    """Write the rows of a text's tables for a reader, with points between the cells."""
    return "\n".join(_legible(line) if is_row(line) else line for line in text.split("\n"))


def with_rows_named(text: str, head: str = "") -> str:
    """Write a text with each row of its tables as a line that names its columns, as small models read tables best.

    Rows without names stay as they are. A text that begins in a table has the `head` of it (see `rows_in`) above.
    """
    rows = rows_in(text, head)
    is_named = 0 in rows and any(rows[0].names)
    lines = [_legible(line) if is_named and is_row(line) else line for line in head.split("\n")] if head else []
    start = 0
    for line in text.split("\n"):
        row = rows.get(start)
        start += len(line) + 1
        if is_row(line) and not row:
            continue  # the rule below the names
        named = row is not None and any(row.names)
        lines.append(row.shown() if row and named else _legible(line) if row and row.is_head else line)
    return "\n".join(lines)


def _legible(line: str) -> str:
    return " · ".join(filter(None, _cells(line)))


def rows_in(text: str, head: str = "") -> dict[int, Row]:
    """Find the rows of a text's tables by the offset at which each begins.

    `head` are the rows with names of the table in whose midst the text begins, "" where it begins with none; lines that
    are no rows say nothing here.
    """
    rows: dict[int, Row] = {}
    start = table = 0
    above = [line for line in head.split("\n") if is_row(line)]
    lines: list[tuple[int, str]] = [(number - len(above), line) for number, line in enumerate(above)]
    for line in (*text.split("\n"), ""):
        if is_row(line):
            lines.append((start, line))
        elif lines:
            rows |= _rows_of(lines, table)
            table, lines = table + 1, []
        start += len(line) + 1
    return {start: row for start, row in rows.items() if start >= 0}


def head_before(text: str, offset: int) -> str:
    """Give the rows with names, or the first, of the table that began before `offset` and goes on there; else "".

    The line of the section that goes on there comes behind them.
    """
    end = text.find("\n", offset)
    begin = text.rfind("\n", 0, offset) + 1
    if not is_row(text[begin : end if end >= 0 else len(text)]):
        return ""
    rows = [text[begin : end if end >= 0 else len(text)]]
    while begin:
        above = text.rfind("\n", 0, begin - 1) + 1
        if not is_row(text[above : begin - 1]):
            break
        rows.append(text[above : begin - 1])
        begin = above
    told = [row for row in reversed(rows) if not _RULE.fullmatch(row)]
    _, heads = _names([_cells(row) for row in told])
    head, body = told[: min(heads.stop or 1, len(told) - 1)], told[heads.stop : -1] if heads else []
    *_, section = ("", *_sections([_cells(row) for row in body]))
    lines = [row for row in body if section and _cells(row)[0].strip("* ") == section]
    return "\n".join([*head, *lines[-1:]])


def _rows_of(lines: Sequence[tuple[int, str]], table: int) -> dict[int, Row]:
    """Read the rows of a table; where it has begun before the text, those before it (below 0) have the names."""
    read = [(start, _cells(line)) for start, line in lines if not _RULE.fullmatch(line)]
    names, heads = _names([cells for _, cells in read], sum(start < 0 for start, _ in read) or None)
    rows, below = {}, heads.stop if heads else len(read)
    sections = [*[""] * below, *_sections([cells for _, cells in read[below:]])]
    for number, ((start, cells), section) in enumerate(zip(read, sections, strict=True)):
        named = number not in heads and len(cells) == len(names)
        under = section if any(cells[1:]) else ""
        rows[start] = Row(table, cells, names if named else ("",) * len(cells), number in heads, under)
    return rows


def _sections(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Yield the section that each row below the names begins, or stands in.

    A line with its first cell alone begins one; where it has room for others, which are empty ("| Axe | | |"), only if
    the table opens with such a line, or it is marked. A sum ends it, if it does not stand right below the line: "Net
    income". So does a line that is too long for a name, or a note.
    """
    section, begins = "", False
    opens = bool(rows) and _is_alone(rows[0])
    for cells in rows:
        if _is_alone(cells):
            begins = opens or len(cells) == 1 or cells[0].endswith((":", "**"))
            is_name = begins and len(cells[0]) <= _LONGEST_SECTION and not _NOTE.match(cells[0])
            section = cells[0].strip("* ") if is_name else ""
        else:
            section, begins = "" if _SUM.match(cells[0]) and not begins else section, False
        yield section


def _is_alone(cells: tuple[str, ...]) -> bool:
    return bool(cells[0]) and not any(cells[1:])


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in line[1:-1].split("|"))


def _names(rows: Sequence[tuple[str, ...]], above: int | None = None) -> tuple[tuple[str, ...], range]:
    """Give the names of the columns, and the numbers of the rows that have them; () where the table has none.

    They are the first row with several cells, if it has no figures; and a row right below it, over figures, whose names
    it has each over some of ("Revenue | Sales" above "2023 | 2022 | 2023 | 2022"). Only the first `above` rows may be.
    """
    first, head = next(((number, cells) for number, cells in enumerate(rows) if sum(map(bool, cells)) > 1), (0, ()))
    below = [cells for cells in rows[first + 1 :] if len(cells) == len(head)]
    if not below or any(map(_is_figure, head[1:])):
        return (), range(0)
    if not _are_figures(below):
        return (head, range(first, first + 1)) if len(head) >= _LEAST_COLUMNS else ((), range(0))
    last = first + 1
    if len(rows) > last + 1 and last != above and len(rows[last]) == len(head):
        over = _over(head, rows[last])
        head, last = (over, last + 1) if over else (head, last)
    return _moved(head, [cells for cells in rows[last:] if len(cells) == len(head)]), range(first, last)


def _are_figures(rows: Sequence[tuple[str, ...]]) -> bool:
    return 2 * sum(_has_digit(cell) for cells in rows for cell in cells[1:]) > len(rows)


def _over(above: tuple[str, ...], names: tuple[str, ...]) -> tuple[str, ...]:
    """Put each name above over the names that it spans; () where the row is none of names.

    It is one where each spans as many, and the same ones; where there is only one, years.
    """
    over, under = ([column for column, name in enumerate(row) if name and column] for row in (above, names))
    size = len(under) // len(over) if over else 0
    if names[0] or size < 2 or len(under) != size * len(over):
        return ()
    groups = [under[place * size : (place + 1) * size] for place in range(len(over))]
    spanned = {tuple(names[column] for column in group) for group in groups}
    stand_above = all(group[0] <= one <= group[-1] for one, group in zip(over, groups, strict=True))
    alike = len(spanned) == 1 and (len(over) > 1 or all(_YEAR.fullmatch(names[column]) for column in under))
    if not (stand_above and alike) or any(_is_figure(names[column]) for column in under):
        return ()
    of_group = {column: above[one] for one, group in zip(over, groups, strict=True) for column in group}
    return (
        above[0],
        *(f"{of_group[column]} {names[column]}" if column in of_group else "" for column in range(1, len(names))),
    )


def _moved(names: tuple[str, ...], below: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Move a name that stands over nothing to the column of figures beside it that has none."""
    cells = [[row[column] for row in below if row[column]] for column in range(len(names))]
    moved = [*names]
    for column in range(1, len(names)):
        if not names[column] or cells[column]:
            continue
        for beside in (column + 1, column - 1):
            has_figures = 0 < beside < len(names) and cells[beside] and all(map(_has_digit, cells[beside]))
            if has_figures and not moved[beside]:
                moved[beside], moved[column] = names[column], ""
                break
    return tuple(moved)


def _has_digit(cell: str) -> bool:
    return any(map(str.isdigit, cell))


def _is_figure(cell: str) -> bool:
    return bool(_FIGURE.fullmatch(cell)) and not _YEAR.fullmatch(cell)
