"""Plain text: its encoding found, its paragraphs kept."""

import codecs
import re
from itertools import pairwise
from pathlib import Path
from statistics import median_low

from ingest.parse.errors import ParseError
from ingest.parse.sections import Block, sections
from vectorstore.types import ParsedDocument

LARGEST_TEXT = 64 << 20  # bytes
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_PARAGRAPH_END = re.compile(r"\n[^\S\n]*\n\s*|\f\s*")
_NEW_LINE = re.compile(r"\s*(?:[-*+•|>#]|\(?(?:\d{1,3}|[a-zA-Z])[.)]\s)|\s{2,}|.*\S {2,}\S")


def parse_plain(path: Path, name: str) -> ParsedDocument:
    """Read a text file; its sections are labelled by the line that they begin at. Raises ParseError."""
    return ParsedDocument(sections(_paragraphs(read_text(path, name))))


def read_text(path: Path, name: str) -> str:
    """Read and decode a file. Raises ParseError if it is not text or too large to be a document."""
    if path.stat().st_size > LARGEST_TEXT:
        raise ParseError(name, f"it is larger than {LARGEST_TEXT >> 20} MB of text. Split it into smaller files.")
    text = decode(path.read_bytes())
    if len(_CONTROL.findall(text[:100_000])) * 50 > min(len(text), 100_000):
        raise ParseError(name, "it is not text, whatever its name says. Add it in a supported format.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def decode(content: bytes) -> str:
    """Decode text of unknown encoding: by its mark, else UTF-8, else UTF-16 by its zeros, else Windows-1252."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    unmarked = _unmarked_utf16(content)
    if unmarked:
        return content.decode(unmarked, errors="replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _unmarked_utf16(content: bytes) -> str | None:
    even, odd = content[:4096:2].count(0), content[1:4096:2].count(0)
    half = min(len(content), 4096) / 2
    if odd > half * 0.4 and even < half * 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > half * 0.4 and odd < half * 0.1 else None


def _paragraphs(text: str) -> list[Block]:
    return [Block(_unwrapped(paragraph)) for paragraph in _PARAGRAPH_END.split(text)]


def _unwrapped(paragraph: str) -> str:
    """Join the lines of a paragraph that was wrapped at a width; tables, lists, verse and short lines stay lines."""
    lines = paragraph.split("\n")
    width = max(map(len, lines))
    if width < 40 or median_low(map(len, lines[:-1] or lines)) < width * 0.7:
        return paragraph
    text = lines[0]
    for above, below in pairwise(lines):
        wrapped = len(above) > width * 0.6 and not _NEW_LINE.match(below)
        text += (" " if wrapped else "\n") + below
    return text
