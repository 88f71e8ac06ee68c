"""Pictures of pages, kept in memory for the next who looks: the last used, up to a number of bytes."""

import threading
from collections import OrderedDict

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
