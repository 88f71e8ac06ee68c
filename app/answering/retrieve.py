"""Find the chunks that may answer: dense and keyword ranking, fused, named documents preferred, the first reranked."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from app.answering.candidate import Candidate
from app.answering.feedback import rank_with_feedback
from app.answering.fuse import SEMANTIC_WEIGHT, UNKNOWN_LANGUAGE_WEIGHT, fuse, prefer, union
from app.answering.named import DocumentNames, best_named
from app.answering.rerank import RERANKED, Reranker, rerank, rerank_further
from ingest.embed import knows_only_english
from vectorstore.language import ENGLISH, language_of
from vectorstore.types import ChunkKey, Document, Page, Scored, StoredChunk, Vectors


class Encoder(Protocol):
    """What answering needs of an embedding model."""

    signature_name: str
    """Its name, "@" and a digest of its weights."""
    max_tokens: int
    """How many tokens of a passage it reads."""

    def count_tokens(self, texts: list[str]) -> list[int]:
        """Count the tokens of each text as the model reads it."""
        ...

    def embed(self, texts: list[str]) -> Vectors:
        """Give the vectors of texts of at most `max_tokens`, (n, dimension), each of length one."""
        ...

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """Give the vector of a question of any length, (dimension,), of length one."""
        ...


@dataclass(frozen=True, slots=True)
class Hit:
    """One result of a search: a page, with the best chunk on it."""

    document_id: int
    document: str  # name as people see it
    page: int
    place: str
    score: float
    text: str


FEW = 24
"""Most chunks of a view that a question may be given all of."""


@dataclass(frozen=True, slots=True)
class Found:
    """The chunks found for a question."""

    best: Sequence[Candidate]
    """As many as were asked for, best first."""
    whole: Sequence[Candidate]
    """All chunks of the view, where there are FEW; else none."""


@dataclass(frozen=True, slots=True)
class Retriever:
    """The asker's view of the store: every callable is already bound to the space and the documents they may see."""

    nearest: Callable[[NDArray[np.float32], int], Sequence[Scored]]
    matching: Callable[[str, int], Sequence[Scored]]
    chunks: Callable[[Sequence[ChunkKey]], Sequence[StoredChunk]]
    vectors: Callable[[Sequence[ChunkKey]], tuple[Sequence[ChunkKey], Vectors]]
    neighbours: Callable[[ChunkKey, int, int], Sequence[StoredChunk]]
    document: Callable[[int], Document]
    pages: Callable[[int], Sequence[Page]]
    encoder: Encoder
    names: DocumentNames
    within: Callable[[Collection[int]], "Retriever"]  # the same view, of these documents only
    reranker: Reranker | None = None  # the owner's own

    def retrieve(self, query: str, depth: int, count: int) -> Found:
        """Find the `count` best chunks for `query`, from the first `depth` of each ranking."""
        ranked = self._rank(query, depth)
        few = len(ranked) <= FEW < depth
        found = list(islice(self._candidates(query, ranked), None if few else count))
        return Found(found[:count], found if few else ())

    def search(self, query: str, depth: int, count: int) -> list[Hit]:
        """Give the `count` best pages for `query`, best first, at most one hit a page."""
        best = list(islice(best_of_pages(self._candidates(query, self._rank(query, depth))), count))
        names = {number: self.document(number).name for number in {item.stored.document for item in best}}
        return [as_hit(candidate, names[candidate.stored.document]) for candidate in best]

    def nearness(self, text: str) -> float:
        """Give the similarity of a text and the chunk nearest to it, 0 where there is none."""
        nearest = self.nearest(self.encoder.embed_query(text), 1)
        return nearest[0].score if nearest else 0.0

    def looked_first(self, query: str) -> list[int]:
        """Give the documents that are preferred since `query` names them; there are none for most questions."""
        return best_named(self.names.named(query))

    def _candidates(self, query: str, ranked: Sequence[Scored]) -> Iterator[Candidate]:
        """Yield the chunks found, best first; they are read only as they are asked for, since reading takes longest."""
        first = rerank(query, self._read(ranked[:RERANKED]))
        batches = (ranked[start : start + RERANKED] for start in range(RERANKED, len(ranked), RERANKED))
        rest = chain.from_iterable(map(self._read, batches))
        yield from chain(first, rest) if self.reranker is None else rerank_further(self.reranker, query, first, rest)

    def _rank(self, query: str, depth: int) -> list[Scored]:
        vector = self.encoder.embed_query(query)
        nearest, matching = self.nearest(vector, depth), self.matching(query, depth)
        named = self.names.named(query)
        if named:  # among many like documents, those that are named may have nothing among the first of all
            inside = self.within(best_named(named))
            nearest, matching = (
                union(nearest, inside.nearest(vector, depth)),
                union(matching, inside.matching(query, depth)),
            )
        weight = semantic_weight(query, self.encoder.signature_name)
        keys, vectors = self.vectors(list(dict.fromkeys(scored.key for scored in (*nearest, *matching))))

        def rank(similar: Sequence[Scored]) -> list[Scored]:
            return prefer(fuse(similar, matching, weight), named)

        return rank_with_feedback(vector, nearest, keys, vectors, rank, away_from_others=not named)

    def _read(self, ranked: Sequence[Scored]) -> list[Candidate]:
        # A chunk may be deleted between ranking and reading: the catalog then no longer gives it, and it is left out.
        scores = {scored.key: scored.score for scored in ranked}
        found = self.chunks([scored.key for scored in ranked])
        return [Candidate(item, scores[ChunkKey(item.document, item.chunk.ordinal)]) for item in found]


def semantic_weight(query: str, embedder: str) -> float:
    """Give how much vectors count beside words for a question; `embedder` is the signature of what makes them."""
    is_known = language_of(query) == ENGLISH or not knows_only_english(embedder)
    return SEMANTIC_WEIGHT if is_known else UNKNOWN_LANGUAGE_WEIGHT


def best_of_pages(candidates: Iterable[Candidate]) -> Iterator[Candidate]:
    """Yield the first candidate of each page (the page that the chunk begins on), in the order given."""
    seen = set[tuple[int, int]]()
    for candidate in candidates:
        page = (candidate.stored.document, candidate.stored.chunk.first_page)
        if page not in seen:
            seen.add(page)
            yield candidate


def as_hit(candidate: Candidate, name: str) -> Hit:
    """Show a candidate as a result of a search."""
    chunk = candidate.stored.chunk
    place = " › ".join(chunk.headings)
    return Hit(candidate.stored.document, name, chunk.first_page, place, candidate.score, chunk.text)
