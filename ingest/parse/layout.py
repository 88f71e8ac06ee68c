"""Lines with their places on a page become paragraphs, tables and headings. Pure, and free of any PDF library."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median_low

from ingest.parse.characters import clean, has_words, tidy
from ingest.parse.lines import LIST_ITEM, Line, is_beside
from ingest.parse.table import find_tables
from vectorstore.types import Heading

_COMPOUND = re.compile(r"[^\W\d_]+-[^\W\d_]+")
_FIGURE = re.compile(r"[$€£(]*-?[\d.,]*\d[\d.,]*%?\)?|[$€£%)(—–-]+")
_LEADERS = re.compile(r"(?:\. ?){5,}|…{3,}")
_TERMINAL = frozenset(".!?:;。！？")

_LARGER = 1.15
"""A line this many times as high as the document's usual line is a heading."""
_LONGEST_HEADING = 150  # characters


def compounds(lines: Iterable[Line]) -> frozenset[str]:
    """Words written with a hyphen inside a line: at a line's end they keep theirs, others were only divided."""
    return frozenset(word.lower() for line in lines for word in _COMPOUND.findall(line.text))


def usual_height(lines: Iterable[Line]) -> float:
    """Height of a document's body text: that of its middle character; 0 without lines."""
    heights = sorted((line.height, len(line.text)) for line in lines)
    half = sum(length for _, length in heights) / 2
    for height, length in heights:
        half -= length
        if half <= 0:
            return height
    return 0.0


def page_text(lines: Sequence[Line], hyphenated: frozenset[str], body: float) -> tuple[str, tuple[Heading, ...]]:
    """Join the lines of a page to text, with the headings found in it.

    Wrapped lines are joined by a space, rows and list items stay lines, paragraphs and tables are parted by a blank
    line. `body` is the height of usual lines, `hyphenated` what `compounds` found in the whole document.
    """
    parts: list[str] = []
    headings: list[Heading] = []
    length = 0
    for text, height in _texts([line for line in lines if line.text.strip()], hyphenated):
        length += 2 if parts else 0
        if _is_heading(text, height, body):
            headings.append(Heading(length, _level(height / body), " ".join(text.split())))
        parts.append(text)
        length += len(text)
    return "\n\n".join(parts), tuple(headings)


def _texts(lines: Sequence[Line], hyphenated: frozenset[str]) -> Iterator[tuple[str, float]]:
    """Yield the text of each table and block of lines, and the height of its first line; 0 for a table."""
    start = 0
    for table in (*find_tables(lines), None):
        for block in _blocks(lines[start : table.first if table else None]):
            text = tidy(clean(_joined(block, hyphenated)))
            if text:
                yield text, block[0].height
        if table:
            yield tidy(clean(table.text)), 0.0
            start = table.last + 1


def _is_heading(text: str, height: float, body: float) -> bool:
    return body > 0 and height > body * _LARGER and len(text) <= _LONGEST_HEADING and has_words(text)


def _level(ratio: float) -> int:
    return 1 if ratio > 1.8 else 2 if ratio > 1.4 else 3


def _blocks(lines: Sequence[Line]) -> Iterable[list[Line]]:
    """Part the lines where space, size or place on the page shows that something new begins."""
    if not lines:
        return
    usual = _usual_gap(lines)
    block = [lines[0]]
    for line in lines[1:]:
        if _parted(block[-1], line, usual):
            yield block
            block = []
        block.append(line)
    yield block


def _usual_gap(lines: Sequence[Line]) -> float:
    gaps = [above.bottom - below.top for above, below in pairwise(lines)]
    inside = [gap for gap, line in zip(gaps, lines, strict=False) if abs(gap) < 2 * line.height]
    return median_low(inside) if inside else 0.0


def _parted(above: Line, below: Line, usual: float) -> bool:
    if above.hyphen or is_beside(above, below):
        return False
    if abs(above.height - below.height) > 0.15 * max(above.height, below.height) and below.left < above.right:
        return True
    if _in_next_column(above, below):  # where a sentence may go on
        return not below.text[:1].islower()
    return above.bottom - below.top > max(usual, 0.0) + 0.5 * above.height


def _joined(block: Sequence[Line], hyphenated: frozenset[str]) -> str:
    text = block[0].text
    for (above, below), right in zip(pairwise(block), _right_edges(block), strict=False):
        text = _with_hyphen(text, below.text, hyphenated) if above.hyphen else text + _between(above, below, right)
        text += below.text
    return text


def _right_edges(block: Sequence[Line]) -> list[float]:
    """Right edge of the column that each line of a block stands in."""
    columns = [[block[0]]]
    for above, below in pairwise(block):
        if _in_next_column(above, below):
            columns.append([])
        columns[-1].append(below)
    return [edge for column in columns for edge in [max(line.right for line in column)] * len(column)]


def _in_next_column(above: Line, below: Line) -> bool:
    return above.bottom - below.top < -above.height and not is_beside(above, below)


def _with_hyphen(text: str, following: str, hyphenated: frozenset[str]) -> str:
    first = text.rsplit(None, 1)[-1] if text.strip() else ""
    second = following.split(None, 1)[0] if following.strip() else ""
    compound = _COMPOUND.search(f"{first}-{second}")
    return text + "-" if compound and compound.group().lower() in hyphenated else text


def _between(above: Line, below: Line, right: float) -> str:
    """Text between two lines of a block: a space where the line is full, so that the words had to go on below."""
    if is_beside(above, below) or _in_next_column(above, below):
        return " "
    if LIST_ITEM.match(below.text) or _is_row(above.text) or _is_row(below.text):
        return "\n"
    character = (above.right - above.left) / max(len(above.text), 1)
    first_word = below.text.split(None, 1)[0]
    if above.right + (len(first_word) + 1) * character < right:
        return "\n"
    indented = below.left > above.left + 0.8 * above.height
    return "\n" if indented and above.text.rstrip()[-1] in _TERMINAL else " "


def _is_row(text: str) -> bool:
    """Whether a line looks like a row of a table or of contents: mostly figures, or dots that lead to a page."""
    words = text.split()
    figures = sum(1 for word in words if _FIGURE.fullmatch(word))
    return (figures >= 2 and figures * 5 >= len(words) * 2) or _LEADERS.search(text) is not None
