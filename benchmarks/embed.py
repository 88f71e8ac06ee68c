"""Chunks embedded in a second, memory, the time of one question, and agreement, of each backend in the same run.

    python -m benchmarks.embed [--chunks N] [--runs N] [--scifact]

Each backend has processes of its own, in turn. The chunks are made here, of 128 to 250 tokens, 192 in the mean. The
memory is the highest sum of PSS; "cosine" compares the vectors with torch's. --scifact embeds whole abstracts (5,183,
cut to the model's window on all sides) and claims of the test data instead, and adds nDCG@10.
"""

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.measure import Run, data_folder, print_table, read_jsonl, read_judgments, run_json, time_calls
from ingest.convert import convert, save_floats
from ingest.embed import Embedder
from ingest.embedders import minilm
from ingest.embedders.cache import cache_folder
from ingest.embedders.compiled import CompiledEmbedder
from ingest.embedders.converted import CALIBRATION
from ingest.embedders.sentence import SentenceTransformersEmbedder
from ingest.tokens import TokenCounter, load_tokenizer, token_counter

BACKENDS = ("torch", "openvino-float", "openvino-int8")
LENGTHS = (128, 250)
BATCH = 64  # texts in a call, as the pipeline gives them
QUESTIONS = ["Who signed the lease, and on what date does it end?", "What is the deductible for a family?"] * 50


def make_chunks(count: int) -> list[str]:
    """Make chunks of words drawn from the calibration's passages, of lengths spread evenly over LENGTHS."""
    words = CALIBRATION.read_text(encoding="utf-8").split()
    chooser, count_tokens = random.Random(7), token_counter(load_tokenizer(_folder() / "tokenizer.json"))
    return [_grow(words, chooser, chooser.randint(*LENGTHS), count_tokens) for _ in range(count)]


def _grow(words: list[str], chooser: random.Random, tokens: int, count: TokenCounter) -> str:
    text = ""
    while count([longer := f"{text} {chooser.choice(words)}"])[0] <= tokens:
        text = longer
    return text.strip()


def make_backend(name: str) -> Embedder:
    """Load one backend, with the model converted before if that is its way."""
    if name == "torch":
        return SentenceTransformersEmbedder(_folder(), cache_folder(), minilm.SIGNATURE_NAME)
    if name == "openvino-int8":
        return CompiledEmbedder(convert(cache_folder()))
    with tempfile.TemporaryDirectory() as folder:
        return CompiledEmbedder(save_floats(Path(folder)))


def measure(name: str, texts: list[str], queries: list[str], keep: Path) -> dict[str, Any]:
    """Embed everything and time it; the vectors are written to `keep` for the comparison."""
    embedder = make_backend(name)
    embedder.embed(texts[:BATCH])
    began, worked = time.perf_counter(), time.process_time()
    vectors = np.concatenate([embedder.embed(texts[i : i + BATCH]) for i in range(0, len(texts), BATCH)])
    seconds, processor = time.perf_counter() - began, time.process_time() - worked
    embedder.embed_query(queries[0])
    asked = statistics.median(time_calls(embedder.embed_query, QUESTIONS))
    np.savez(keep, vectors=vectors, queries=np.stack([embedder.embed_query(query) for query in queries]))
    return {"seconds": seconds, "processor": processor, "question": asked, "chunks": len(texts)}


def scifact() -> tuple[list[str], list[str]]:
    """Give the abstracts, cut to what the model reads, and the claims."""
    tokenizer = load_tokenizer(_folder() / "tokenizer.json")
    tokenizer.enable_truncation(minilm.MAX_TOKENS - 8)  # cut text may be read as a few tokens more
    documents = [f"{line['title']} {line['text']}" for line in read_jsonl(data_folder("scifact") / "corpus.jsonl")]
    encodings = tokenizer.encode_batch(documents)
    cut = [text[: encoding.offsets[-2][1]] for text, encoding in zip(documents, encodings, strict=True)]
    return cut, [line["text"] for line in read_jsonl(data_folder("scifact") / "queries.jsonl")]


