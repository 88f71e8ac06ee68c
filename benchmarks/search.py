"""The time of one search over 10,000 chunks, the query's embedding included, beside the plain LlamaIndex retriever.

    python -m benchmarks.search

The chunks are slices of the scifact abstracts, the queries are its claims; both sides hold the same texts and vectors.
Each query is asked once to warm up, then once more on the clock.
"""

import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from app.assistant import build_assistant
from app.settings import load_settings
from benchmarks.measure import data_folder, percentiles, print_table, read_jsonl, time_calls
from ingest.embed import Embedder, make_embedder
from ingest.embedders.cache import cache_folder
from ingest.pipeline import signature_of
from vectorstore.room import Room
from vectorstore.store import Store
from vectorstore.types import Chunk, NewDocument, Page, ParsedDocument, Vectors

CHUNKS = 10_000
CHUNKS_A_DOCUMENT = 100
WORDS_A_CHUNK = 120
QUERIES = 200
PAGES = 10


def make_texts(embedder: Embedder) -> list[str]:
    """Cut abstracts into the first CHUNKS slices of WORDS_A_CHUNK words that the model can read at once."""
    texts = []
    for document in read_jsonl(data_folder("scifact") / "corpus.jsonl"):
        words = f"{document['title']} {document['text']}".split()
        texts += [" ".join(words[i : i + WORDS_A_CHUNK]) for i in range(0, len(words), WORDS_A_CHUNK)]
    counts = embedder.count_tokens(texts)
    return [text for text, tokens in zip(texts, counts, strict=True) if tokens <= embedder.max_tokens][:CHUNKS]


def fill_room(folder: Path, texts: Sequence[str], embedder: Embedder) -> Vectors:
    """Make a room of the texts, a page each, and give their vectors."""
    vectors = np.concatenate([embedder.embed(list(texts[i : i + 64])) for i in range(0, len(texts), 64)])
    store = Store.open(Room(folder), signature_of(embedder))
    for first in range(0, len(texts), CHUNKS_A_DOCUMENT):
        part = slice(first, first + CHUNKS_A_DOCUMENT)
        _publish(store, folder, f"part{first:05}.txt", texts[part], vectors[part])
    store.close()
    return vectors


def _publish(store: Store, folder: Path, name: str, texts: Sequence[str], vectors: Vectors) -> None:
    starts = np.cumsum([0, *(len(text) + 1 for text in texts)]).tolist()
    pages = tuple(
        Page(n, str(n), text, "text", start) for n, (text, start) in enumerate(zip(texts, starts, strict=False), 1)
    )
    chunks = [
        Chunk(page.number - 1, page.text, page.start, page.start + len(page.text), page.number, page.number, (), name)
        for page in pages
    ]
    file = folder / "incoming" / name
    file.write_text("\n".join(texts), encoding="utf-8")
    document = store.begin(NewDocument("main", name, "", name, "text/plain", file.stat().st_size))
    store.adopt_file(document.id, file)
    store.put_text(document.id, ParsedDocument(pages), chunks)
    store.put_vectors(document.id, range(len(chunks)), vectors)
    store.publish(document.id, name)


def time_search(search: Callable[[str], object], queries: Sequence[str]) -> str:
    """Ask every query once to warm up, then once more on the clock."""
    time_calls(search, queries)
    return percentiles(time_calls(search, queries))


def time_muniment(room: Path, queries: Sequence[str]) -> list[tuple[str, str]]:
    """Time a search as the page and the command do it, and its first part alone."""
    assistant = build_assistant(load_settings(room))
    try:
        hybrid = time_search(lambda query: assistant.search(query, PAGES), queries)
        embedding = time_search(assistant.embedder.embed_query, queries)
    finally:
        assistant.close()
    return [("Muniment, vectors and keywords", hybrid), ("  of it embedding the query", embedding)]


def time_plain(folder: Path, texts: Sequence[str], vectors: Vectors, queries: Sequence[str]) -> list[tuple[str, str]]:
    """Time LlamaIndex's retriever (vectors alone) over the same texts and vectors."""
    # Here, so that torch's threads are not there yet while Muniment is timed.
    from llama_index.core import VectorStoreIndex
    from llama_index.core.schema import TextNode

    from benchmarks.plain import ChromaVectors, MiniLM

    store = ChromaVectors(folder)
    pairs = zip(texts, vectors.tolist(), strict=True)
    nodes = [TextNode(text=text, metadata={"file_name": "scifact"}, embedding=vector) for text, vector in pairs]
    for first in range(0, len(nodes), 2048):
        store.add(nodes[first : first + 2048])
    retriever = VectorStoreIndex.from_vector_store(store, embed_model=MiniLM()).as_retriever(similarity_top_k=PAGES)
    return [("plain LlamaIndex, vectors alone", time_search(retriever.retrieve, queries))]


def main() -> None:
    """Fill both stores and print the times."""
    os.environ["ANONYMIZED_TELEMETRY"] = "False"
    embedder = make_embedder("minilm", cache_folder())
    texts = make_texts(embedder)
    queries = [query["text"] for query in read_jsonl(data_folder("scifact") / "queries.jsonl")][:QUERIES]
    with tempfile.TemporaryDirectory() as folder:
        room = Path(folder) / "room"
        vectors = fill_room(room, texts, embedder)
        rows = time_muniment(room, queries) + time_plain(Path(folder) / "plain", texts, vectors, queries)
    print_table([(f"{len(texts):,} chunks", "one search"), *rows])


if __name__ == "__main__":
    main()
