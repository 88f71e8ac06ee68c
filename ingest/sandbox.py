"""Reading documents and drawing pages in worker processes, so that a hostile file costs its own job only."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.frames import Frame, Header, decode_chunks, decode_document, encode_pages
from ingest.parse import ParseError, PasswordNeeded
from ingest.worker_process import Cancelled, SandboxClosed, WorkerDied, WorkerOptions, WorkerProcess, too_much_memory
from vectorstore.types import Chunk, Page, ParsedDocument

__all__ = ["Box", "Cancelled", "ParseError", "PasswordNeeded", "Sandbox", "SandboxClosed", "WorkerDied"]

MEMORY = 1536 << 20
"""Bytes of address space of a worker. It takes about 0.3 GB before the first file."""
PATIENCE = 60.0
"""Seconds without progress after which a worker is ended."""


@dataclass(frozen=True, slots=True)
class Box:
    """A line of a quote on its page as shown: all in percent of the page's width or height, from the top left."""

    left: float
    top: float
    width: float
    height: float


class Sandbox:
    """Two workers, each started when first needed: one reads documents, one draws pages while the other is busy.

    `tokenizer`, `prefix` and `limit` are the embedder's: `tokenizer_path`, `prefix` and `max_tokens`. `memory` is in
    bytes, `patience` in seconds. Safe to use from several threads.
    """

    def __init__(
        self, tokenizer: Path, prefix: str, limit: int, *, memory: int = MEMORY, patience: float = PATIENCE
    ) -> None:
        self._reading = WorkerProcess(WorkerOptions(tokenizer, prefix, limit, memory, patience))
        self._drawing = WorkerProcess(WorkerOptions(None, "", limit, memory, patience))

    def warm(self) -> None:
        """Start the reading worker ahead, without waiting for it."""
        self._reading.warm()

    def warm_drawing(self) -> None:
        """Start the drawing worker ahead, without waiting for it."""
        self._drawing.warm()

    def parse(
        self,
        path: Path,
        media_type: str,
        name: str,
        password: str | None = None,
        on_pages: Callable[[int, int], None] = lambda _done, _total: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> tuple[ParsedDocument, list[Chunk]]:
        """Read a file and cut it into chunks; `on_pages(done, total)` follows the pages, `cancelled` is asked often.

        Raises ParseError when the file cannot be read, WorkerDied when the worker did not survive it, Cancelled, or
        SandboxClosed when the program ends meanwhile.
        """
        request: Header = {
            "ask": "parse",
            "path": str(path),
            "media_type": media_type,
            "name": name,
            "password": password,
        }
        return decode_document(_body(self._reading.ask(Frame(request), name, on_pages, cancelled), name))

    def unlock(self, path: Path, target: Path, name: str, password: str) -> bool:
        """Write a copy of a PDF that opens without its password to `target`; false where PDFium cannot open the file.

        Raises PasswordNeeded for a wrong password, else as `parse` does.
        """
        request: Header = {
            "ask": "unlock",
            "path": str(path),
            "target": str(target),
            "name": name,
            "password": password,
        }
        return bool(json.loads(_body(self._reading.ask(Frame(request), name), name)))

    def chunk(self, pages: Sequence[Page], name: str) -> list[Chunk]:
        """Cut pages read earlier into chunks anew. Raises WorkerDied or SandboxClosed."""
        reply = self._reading.ask(Frame({"ask": "chunk", "name": name}, encode_pages(pages)), name)
        return decode_chunks(_body(reply, name), pages)

    def page_picture(self, path: Path, name: str, page: int, width: int, password: str | None = None) -> bytes:
        """Draw a page of a PDF (counted from 1) as PNG, `width` pixels wide. Raises as `parse` does."""
        return self._draw({"ask": "picture", "width": width}, path, name, page, password)

    def quote_boxes(
        self, path: Path, name: str, page: int, quotes: Sequence[str], password: str | None = None
    ) -> list[list[Box]]:
        """Find quotes on a page of a PDF: for each a box a line, none where it is not there. Raises as `parse` does."""
        found = json.loads(self._draw({"ask": "boxes", "quotes": list(quotes)}, path, name, page, password))
        return [[Box(*values) for values in boxes] for boxes in found]

    def _draw(self, request: Header, path: Path, name: str, page: int, password: str | None) -> bytes:
        request |= {"path": str(path), "name": name, "page": page, "password": password}
        return _body(self._drawing.ask(Frame(request), name), name)

    def close(self) -> None:
        """End both workers at once; a request under way raises SandboxClosed."""
        self._reading.close()
        self._drawing.close()


def _body(reply: Frame, name: str) -> bytes:
    header = reply.header
    match header["kind"]:
        case "result":
            return reply.body
        case "unreadable":
            raise ParseError(name, header["reason"])
        case "password":
            raise PasswordNeeded(name, header["reason"])
        case "memory":
            raise too_much_memory(name)
        case _:
            raise ParseError(
                name,
                f"it could not be read ({header['error']} at {header['place']}): it is damaged or uses what this "
                "program does not know. Save it anew from the program that made it, and add that.",
            )
