"""PDF: text with its layout, outline, page labels and metadata, by PDFium.

pypdf, 30 times slower, is asked only where PDFium cannot open a file or a page.
"""

import contextlib
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.parse.characters import clean, has_words, one_line, tidy
from ingest.parse.errors import ParseError, PasswordNeeded
from ingest.parse.layout import compounds, page_text, usual_height
from ingest.parse.lines import WIDE, Gap, Line
from ingest.parse.outline import Outline, outline_headings
from ingest.parse.pdf_fallback import FallbackReader, unlock_with_fallback
from vectorstore.types import Heading, Page, PageState, ParsedDocument

MOST_PAGES = 50_000
_LINE_END = re.compile("\r\n|[\r\n\ufffe]")
_SPACE = re.compile(r"\s+")
_HYPHEN = "\ufffe"  # what PDFium writes for a hyphen at the end of a line, in place of the line break too
_METADATA = ("Title", "Author", "Subject", "Keywords", "Creator", "Producer", "CreationDate", "ModDate")

_WRITTEN = frozenset((pdfium_c.FPDF_ANNOT_WIDGET, pdfium_c.FPDF_ANNOT_FREETEXT, pdfium_c.FPDF_ANNOT_STAMP))

OnPage = Callable[[int, int], None]
RawPage = list[Line] | str | None
"""A page as read: lines with their places; plain text by the fallback; None where nothing could read it."""


def parse_pdf(path: Path, name: str, password: str | None, on_page: OnPage) -> ParsedDocument:
    """Read a PDF; `on_page(done, total)` is called after every page. Raises ParseError.

    A file that only its owner's password protects opens with the empty one; a user's password must be given.
    """
    document = open_pdf(path, name, password)
    fallback = FallbackReader(path, name, password)
    if document is None:
        return _parse_with_fallback(fallback, name, on_page)
    with document:
        raw = _read_pages(document, fallback, name, on_page)
        labels = [one_line(document.get_page_label(index)) or str(index + 1) for index in range(len(raw))]
        outline = _outline(document)
        metadata = _metadata(document)
    return ParsedDocument(_pages(raw, labels, outline), dict(metadata).get("Title", ""), outline, metadata)


def unlock_pdf(path: Path, target: Path, name: str, password: str) -> bool:
    """Write a copy of a PDF that opens without a password; false where it is too damaged. Raises PasswordNeeded."""
    try:
        document = open_pdf(path, name, password)
    except PasswordNeeded:
        # PDFium refuses the right password of some files whose metadata is not encrypted.
        if unlock_with_fallback(path, target, password):
            return True
        raise
    if document is None:
        return False
    with document:
        document.save(target, flags=pdfium_c.FPDF_REMOVE_SECURITY)
    return True


def open_pdf(path: Path, name: str, password: str | None = None) -> pdfium.PdfDocument | None:
    """Open a PDF with PDFium; None where it is too damaged for it. Raises PasswordNeeded."""
    try:
        document = pdfium.PdfDocument(path, password=password)
    except pdfium.PdfiumError as error:
        if error.err_code == pdfium_c.FPDF_ERR_PASSWORD:
            raise password_needed(name, password) from error
        return None
    if len(document) == 0:
        document.close()
        return None
    return document


def password_needed(name: str, password: str | None) -> PasswordNeeded:
    """Say that a file needs a password, or another than the one given."""
    if password:
        return PasswordNeeded(name, "the password is not the right one. Try again with the right one.")
    return PasswordNeeded(
        name, "it needs a password to open. Give it on the Documents page, or save a copy without one and add that."
    )


def _parse_with_fallback(fallback: FallbackReader, name: str, on_page: OnPage) -> ParsedDocument:
    total = _checked_total(fallback.count_pages(), name)
    raw: list[RawPage] = []
    for index in range(total):
        raw.append(fallback.page_text(index))
        on_page(index + 1, total)
    return ParsedDocument(_pages(raw, [str(index + 1) for index in range(total)], ()))


def _checked_total(total: int, name: str) -> int:
    if total > MOST_PAGES:
        raise ParseError(name, f"it has {total:,} pages, more than the {MOST_PAGES:,} of one file. Split it.")
    return total


def _read_pages(document: pdfium.PdfDocument, fallback: FallbackReader, name: str, on_page: OnPage) -> list[RawPage]:
    total = _checked_total(len(document), name)
    raw: list[RawPage] = []
    for index in range(total):
        try:
            raw.append(_read_page(document, index))
        except pdfium.PdfiumError:
            raw.append(fallback.page_text(index))
        on_page(index + 1, total)
    return raw


def _read_page(document: pdfium.PdfDocument, index: int) -> list[Line]:
    with contextlib.closing(load_page(document, index)) as page:
        return list(_lines(page.get_textpage(), page.get_rotation()))


def load_page(document: pdfium.PdfDocument, index: int) -> pdfium.PdfPage:
    """Load a page (counted from 0) with what was filled into forms or written over it as part of its text.

    Raises PdfiumError where the page is broken.
    """
    page = document[index]
    if not any(subtype in _WRITTEN for subtype in _annotations(page)):
        return page
    flattened = pdfium_c.FPDFPage_Flatten(page, pdfium_c.FLAT_NORMALDISPLAY) == pdfium_c.FLATTEN_SUCCESS
    if not flattened:
        return page
    page.close()
    return document[index]


