"""Tables of a page, found by the gaps that stand one below the other. Pure, and free of any PDF library.

A PDF has no tables, only words at places. Lines whose wide gaps are above each other are rows; what stands below each
other between two gaps is a column. Rows are written as Markdown writes them, each cell where its column is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.parse.lines import Line, Piece, is_beside
from ingest.parse.sections import table_row

MOST_LINES = 8
"""Lines of a cell that may stand before the next cell's, which begins beside the first of them."""
MOST_BETWEEN = 3
"""Lines without a gap that may stand between two rows: a label of some rows, the beginning of a wrapped one."""
_FARTHEST = 2.5  # times its height that a row is below the one before
_LARGER = 1.1  # times as high as the rows before: a heading
_HIGHER = 1.2  # times its height that a cell of two lines may begin above one of one line
_LEAST_SHARED = 0.3  # of the height: overlap of two gaps that are above each other
_PROSE = 6  # words; two columns of which both mostly have as many are columns of a text, not of a table


@dataclass(slots=True)
class _Row:
    """Cells beside each other, each of one or more lines, and the lines (their numbers) that they are made of."""

    first: int
    last: int
    cells: list[Piece]
    end: Line  # the line read last

    @property
    def bottom(self) -> float:
        return min(cell.bottom for cell in self.cells)

    @property
    def top(self) -> float:
        return max(cell.top for cell in self.cells)

    def gaps(self) -> list[tuple[float, float]]:
        """Edges of the white space between the cells."""
        return [(one.right, other.left) for one, other in pairwise(self.cells) if one.right < other.left]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of a table, as Markdown, and the numbers of its first and last line."""

    first: int
    last: int
    rows: tuple[str, ...]

    @property
    def text(self) -> str:
        """The rows, each on a line."""
        return "\n".join(self.rows)


def find_tables(lines: Sequence[Line]) -> list[Table]:
    """Find the tables of a page in its lines, in their order."""
    return [_written(rows) for rows in _runs(_rows(lines)) if rows and not _is_prose(rows)]


def _rows(lines: Sequence[Line]) -> list[_Row]:
    """Put lines that stand beside each other into rows; most rows have one cell."""
    rows: list[_Row] = []
    for number, line in enumerate(lines):
        pieces = line.pieces()
        row = _row_beside(rows, line) if rows else None
        if row:
            row.cells += pieces
            row.last, row.end = number, line
        elif rows and _goes_on(rows[-1], line, pieces):
            row = rows[-1]
            row.cells[-1] = row.cells[-1].followed_by(pieces[0])
            row.last, row.end = number, line
        else:
            rows.append(_Row(number, number, pieces, line))
    return rows


def _row_beside(rows: list[_Row], line: Line) -> _Row | None:
    """Give the row that a line goes on with to the right; lines above each other become one cell of it."""
    last = rows[-1]
    if is_beside(last.end, line) and line.left >= last.cells[-1].right:
        return last
    for back in range(1, min(MOST_LINES, len(rows)) + 1):
        row, following = rows[-back], rows[len(rows) - back + 1 :]
        if row.cells[-1].right > line.left:
            break
        if abs(row.top - line.top) < 0.6 * line.height:
            if not all(_overlap(row.cells[-1], other.cells[0]) for other in following):
                break
            row.cells[-1] = row.cells[-1].followed_by(*(other.cells[0] for other in following))
            del rows[len(rows) - back + 1 :]
            return row
        if len(row.cells) > 1:
            break
    begins_higher = 0 < line.top - last.top < _HIGHER * line.height
    return last if len(last.cells) > 1 and begins_higher and line.left >= last.cells[-1].right else None


def _overlap(one: Piece, other: Piece) -> bool:
    """Whether two pieces stand above each other."""
    return one.left < other.right and other.left < one.right


def _goes_on(row: _Row, line: Line, pieces: Sequence[Piece]) -> bool:
    """Whether a line goes on with the last cell of a row, beside cells that reach as far down."""
    cell = row.cells[-1]
    return (
        len(row.cells) > 1
        and len(pieces) == 1
        and row.bottom < cell.bottom - 0.4 * line.height
        and line.bottom > row.bottom - 0.4 * line.height
        and _overlap(cell, pieces[0])
        and line.top < row.end.bottom + 0.5 * line.height
    )


@dataclass(slots=True)
class _Run:
    """Rows of one table: from one with gaps to the last whose gaps are below those before."""

    rows: list[_Row] = field(default_factory=list)
    between: list[_Row] = field(default_factory=list)  # lines without a gap, after these rows

    def takes(self, row: _Row) -> bool:
        """Take the next row of the page, unless the table ends before it."""
        if not self.rows:
            self.rows = [row] if len(row.cells) > 1 else []
            return True
        above = (self.between or self.rows)[-1]
        is_heading = len(row.cells) == 1 < len(self.rows) and row.end.height > _LARGER * above.end.height
        if is_heading or not _is_near(row, above):
            return False
        if len(row.cells) == 1:
            self.between.append(row)
            return len(self.between) <= MOST_BETWEEN
        if not _shares_gap(self.rows, self.between, row):
            return False
        self.rows += [*self.between, row]
        self.between = []
        return True

    def closed(self) -> list[_Row]:
        """Give all rows, with the line after them if it goes on with a cell of the last."""
        wrapped = self.between[:1] if self.between and _is_rest(self.between[0].cells[0], self.rows[-1]) else []
        return [*self.rows, *wrapped] if len(self.rows) > 1 else []


def _runs(rows: Sequence[_Row]) -> Iterator[list[_Row]]:
    """Yield the rows of each table."""
    run = _Run()
    for row in rows:
        if not run.takes(row):
            yield run.closed()
            run = _Run()
            run.takes(row)
    yield run.closed()


def _is_rest(piece: Piece, row: _Row) -> bool:
    """Whether a line goes on with a cell of the row above: it stands below one cell, and begins small."""
    below = [cell for cell in row.cells if _overlap(cell, piece)]
    return piece.text[:1].islower() and below != row.cells[-1:] and len(below) == 1


def _is_near(row: _Row, above: _Row) -> bool:
    """Whether a row is right below another."""
    height = row.end.height
    return row.top < above.bottom + 0.5 * height and above.bottom - row.top < _FARTHEST * height


def _shares_gap(run: Sequence[_Row], between: Sequence[_Row], row: _Row) -> bool:
    """Whether a gap of a row is below one of the last row with gaps, with nothing across it between them."""
    above = next(other for other in reversed(run) if len(other.cells) > 1)
    shared = ((max(left, start), min(right, end)) for left, right in row.gaps() for start, end in above.gaps())
    return any(
        end - start > _LEAST_SHARED * row.end.height
        and not any(other.cells[0].left < start and other.cells[0].right > end for other in between)
        for start, end in shared
    )


def _is_prose(rows: Sequence[_Row]) -> bool:
    """Whether rows are rather lines of two columns of text, which some programs write across."""
    pairs = [row.cells for row in rows if len(row.cells) == 2]
    wordy = sum(all(len(cell.text.split()) >= _PROSE for cell in cells) for cells in pairs)
    return wordy * 2 > len(rows)


@dataclass(slots=True)
class _Columns:
    """Columns of a table by their edges, from left to right."""

    edges: list[tuple[float, float]] = field(default_factory=list)

    def take(self, cell: Piece) -> None:
        """Widen the column in which a cell stands, or add one for it; a cell across several changes nothing."""
        met = self.met(cell)
        if not met:
            self.edges = sorted([*self.edges, (cell.left, cell.right)])
        elif len(met) == 1:
            left, right = self.edges[met[0]]
            self.edges[met[0]] = (min(left, cell.left), max(right, cell.right))

    def met(self, cell: Piece) -> list[int]:
        """Numbers of the columns that a cell overlaps."""
        return [number for number, (left, right) in enumerate(self.edges) if cell.left < right and left < cell.right]

    def filled(self, row: _Row) -> list[str]:
        """Give the text of each column in a row, each cell in the column with which it has most in common."""
        texts = [""] * len(self.edges)
        for cell in row.cells:
            common = [min(cell.right, right) - max(cell.left, left) for left, right in self.edges]
            place = common.index(max(common))
            texts[place] = f"{texts[place]} {cell.text}".strip()
        return texts


def _columns_of(rows: Sequence[_Row]) -> _Columns:
    """Find the columns by the rows with most cells first, so that a cell across several joins none of them."""
    columns = _Columns()
    for row in sorted(rows, key=lambda row: len(row.cells), reverse=True):
        for cell in row.cells if len(row.cells) > 1 else ():
            columns.take(cell)
    return columns


def _written(rows: Sequence[_Row]) -> Table:
    columns = _columns_of(rows)
    grid = _joined([columns.filled(row) for row in rows])
    # A label of the rows below it stands alone: where its column is says nothing.
    written = (table_row(cells if sum(map(bool, cells)) > 1 else filter(None, cells)) for cells in grid)
    return Table(rows[0].first, rows[-1].last, tuple(written))


def _joined(grid: Sequence[list[str]]) -> list[list[str]]:
    """Put the rest of a wrapped cell to its beginning, which may stand in the row above or alone before its row."""
    joined: list[list[str]] = []
    beginning = ""
    for cells, following in zip(grid, [*grid[1:], [""]], strict=True):
        filled = [place for place, text in enumerate(cells) if text]
        is_rest = len(filled) == 1 and (filled[0] > 0 or cells[0][:1].islower())
        if is_rest and joined and not beginning:
            joined[-1][filled[0]] = f"{joined[-1][filled[0]]} {cells[filled[0]]}".strip()
        elif filled == [0] and following[0][:1].islower():
            beginning = f"{beginning} {cells[0]}".strip()
        else:
            joined.append([f"{beginning} {cells[0]}".strip(), *cells[1:]])
            beginning = ""
    return joined
