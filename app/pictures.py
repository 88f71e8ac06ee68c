"""Pictures of pages, drawn by the sandbox and kept in memory for the next who looks; and where quotes stand on them."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence

from ingest.sandbox import Box, Sandbox
from vectorstore.errors import StoreError
from vectorstore.store import Store

WIDTH = 1200
"""Pixels across the picture of a page that nobody asked for in another size: sharp at the width of a column."""

PICTURE_BYTES = 48 << 20
"""Some hundred pages as they are shown beside an answer."""

Key = tuple[int, int, int]
"""Document, page and width in pixels."""


class PictureCache:
    """Safe for threads. Whoever gets a picture from here has asked the store before whether the document is there."""

    def __init__(self, limit: int = PICTURE_BYTES) -> None:
        self._limit = limit
        self._size = 0
        self._pictures: OrderedDict[Key, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Key) -> bytes | None:
        """Give a picture, which then is the last to go."""
        with self._lock:
            if key in self._pictures:
                self._pictures.move_to_end(key)
            return self._pictures.get(key)

    def put(self, key: Key, picture: bytes) -> None:
        """Keep a picture; those unused for longest go for it."""
        with self._lock:
            self._size += len(picture) - len(self._pictures.pop(key, b""))
            self._pictures[key] = picture
            while self._size > self._limit:
                _, dropped = self._pictures.popitem(last=False)
                self._size -= len(dropped)

    def clear(self) -> None:
        """Drop all: a document is being erased, and it is not worth while to look which pictures are of it."""
        with self._lock:
            self._pictures.clear()
            self._size = 0


class PageDrawing:
    """Draws the pages of documents that are there. Safe for threads."""

    def __init__(self, store: Store, sandbox: Sandbox, pictures: PictureCache) -> None:
        self._store = store
        self._sandbox = sandbox
        self._pictures = pictures

    def warm(self) -> None:
        """Start what draws pages ahead of the first one, without waiting for it."""
        self._sandbox.warm_drawing()

    def picture(self, document: int, page: int, width: int = WIDTH) -> bytes:
        """PNG of a page of a PDF, `width` pixels wide; raises ParseError for formats that have no pages."""
        name, file = self._store.document(document).name, self._store.file(document)
        picture = self._pictures.get((document, page, width))
        if picture is None:
            picture = self._sandbox.page_picture(file, name, page, width)
            self._pictures.put((document, page, width), picture)
            self._forget_if_erased(document)
        return picture

    def boxes(self, document: int, page: int, quotes: Sequence[str]) -> list[list[Box]]:
        """Where each quote stands on a page of a PDF: a box a line, none where it is not there. Raises ParseError."""
        name, file = self._store.document(document).name, self._store.file(document)
        return self._sandbox.quote_boxes(file, name, page, quotes) if quotes else []

    def _forget_if_erased(self, document: int) -> None:
        """Drop a picture that was drawn while its document went: its erasing has cleared the others already."""
        try:
            self._store.document(document)
        except StoreError:
            self._pictures.clear()
            raise


def clearing(pictures: PictureCache, on_step: Callable[[str], None]) -> Callable[[str], None]:
    """Follow the store's steps, before `on_step` does: where it erases, pictures of pages go from memory too."""

    def clear_and_tell(step: str) -> None:
        if step.startswith("erase"):
            pictures.clear()
        on_step(step)

    return clear_and_tell
