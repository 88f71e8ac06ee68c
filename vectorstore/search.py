"""Finding chunks: nearest by vector, best by words, in a space or in some documents of it."""

from collections.abc import Callable, Collection
from functools import partial
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from vectorstore.catalog import Catalog
from vectorstore.errors import IndexBroken
from vectorstore.indexes import Indexes
from vectorstore.pair import Hits, Served
from vectorstore.passages import Passages
from vectorstore.types import Scored

_Ask = Callable[[int, Served], Hits]
_Told = TypeVar("_Told")

# Up to this many chunks an exact search in memory is as fast as a filtered one through Chroma.
_NARROW = 4000


class Search:
    """Rankings of the chunks that can be found, whatever the indexes still hold of others."""

    def __init__(self, catalog: Catalog, passages: Passages, indexes: Indexes) -> None:
        self._catalog = catalog
        self._passages = passages
        self._indexes = indexes

    def nearest(
        self, space: str, vector: NDArray[np.float32], count: int, documents: Collection[int] | None
    ) -> list[Scored]:
        """Return the chunks nearest to a vector (dimension,) of length one, by cosine similarity."""
        if documents is None:
            return self._ask(space, count, count, None, lambda fetch, served: served.nearest(vector, fetch))
        chosen = self._catalog.ready(documents, space)
        chunks = self._passages.count(chosen, self._indexes.generation)
        if chunks <= _NARROW:
            return self._exact(chosen, vector, count)
        total = self._catalog.findable_chunks(space)
        fetch = 2 * count * total // chunks
        return self._ask(space, count, fetch, chosen, lambda fetch, served: served.nearest(vector, fetch))

    def matching(self, space: str, text: str, count: int, documents: Collection[int] | None) -> list[Scored]:
        """Return the chunks that match the words of a text best, by BM25."""
        chosen = None if documents is None else self._catalog.ready(documents, space)
        if chosen is not None and not chosen:
            return []
        return self._ask(space, count, count, chosen, lambda fetch, served: served.matching(text, fetch, chosen))

    def languages(self) -> dict[int, str]:
        """Return the language that each document is mostly written in, of all spaces; some may be gone already."""
        found: dict[int, str] = {}
        for space in self._indexes.spaces():
            found |= self._told(space, Served.languages)
        return found

    def _exact(self, documents: Collection[int], vector: NDArray[np.float32], count: int) -> list[Scored]:
        keys, vectors = self._passages.vectors(documents, self._indexes.generation, self._indexes.signature.dimension)
        scores = vectors @ vector
        return [Scored(keys[row], float(scores[row])) for row in np.argsort(-scores, kind="stable")[:count]]

    def _ask(self, space: str, count: int, fetch: int, chosen: Collection[int] | None, ask: _Ask) -> list[Scored]:
        """Ask for more and more until `count` hits are of documents that count, or there is no more."""
        while True:
            hits = self._told(space, partial(ask, fetch))
            live = self._catalog.ready({key.document for key, _ in hits}, space)
            if chosen is not None:
                live &= set(chosen)
            found = [Scored(key, score) for key, score in hits if key.document in live]
            if len(found) >= count or len(hits) < fetch:
                return found[:count]
            fetch *= 4

    def _told(self, space: str, ask: Callable[[Served], _Told]) -> _Told:
        """Return what the indexes of a space answer, asked again where others took their place meanwhile."""
        while True:
            served = self._indexes.served(space)
            try:
                return ask(served)
            except IndexBroken:
                if self._indexes.served(space) is served:
                    raise  # broken indeed, not closed because another took its place