def ndcg(vectors: Any, queries: Any) -> float:
    """Score the rankings of the claims by cosine alone."""
    # Here, since it brings the whole program along, and the memory of the backends is measured without it.
    from benchmarks.retrieval import document_scores

    folder = data_folder("scifact")
    documents = [str(line["id"]) for line in read_jsonl(folder / "corpus.jsonl")]
    best = np.argsort(-(queries @ vectors.T), axis=1)[:, :10]
    claims = [str(line["id"]) for line in read_jsonl(folder / "queries.jsonl")]
    rankings = {claim: [(documents[place], 1) for place in row] for claim, row in zip(claims, best, strict=True)}
    return document_scores(rankings, read_judgments(folder / "qrels.tsv"))["nDCG@10"]


def _folder() -> Path:
    return minilm.model_folder()


def _row(name: str, runs: list[Run], kept: dict[str, Any], ranked: bool) -> tuple[object, ...]:
    """Give a row of the table: medians over the runs, the highest peak, and how near the vectors are to torch's."""
    rate = _median(runs, lambda document: document["chunks"] / document["seconds"])
    by_processor = _median(runs, lambda document: document["chunks"] / document["processor"])
    question = _median(runs, lambda document: document["question"] * 1000)
    peak = max(run.peak_bytes for run in runs) / 1e9
    cosine = np.sum(kept[name]["vectors"] * kept["torch"]["vectors"], axis=1)
    row: tuple[object, ...] = (name, f"{rate:.1f}", f"{by_processor:.1f}", f"{peak:.2f}", f"{question:.2f}")
    row = (*row, f"{cosine.mean():.4f}", f"{cosine.min():.4f}")
    return (*row, f"{ndcg(**kept[name]):.4f}") if ranked else row


def _median(runs: list[Run], value: Callable[[dict[str, Any]], float]) -> float:
    return statistics.median(value(run.document) for run in runs)


def compare(chunks: int, runs: int, ranked: bool) -> None:
    """Run every backend in turn, and print the table."""
    with tempfile.TemporaryDirectory() as folder:
        results: dict[str, list[Run]] = {name: [] for name in BACKENDS}
        for _ in range(runs):
            for name in BACKENDS:
                command = [sys.executable, "-m", "benchmarks.embed", "--one", name, "--keep", folder]
                results[name].append(run_json([*command, "--chunks", str(chunks), *(["--scifact"] if ranked else [])]))
        head = ("", "chunks/s", "chunks/s of processor", "peak GB", "question ms", "cosine", "least", "nDCG@10")
        kept = {name: np.load(Path(folder) / f"{name}.npz") for name in BACKENDS}
        print_table([head[: 8 if ranked else 7], *(_row(name, results[name], kept, ranked) for name in BACKENDS)])
    slow, fast = results["torch"], results["openvino-int8"]
    ratios = [a.document["seconds"] / b.document["seconds"] for a, b in zip(slow, fast, strict=True)]
    print(f"openvino-int8 is {statistics.median(ratios):.2f} times as fast as torch (each run: {np.round(ratios, 2)})")


def main() -> None:
    """Compare the backends, or measure one of them for the comparison."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.embed")
    parser.add_argument("--chunks", type=int, default=600)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--scifact", action="store_true")
    parser.add_argument("--one", choices=BACKENDS, help=argparse.SUPPRESS)
    parser.add_argument("--keep", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one is None:
        compare(arguments.chunks, arguments.runs, arguments.scifact)
        return
    texts, queries = scifact() if arguments.scifact else (make_chunks(arguments.chunks), QUESTIONS[:2])
    print(json.dumps(measure(arguments.one, texts, queries, arguments.keep / f"{arguments.one}.npz")))


if __name__ == "__main__":
    main()
