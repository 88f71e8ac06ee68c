"""The keyword index in tantivy: BM25 over words, each text's stemmed for its own language, on disk, incremental."""

import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import tantivy

from vectorstore.errors import IndexBroken
from vectorstore.language import NAMES, language_of
from vectorstore.types import Chunk, ChunkKey
from vectorstore.words import words_of

# Part of the schema: an index with another one is not opened but built anew. So the number goes up whenever `words_of`
# or `language_of` come to give something else.
_ANALYZER = "words-2"
_TELLING = 50  # chunks of a document that tell its language
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
        self._schema = _schema()
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        with self._readable():
            self._index = tantivy.Index(self._schema, str(folder) if folder else None)
            # The words are made before they come here, since each text has a language of its own.
            apart = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
            self._index.register_tokenizer(_ANALYZER, apart)
            self._index.config_reader("manual")
            self._reload()

    def put(self, document: int, chunks: Sequence[Chunk]) -> None:
        """Add the chunks of one document; it must not be in the index yet.

        A chunk is of the language that it is written in, or else of its document's.
        """
        main = language_of("\n".join(chunk.text for chunk in chunks[:_TELLING]))
        with self._writing, self._readable():
            if self._writer is None:
                self._writer = self._index.writer(_HEAP, num_threads=1)
            self._uncommitted = True
            for chunk in chunks:
                language = language_of(chunk.text, otherwise=main)
                fields = {
                    "document": document,
                    "ordinal": chunk.ordinal,
                    "text": " ".join(words_of(chunk.indexed_text, language)),
                    "language": main if chunk is chunks[0] else "",
                }
                self._writer.add_document(tantivy.Document.from_dict(fields, self._schema))

    def commit(self) -> None:
        """Write out what was put, and find it from now on."""
        with self._writing, self._readable():
            if self._writer is None or not self._uncommitted:
                return
            self._writer.commit()
            self._uncommitted = False
            with self._searching:
                self._reload()

    def matching(self, text: str, count: int, documents: Collection[int] | None = None) -> list[tuple[ChunkKey, float]]:
        """Return the keys of the `count` chunks that match best, with their BM25 scores.

        The words of the text are OR-ed, in the forms that they have in its own language and in those of the documents;
        no character of it has a meaning as syntax. `documents` restricts the search.
        """
        if self._in_memory:
            self.commit()
        languages = {language_of(text), *self._languages}
        words = sorted({word for language in languages for word in words_of(text, language)})
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

    def languages(self) -> dict[int, str]:
        """Return the language that each document is mostly written in."""
        if self._in_memory:
            self.commit()
        found: dict[int, str] = {}
        with self._searching, self._readable():
            searcher = self._index.searcher()
            for language in self._languages:
                query = tantivy.Query.term_query(self._schema, "language", language)
                hits = searcher.search(query, searcher.num_docs, count=False).hits
                numbers = searcher.fast_field_values("document", [address for _, address in hits])
                found |= {int(number or 0): language for number in numbers}
        return found

    def close(self) -> None:
        """Release tantivy's files and threads; what was put and not committed is dropped."""
        with self._writing, self._searching:
            if self._closed:
                return
            self._closed = True
            writer, self._writer = self._writer, None
            if writer is not None:
                writer.wait_merging_threads()

    def _reload(self) -> None:
        """Search in what is written out, and note of which languages it is."""
        self._index.reload()
        searcher = self._index.searcher()
        self._languages = [
            language
            for language in NAMES
            if searcher.search(tantivy.Query.term_query(self._schema, "language", language), 1, count=False).hits
        ]

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
    builder.add_text_field("language", tokenizer_name="raw", index_option="basic")  # on a document's first chunk only
    return builder.build()
