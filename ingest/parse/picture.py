"""Pictures of PDF pages, and the places of quotes on them, by PDFium."""

import contextlib
import ctypes
import functools
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.parse.characters import clean
from ingest.parse.errors import ParseError
from ingest.parse.pdf import load_page, open_pdf

MOST_PIXELS = 20_000_000
"""A page is drawn smaller than asked rather than larger than this: some pages claim to be metres wide."""
ENOUGH = 0.6
"""Share of a quote that must stand on the page in one piece to be marked."""
_ACROSS = 1_000_000  # units across the page in which PDFium is asked for a place

Percents = tuple[float, float, float, float]
"""Left, top, width and height in percent of the page as shown."""
Edges = tuple[float, float, float, float]
"""Left, bottom, right and top in points of the page."""


def page_picture(path: Path, name: str, page: int, width: int, password: str | None = None) -> bytes:
    """Draw a page (counted from 1) of the document called `name` as PNG, `width` pixels wide. Raises ParseError."""
    with _opened(path, name, page, password) as drawn:
        across, down = drawn.get_size()
        fitting = min(width / max(across, 1.0), (MOST_PIXELS / max(across * down, 1.0)) ** 0.5)
        picture = drawn.render(scale=fitting, rev_byteorder=True).to_pil()  # in the order that PNG has
    buffer = io.BytesIO()
    picture.convert("RGB").save(buffer, format="PNG", compress_level=1)  # 1: a page is looked at once, speed counts
    return buffer.getvalue()


def quote_boxes(
    path: Path, name: str, page: int, quotes: Sequence[str], password: str | None = None
) -> list[list[Percents]]:
    """Find quotes on a page (counted from 1): for each a box a line, none if it is not there. Raises ParseError.

    White space, hyphens, punctuation, ligatures and case may differ. A quote that is not there whole is marked as far
    as it goes, if that is most of it.
    """
    with _opened(path, name, page, password) as searched:
        textpage = searched.get_textpage()
        letters = _letters(textpage.get_text_range())
        return [[_percents(searched, edges) for edges in _quote_lines(textpage, letters, quote)] for quote in quotes]


def _quote_lines(textpage: pdfium.PdfTextPage, letters: "_Letters", quote: str) -> Iterator[Edges]:
    found = _find(letters, _letters(quote).text)
    if found is not None:
        first, last = (pdfium_c.FPDFText_GetCharIndexFromTextIndex(textpage, unit) for unit in found)
        yield from _lines(textpage, first, last - first + 1)


@contextlib.contextmanager
def _opened(path: Path, name: str, page: int, password: str | None) -> Iterator[pdfium.PdfPage]:
    document = open_pdf(path, name, password)
    if document is None:
        raise ParseError(name, "it is no PDF that can be drawn: read its text instead.")
    with document:
        if not 0 < page <= len(document):
            raise ParseError(name, f"there is no page {page}: it has {len(document)}.")
        try:
            opened = load_page(document, page - 1)
        except pdfium.PdfiumError as error:
            raise ParseError(name, f"page {page} is damaged and cannot be drawn.") from error
        with contextlib.closing(opened):
            yield opened


@dataclass(frozen=True, slots=True)
class _Letters:
    """Letters and digits of a text without case, and the UTF-16 unit at which each stands."""

    text: str
    units: list[int]

    def places(self, sought: str) -> Iterator[int]:
        """Where `sought` stands."""
        at = self.text.find(sought)
        while at >= 0:
            yield at
            at = self.text.find(sought, at + 1)

    def is_parted(self, at: int) -> bool:
        """Whether something other than letters stands before the letter at this place: a word begins there."""
        return at in (0, len(self.text)) or self.units[at] - self.units[at - 1] > 1


def _find(letters: _Letters, sought: str) -> tuple[int, int] | None:
    """Place of the quote in the page's text, where it stands in whole words if it does: first and last UTF-16 unit."""
    if not sought:
        return None
    places, length = list(letters.places(sought)), len(sought)
    whole = (at for at in places if letters.is_parted(at) and letters.is_parted(at + length))
    at = next(whole, places[0] if places else -1)
    if at < 0:
        match = SequenceMatcher(None, letters.text, sought, autojunk=False).find_longest_match()
        at, length = match.a, match.size
        if length < ENOUGH * len(sought):
            return None
    return letters.units[at], letters.units[at + length - 1]


def _letters(text: str) -> _Letters:
    letters: list[str] = []
    units: list[int] = []
    unit = 0
    for character in text:
        for letter in _folded(character):
            letters.append(letter)
            units.append(unit)
        unit += 2 if ord(character) > 0xFFFF else 1
    return _Letters("".join(letters), units)


@functools.lru_cache(maxsize=4096)  # a page has thousands of characters, of few kinds
def _folded(character: str) -> str:
    """Letters and digits that a character stands for, without case."""
    return "".join(letter for letter in clean(character).casefold() if letter.isalnum())


def _lines(textpage: pdfium.PdfTextPage, first: int, count: int) -> Iterator[Edges]:
    """Rectangles around a run of characters, pieces of one line put together."""
    line: Edges | None = None
    for index in range(textpage.count_rects(first, count)):
        left, bottom, right, top = textpage.get_rect(index)
        if line and min(top, line[3]) - max(bottom, line[1]) > 0.5 * min(top - bottom, line[3] - line[1]):
            line = (min(left, line[0]), min(bottom, line[1]), max(right, line[2]), max(top, line[3]))
            continue
        if line:
            yield line
        line = (left, bottom, right, top)
    if line:
        yield line


def _percents(page: pdfium.PdfPage, edges: Edges) -> Percents:
    left, bottom, right, top = edges
    corners = [_shown(page, x, y) for x, y in ((left, bottom), (right, top))]
    (x1, x2), (y1, y2) = (sorted(values) for values in zip(*corners, strict=True))
    return x1, y1, x2 - x1, y2 - y1


def _shown(page: pdfium.PdfPage, x: float, y: float) -> tuple[float, float]:
    """Place of a point of the page in percent from the top left, with the page turned and cropped as it is shown."""
    across, down = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDF_PageToDevice(page, 0, 0, _ACROSS, _ACROSS, 0, x, y, across, down)
    return across.value * 100 / _ACROSS, down.value * 100 / _ACROSS
