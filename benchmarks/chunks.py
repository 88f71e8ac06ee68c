"""How exactly the five chunks found first hold what answers a question, against exact spans of five long texts.

    MUNIMENT_TEST_DATA=... python -m benchmarks.chunks [--keep FOLDER]

The measures of Chroma's chunking evaluation (Smith and Troynikov 2024), by characters, means over the questions of
chunking_eval: recall is the share of the spans that the five chunks hold, precision the share of the chunks that is
span, and IoU what chunks and spans have in common of what they have together. "IoU of the best" is that of the chunks
that hold the spans, however they are found: the ceiling that the chunks themselves set, and what that package's README
calls IoU beside a recall of five chunks. The last column gives recall for every other question, and for the rest.
`--keep` keeps the room for the next run.
"""

import argparse
import os
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

from app.answering.request import EVERYTHING
from app.assistant import DEPTH, Assistant, build_assistant
from app.settings import load_settings
from benchmarks.measure import data_folder, print_table, read_jsonl

RETRIEVED = 5

Span = tuple[int, int]
"""Where something begins and ends in a text."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """How the chunks found for a question cover its spans."""

    recall: float
    precision: float
    iou: float
    best: float  # IoU of the chunks that hold the spans


def overlap(found: Sequence[Span], elsewhere: int, spans: Sequence[Span], chunks: Sequence[Span]) -> Overlap:
    """Compare the chunks `found` in the text of the spans, and those found `elsewhere` (characters), with the spans.

    `chunks` are all chunks of the text.
    """
    length, held = _length(spans), _common(found, spans)
    taken = sum(end - start for start, end in found) + elsewhere
    holding = [(start, end) for start, end in chunks if any(start < last and first < end for first, last in spans)]
    reached = _common(holding, spans)
    return Overlap(
        recall=held / length,
        precision=held / taken if taken else 0.0,
        iou=held / (taken + length - held),
        best=reached / (_length(holding) + length - reached),
    )


def _length(spans: Iterable[Span]) -> int:
    return len(_places(spans))


def _common(some: Iterable[Span], others: Iterable[Span]) -> int:
    return len(_places(some) & _places(others))


def _places(spans: Iterable[Span]) -> set[int]:
    return {place for start, end in spans for place in range(start, end)}


def places_in_source(source: str, read: str) -> list[int]:
    """Give the place in `source` of each character of `read`, which differs from it in white space only.

    White space of `read` gets the place after the character before it. Raises ValueError where more differs.
    """
    kept = [place for place, character in enumerate(source) if not character.isspace()]
    if [source[place] for place in kept] != [character for character in read if not character.isspace()]:
        raise ValueError("the text was changed in more than its white space when it was read")
    places, taken = list[int](), 0
    for character in read:
        places.append(kept[taken - 1] + 1 if character.isspace() and taken else kept[min(taken, len(kept) - 1)])
        taken += not character.isspace()
    return places


def main() -> None:
    """Take the texts in, find five chunks for every question, print the scores."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.chunks")
    parser.add_argument("--keep", type=Path, help="folder that keeps the room")
    arguments = parser.parse_args()
    data = data_folder("chunking_eval")
    texts = {document["id"]: document["text"] for document in read_jsonl(data / "corpus.jsonl")}
    queries = list(read_jsonl(data / "queries.jsonl"))
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"{name}.txt" for name in texts]
        for file, text in zip(files, texts.values(), strict=True):
            file.write_text(text, encoding="utf-8", newline="")
        environment = {**os.environ, "MUNIMENT_LLM": "none"}
        assistant = build_assistant(load_settings((arguments.keep or Path(folder)) / "room", environment))
        try:
            if not assistant.documents():
                assistant.intake.start()
                assistant.intake.ingest(files, "main", lambda _: None)
            overlaps = _ask(assistant, texts, queries)
        finally:
            assistant.close()
    rows: list[Sequence[object]] = [("", "questions", "recall", "precision", "IoU", "IoU of the best", "of each half")]
    rows += [
        _row(name, [o for o, q in zip(overlaps, queries, strict=True) if q["source_doc"] == name]) for name in texts
    ]
    print_table([*rows, _row("all", overlaps)])


def _ask(assistant: Assistant, texts: dict[str, str], queries: Sequence[dict[str, Any]]) -> list[Overlap]:
    documents = {document.name.removesuffix(".txt"): document.id for document in assistant.documents()}
    places = {
        name: places_in_source(text, "\n".join(page.text for page in assistant.pages(documents[name])))
        for name, text in texts.items()
    }
    chunks = {
        name: [_in_source(places[name], chunk.start, chunk.end) for chunk in assistant.chunks(number)]
        for name, number in documents.items()
    }
    overlaps, retriever = [], assistant._retriever(EVERYTHING)
    for query in queries:
        name, found, elsewhere = query["source_doc"], list[Span](), 0
        for candidate in retriever.retrieve(query["text"], DEPTH, RETRIEVED).best:
            chunk = candidate.stored.chunk
            if candidate.stored.document == documents[name]:
                found.append(_in_source(places[name], chunk.start, chunk.end))
            else:
                elsewhere += len(chunk.text)
        spans = [(span["start"], span["end"]) for span in query["spans"]]
        overlaps.append(overlap(found, elsewhere, spans, chunks[name]))
    return overlaps


def _in_source(places: Sequence[int], start: int, end: int) -> Span:
    return places[start], places[end - 1] + 1


def _row(name: str, overlaps: Sequence[Overlap]) -> Sequence[object]:
    means = (fmean(getattr(one, what) for one in overlaps) for what in ("recall", "precision", "iou", "best"))
    halves = (fmean(one.recall for one in overlaps[half::2]) for half in (0, 1))
    return (name, len(overlaps), *(f"{mean:.3f}" for mean in means), " ".join(f"{half:.3f}" for half in halves))


if __name__ == "__main__":
    main()