def _annotations(page: pdfium.PdfPage) -> Iterator[int]:
    for index in range(pdfium_c.FPDFPage_GetAnnotCount(page)):
        annotation = pdfium_c.FPDFPage_GetAnnot(page, index)
        if annotation:
            yield pdfium_c.FPDFAnnot_GetSubtype(annotation)
            pdfium_c.FPDFPage_CloseAnnot(annotation)


def _lines(textpage: pdfium.PdfTextPage, rotation: int) -> Iterator[Line]:
    text = textpage.get_text_range()
    units = start = 0  # PDFium counts UTF-16 units, Python characters
    while start < len(text):
        end = _LINE_END.search(text, start)
        stop = end.start() if end else len(text)
        line = text[start:stop]
        if line.strip():
            first = units + _units(line) - _units(line.lstrip())
            yield _line(textpage, line.strip(), first, rotation, hyphen=end is not None and end.group() == _HYPHEN)
        start = end.end() if end else len(text)
        units += _units(line) + (end.end() - end.start() if end else 0)


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _line(textpage: pdfium.PdfTextPage, text: str, first: int, rotation: int, *, hyphen: bool) -> Line:
    last = first + _units(text) - 1
    left, bottom, right, top = _box(textpage, first, rotation)
    if last > first:
        _, low, right, high = _box(textpage, last, rotation)
        if abs(low - bottom) < top - bottom:  # else the end is written elsewhere, say in a turned line
            bottom, top = min(bottom, low), max(top, high)
    gaps = tuple(_gaps(textpage, text, first, rotation, WIDE * (top - bottom)))
    return Line(text, left, bottom, right, top, hyphen, gaps)


def _gaps(textpage: pdfium.PdfTextPage, text: str, first: int, rotation: int, least: float) -> Iterator[Gap]:
    """Yield the white spaces of a line, which begins at the UTF-16 unit `first`, that are wider than `least` points."""
    units = _units(text)
    for space in _SPACE.finditer(text):
        start, end = space.span()
        if units > len(text):
            start, end = _units(text[:start]), _units(text[:end])
        left = _box(textpage, first + start - 1, rotation)[2]
        right = _box(textpage, first + end, rotation)[0]
        if right - left > least:
            yield Gap(space.start(), left, right)


def _box(textpage: pdfium.PdfTextPage, unit: int, rotation: int) -> tuple[float, float, float, float]:
    """Box of the character that stands at a UTF-16 unit of the page's text, turned as the page is shown."""
    rectangle = pdfium_c.FS_RECTF()
    index = pdfium_c.FPDFText_GetCharIndexFromTextIndex(textpage, unit)
    pdfium_c.FPDFText_GetLooseCharBox(textpage, index, rectangle)
    left, bottom, right, top = rectangle.left, rectangle.bottom, rectangle.right, rectangle.top
    match rotation:
        case 90:
            return bottom, -right, top, -left
        case 180:
            return -right, -top, -left, -bottom
        case 270:
            return -top, left, -bottom, right
        case _:
            return left, bottom, right, top


def _pages(raw: Sequence[RawPage], labels: Sequence[str], outline: Outline) -> tuple[Page, ...]:
    lines = [line for page in raw if isinstance(page, list) for line in page]
    hyphenated, body = compounds(lines), usual_height(lines)
    texts = [_text(page, hyphenated, body) for page in raw]
    from_outline = outline_headings([text for text, _ in texts], outline)
    running = _running_titles([headings for _, headings in texts])
    pages: list[Page] = []
    start = 0
    for index, (text, found) in enumerate(texts):
        by_size = tuple(heading for heading in found if heading.title not in running)
        headings = from_outline.get(index + 1, ()) if from_outline else by_size
        pages.append(Page(index + 1, labels[index], text, _state(raw[index], text), start, headings))
        start += len(text) + 1
    return tuple(pages)


def _running_titles(headings: Sequence[Sequence[Heading]]) -> frozenset[str]:
    """Titles that stand on so many pages that they head the paper, not the text: on a quarter, and more than three."""
    counts = Counter(title for page in headings for title in {heading.title for heading in page})
    return frozenset(title for title, count in counts.items() if count > 3 and count * 4 > len(headings))


def _text(page: RawPage, hyphenated: frozenset[str], body: float) -> tuple[str, tuple[Heading, ...]]:
    if isinstance(page, list):
        text, headings = page_text(page, hyphenated, body)
    else:
        text, headings = tidy(clean(page or "")), ()
    return (text, headings) if has_words(text) else ("", ())


def _state(raw: RawPage, text: str) -> PageState:
    if raw is None:
        return "failed"
    return "text" if text else "empty"


def _outline(document: pdfium.PdfDocument) -> Outline:
    entries: list[tuple[int, str, int]] = []
    for bookmark in document.get_toc():
        title, destination = one_line(bookmark.get_title()), bookmark.get_dest()
        index = destination.get_index() if destination else None
        if title and index is not None:
            entries.append((bookmark.level + 1, title, index + 1))
    return tuple(entries)


def _metadata(document: pdfium.PdfDocument) -> tuple[tuple[str, str], ...]:
    stated = ((key, one_line(document.get_metadata_value(key))) for key in _METADATA)
    return tuple((key, value) for key, value in stated if value)
