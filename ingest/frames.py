"""What parent and worker say to each other over the worker's pipes: frames of a JSON header and bytes."""

import json
import os
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from vectorstore.types import Chunk, Heading, Page, ParsedDocument

_LENGTHS = struct.Struct(">IQ")  # of the header and of the body
_BLOCK = 1 << 16

Header = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Frame:
    """One message: `header` says what it is, `body` carries what is long."""

    header: Header
    body: bytes = b""


@dataclass(slots=True)
class FrameReader:
    """Puts frames together from the blocks that come out of a pipe."""

    descriptor: int
    _waiting: bytearray = field(default_factory=bytearray)

    def read(self) -> Frame:
        """Wait for the next frame. Raises EOFError at the end of the pipe."""
        while (frame := self.take()) is None:
            self.fill()
        return frame

    def fill(self) -> None:
        """Read what is there, waiting until something is. Raises EOFError at the end of the pipe."""
        block = os.read(self.descriptor, _BLOCK)
        if not block:
            raise EOFError("the other side closed the pipe")
        self._waiting += block

    def take(self) -> Frame | None:
        """Give the next frame if it is complete."""
        if len(self._waiting) < _LENGTHS.size:
            return None
        header, body = _LENGTHS.unpack_from(self._waiting)
        start, end = _LENGTHS.size + header, _LENGTHS.size + header + body
        if len(self._waiting) < end:
            return None
        frame = Frame(json.loads(self._waiting[_LENGTHS.size : start]), bytes(self._waiting[start:end]))
        del self._waiting[:end]
        return frame


def write_frame(descriptor: int, frame: Frame) -> None:
    """Write a frame whole. Raises BrokenPipeError when nobody reads any more."""
    header = json.dumps(frame.header).encode()
    rest = memoryview(_LENGTHS.pack(len(header), len(frame.body)) + header + frame.body)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def encode_pages(pages: Sequence[Page]) -> bytes:
    """Write pages as JSON."""
    return json.dumps([_page_values(page) for page in pages]).encode()


def decode_pages(body: bytes) -> tuple[Page, ...]:
    """Read what `encode_pages` wrote."""
    return tuple(_page(values) for values in json.loads(body))


def encode_document(parsed: ParsedDocument, chunks: Sequence[Chunk]) -> bytes:
    """Write a parsed document and its chunks as JSON; the chunks' text is not repeated."""
    return json.dumps(
        {
            "pages": [_page_values(page) for page in parsed.pages],
            "title": parsed.title,
            "outline": parsed.outline,
            "metadata": parsed.metadata,
            "chunks": _chunk_values(chunks),
        }
    ).encode()


def decode_document(body: bytes) -> tuple[ParsedDocument, list[Chunk]]:
    """Read what `encode_document` wrote."""
    values = json.loads(body)
    parsed = ParsedDocument(
        pages=tuple(_page(page) for page in values["pages"]),
        title=values["title"],
        outline=tuple((depth, title, page) for depth, title, page in values["outline"]),
        metadata=tuple((key, value) for key, value in values["metadata"]),
    )
    return parsed, _chunks(values["chunks"], parsed.pages)


def encode_chunks(chunks: Sequence[Chunk]) -> bytes:
    """Write chunks as JSON, without their text."""
    return json.dumps(_chunk_values(chunks)).encode()


def decode_chunks(body: bytes, pages: Sequence[Page]) -> list[Chunk]:
    """Read what `encode_chunks` wrote; `pages` are those that were chunked."""
    return _chunks(json.loads(body), pages)


def _page_values(page: Page) -> list[object]:
    headings = [(heading.offset, heading.level, heading.title) for heading in page.headings]
    return [page.number, page.label, page.text, page.state, page.start, headings]


def _page(values: list[Any]) -> Page:
    number, label, text, state, start, headings = values
    return Page(number, label, text, state, start, tuple(Heading(*heading) for heading in headings))


def _chunk_values(chunks: Sequence[Chunk]) -> list[list[object]]:
    return [
        [chunk.start, chunk.end, chunk.first_page, chunk.last_page, chunk.headings, chunk.context] for chunk in chunks
    ]


def _chunks(rows: list[list[Any]], pages: Sequence[Page]) -> list[Chunk]:
    text = "\n".join(page.text for page in pages)
    return [
        Chunk(ordinal, text[start:end], start, end, first, last, tuple(headings), context)
        for ordinal, (start, end, first, last, headings, context) in enumerate(rows)
    ]
