"""The keyword index in tantivy: BM25 over stemmed English words, on disk, incremental."""

import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import tantivy

from vectorstore.errors import IndexBroken
from vectorstore.types import Chunk, ChunkKey

_ANALYZER = "words"
_LONGEST_WORD = 80  # bytes; longer ones are noise of extraction, and tantivy would keep them in its dictionary
_HEAP = 15_000_000  # bytes that the writer gathers before it writes a segment; the least that tantivy takes


class KeywordIndex:
    """One index, in a folder (made if it is not there) or, without one, in memory.

    What was put is found after `commit`, which waits for the disk for about 0.1 s; in memory, it is found at once.
    Safe for threads; a search does not wait for a writer. Raises IndexBroken where tantivy cannot read what lies in
    the folder, and once it is closed.
    """

    def __init__(self, folder: Path | None) -> None:
        self._place = str(folder) if folder else "memory"
        self._in_memory = folder is None
        self._writing = threading.RLock()
        self._searching = threading.RLock()
        self._closed = False
        self._writer: tantivy.IndexWriter | None = None
        self._uncommitted = False
        self._analyzer = _analyzer()
        self._schema = _schema()
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        with self._readable():
            self._index = tantivy.Index(self._schema, str(folder) if folder else None)
            self._index.register_tokenizer(_ANALYZER, self._analyzer)
            self._index.config_reader("manual")
            self._index.reload()

    def put(self, document: int, chunks: Sequence[Chunk]) -> None:
        """Add the chunks of one document; it must not be in the index yet."""
        with self._writing, self._readable():
            if self._writer is None:
                self._writer = self._index.writer(_HEAP, num_threads=1)
            self._uncommitted = True
            for chunk in chunks:
                fields = {"document": document, "ordinal": chunk.ordinal, "text": chunk.indexed_text}
                self._writer.add_document(tantivy.Document.from_dict(fields, self._schema))

    def commit(self) -> None:
        """Write out what was put, and find it from now on."""
        with self._writing, self._readable():
            if self._writer is None or not self._uncommitted:
                return
            self._writer.commit()
            self._uncommitted = False
            with self._searching:
                self._index.reload()

    def matching(self, text: str, count: int, documents: Collection[int] | None = None) -> list[tuple[ChunkKey, float]]:
        """Return the keys of the `count` chunks that match best, with their BM25 scores.

        The words of the text are OR-ed; no character of it has a meaning as syntax. `documents` restricts the search.
        """
        words = sorted(set(self._analyzer.analyze(text)))
        if self._in_memory:
            self.commit()
        with self._searching, self._readable():
            searcher = self._index.searcher()
            hits = searcher.search(self._query(words, documents), count, count=False).hits
            addresses = [address for _, address in hits]
            numbers = searcher.fast_field_values("document", addresses)
            ordinals = searcher.fast_field_values("ordinal", addresses)
        return [
            (ChunkKey(int(number or 0), int(ordinal or 0)), score)
            for (score, _), number, ordinal in zip(hits, numbers, ordinals, strict=True)
        ]

    def count(self) -> int:
        """Return how many chunks the index finds."""
        with self._searching, self._readable():
            return int(self._index.searcher().num_docs)

    def close(self) -> None:
        """Release tantivy's files and threads; what was put and not committed is dropped."""
        with self._writing, self._searching:
            if self._closed:
                return
            self._closed = True
            writer, self._writer = self._writer, None
            if writer is not None:
                writer.wait_merging_threads()

    def _query(self, words: Sequence[str], documents: Collection[int] | None) -> tantivy.Query:
        anyone = tantivy.Query.boolean_query(
            [(tantivy.Occur.Should, tantivy.Query.term_query(self._schema, "text", word)) for word in words]
        )
        if documents is None:
            return anyone
        chosen = tantivy.Query.term_set_query(self._schema, "document", list(documents))
        return tantivy.Query.boolean_query(
            [(tantivy.Occur.Must, anyone), (tantivy.Occur.Must, tantivy.Query.const_score_query(chosen, 0.0))]
        )

    @contextmanager
    def _readable(self) -> Iterator[None]:
        if self._closed:
            raise IndexBroken(f"The keyword index in {self._place} is closed.")
        try:
            yield
        except (ValueError, OSError) as error:  # tantivy's binding has no errors of its own
            reason = str(error)[:200]  # tantivy may add the whole content of its file
            raise IndexBroken(f"The keyword index in {self._place} cannot be read: {reason}") from error


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("document", indexed=True, fast=True)
    builder.add_unsigned_field("ordinal", fast=True)
    builder.add_text_field("text", tokenizer_name=_ANALYZER, index_option="freq")
    return builder.build()


def _analyzer() -> tantivy.TextAnalyzer:
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(_LONGEST_WORD))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )
