"""A small library of pages held in memory: every callable of a Retriever, without store, index or model."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np
import pytest

from app.answering.candidate import Candidate
from app.answering.named import DocumentNames
from app.answering.request import Limits
from app.answering.retrieve import Retriever
from app.answering.types import Passage
from app.llm.types import GenerationOptions
from ingest.sentences import sentence_spans
from vectorstore.types import Chunk, ChunkKey, Document, Page, Scored, StoredChunk

LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


class LetterEncoder:
    """Texts are near when they have the same pairs of letters: a vector that a person can predict."""

    signature_name = "letters@0"
    max_tokens = 40

    def count_tokens(self, texts: list[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def embed_query(self, text: str):
        vector = np.zeros(len(LETTERS) ** 2, dtype=np.float32)
        letters = [LETTERS.index(letter) for letter in text.lower() if letter in LETTERS]
        for first, second in pairwise(letters):
            vector[first * len(LETTERS) + second] += 1
        return vector / max(float(np.linalg.norm(vector)), 1e-9)

    def embed(self, texts: list[str]):
        assert all(count <= self.max_tokens for count in self.count_tokens(texts)), "longer than the model reads"
        return np.array([self.embed_query(text) for text in texts], dtype=np.float32)


@dataclass
class Shelf:
    """Documents as lists of page texts; every sentence is a chunk."""

    books: dict[str, list[str]]
    encoder: LetterEncoder = field(default_factory=LetterEncoder)

    def name(self, document: int) -> str:
        return list(self.books)[document - 1]

    def pages(self, document: int) -> list[Page]:
        pages, start = [], 0
        for number, text in enumerate(self.books[self.name(document)], 1):
            pages.append(Page(number, f"page {number}", text, "text", start))
            start += len(text) + 1
        return pages

    def all_chunks(self, document: int) -> list[StoredChunk]:
        spans = [(page, *span) for page in self.pages(document) for span in sentence_spans(page.text)]
        return [
            StoredChunk(
                document,
                Chunk(number, page.text[a:b], page.start + a, page.start + b, page.number, page.number, (), ""),
            )
            for number, (page, a, b) in enumerate(spans)
        ]

    def chunks(self, keys: Sequence[ChunkKey]) -> list[StoredChunk]:
        known = {ChunkKey(d, c.chunk.ordinal): c for d in range(1, len(self.books) + 1) for c in self.all_chunks(d)}
        return [known[key] for key in keys if key in known]

    def neighbours(self, key: ChunkKey, before: int, after: int) -> list[StoredChunk]:
        return self.chunks(
            [ChunkKey(key.document, ordinal) for ordinal in range(key.ordinal - before, key.ordinal + after + 1)]
        )

    def document(self, number: int) -> Document:
        name = self.name(number)
        return Document(number, "main", name, "", "", "", 0, "ready", "", name, len(self.books[name]), (), 1, "", 1)

    def ranked(self, score: Callable[[str], float], count: int) -> list[Scored]:
        every = [chunk for number in range(1, len(self.books) + 1) for chunk in self.all_chunks(number)]
        scored = [Scored(ChunkKey(item.document, item.chunk.ordinal), score(item.chunk.text)) for item in every]
        return sorted((item for item in scored if item.score > 0), key=lambda item: -item.score)[:count]

    def nearest(self, vector, count: int) -> list[Scored]:
        return self.ranked(lambda text: float(self.encoder.embed_query(text) @ vector), count)

    def matching(self, text: str, count: int) -> list[Scored]:
        words = set(text.lower().split())
        return self.ranked(lambda chunk: len(words & set(chunk.lower().split())), count)

    def vectors(self, keys: Sequence[ChunkKey]):
        found = self.chunks(keys)
        texts = [item.chunk.text for item in found]
        vectors = [self.encoder.embed_query(text) for text in texts]
        return [ChunkKey(item.document, item.chunk.ordinal) for item in found], np.array(vectors).reshape(
            -1, len(LETTERS) ** 2
        )

    def retriever(self) -> Retriever:
        names = DocumentNames(dict(enumerate(self.books, 1)))
        return Retriever(
            *(self.nearest, self.matching, self.chunks, self.vectors, self.neighbours),
            *(self.document, self.pages, self.encoder),
            names=names,
            within=self.within,
        )

    def within(self, documents: Collection[int]) -> Retriever:
        def chosen(ranked: list[Scored], count: int) -> list[Scored]:
            return [item for item in ranked if item.key.document in documents][:count]

        return replace(
            self.retriever(),
            nearest=lambda vector, count: chosen(self.nearest(vector, 1000), count),
            matching=lambda text, count: chosen(self.matching(text, 1000), count),
        )

    def candidates(self, *keys: tuple[int, int]) -> list[Candidate]:
        """Chunks by (document, ordinal), with scores that fall a little from each to the next."""
        found = self.chunks([ChunkKey(*key) for key in keys])
        return [Candidate(item, 1 - place / 100) for place, item in enumerate(found)]


HANDBOOK = [
    "Records. Invoices are kept for ten years from the end of the year. Contracts are kept for seven years.",
    "Leave. Every employee has 25 days of vacation. Unused days lapse at the end of March.",
]
POLICY = ["Dogs are not allowed in the office. Maria Keller approved this policy on 3 March 2024."]


@pytest.fixture
def shelf() -> Shelf:
    return Shelf({"handbook.pdf": HANDBOOK, "policy.md": POLICY})


@pytest.fixture
def limits() -> Limits:
    return Limits(windows=(512, 1024), answer_tokens=64, passage_tokens=200, passages=4, depth=20)


@pytest.fixture
def sampling() -> GenerationOptions:
    return GenerationOptions(window=1024, max_tokens=64)


def passage(text: str, page: int = 1, name: str = "handbook.pdf", place: str = "", document: int = 1) -> Passage:
    """A passage of one page."""
    return Passage(document, name, text, 0, len(text), ((page, 0),), place)


@pytest.fixture
def as_passage():
    """Makes a passage of one page from its text."""
    return passage
