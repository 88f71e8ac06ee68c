"""What the benchmarks share: where the data lies, a command run with its memory watched, a table on the terminal."""

import json
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import psutil

T = TypeVar("T")

SAMPLE_SECONDS = 0.5
"""Between two looks at the memory: a look costs some ms, and peaks last for seconds."""


@dataclass(frozen=True, slots=True)
class Run:
    """A finished command: the JSON document it printed, its wall time, the processor time of all its processes, and the
    most memory that they held together.
    """

    document: Any
    seconds: float
    processor_seconds: float
    peak_bytes: int


def data_folder(name: str) -> Path:
    """Give a folder of the test data; without it the program ends with a message that says what to set."""
    root = os.environ.get("MUNIMENT_TEST_DATA")
    if not root or not (folder := Path(root) / name).is_dir():
        sys.exit(f"Set MUNIMENT_TEST_DATA to the folder of test data that holds {name}/ (now: {root or 'not set'}).")
    return folder


def read_jsonl(path: Path) -> Iterator[dict[str, Any]]:
    """Give the objects of a file of JSON lines."""
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def read_judgments(path: Path) -> dict[str, dict[str, int]]:
    """Read `qrels.tsv`: for each query with a grade above 0 the documents so graded."""
    judgments: dict[str, dict[str, int]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        query, document, grade = line.split("\t")
        if int(grade) > 0:
            judgments.setdefault(query, {})[document] = int(grade)
    return judgments


def read_asked(folder: Path) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Give each query of a set of which one passage is judged, with the document that is this passage."""
    judged = read_judgments(folder / "qrels.tsv")
    documents = {document["id"]: document for document in read_jsonl(folder / "corpus.jsonl")}
    return [(query, documents[next(iter(judged[query["id"]]))]) for query in read_jsonl(folder / "queries.jsonl")]


def right_pages(judged: Iterable[str]) -> set[tuple[str, int]]:
    """Give (file name, page) of the judged pages, "file.pdf#page=N", and of the pages after them: an answer often runs
    over the page's end.
    """
    pages = [(name, int(number)) for name, _, number in (key.partition("#page=") for key in judged)]
    return {(name, number + after) for name, number in pages for after in (0, 1)}


def spread(questions: Sequence[T], count: int) -> list[T]:
    """Give `count` of the questions, all if there are fewer, at even distances: every part of a set has its share."""
    count = min(count, len(questions))
    return [questions[position * len(questions) // count] for position in range(count)]


def run_json(command: Sequence[str | Path]) -> Run:
    """Run a command that prints one JSON document; its peak is the sum of PSS over it and its children."""
    began, used = time.perf_counter(), _children_seconds()
    with subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE) as process:
        finished, peaks = threading.Event(), [0]
        watcher = threading.Thread(target=_watch, args=(process.pid, finished, peaks))
        watcher.start()
        output, _ = process.communicate()
        finished.set()
        watcher.join()
    if process.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} ended with {process.returncode}: {output.decode()[-500:]}")
    return Run(json.loads(output), time.perf_counter() - began, _children_seconds() - used, max(peaks))


def muniment(room: Path, *words: str | Path) -> list[str | Path]:
    """Give the command line of Muniment on a room, with JSON as its output."""
    return [sys.executable, "-m", "app.cli", "--data", room, *words, "--json"]


def time_calls(call: Callable[[str], object], texts: Sequence[str]) -> list[float]:
    """Give the seconds that `call` takes for each text, one after the other."""
    seconds = []
    for text in texts:
        began = time.perf_counter()
        call(text)
        seconds.append(time.perf_counter() - began)
    return seconds


def percentiles(seconds: Sequence[float]) -> str:
    """Show the median and the 95th percentile in milliseconds."""
    cuts = statistics.quantiles(seconds, n=20)
    return f"p50 {cuts[9] * 1000:.1f} ms, p95 {cuts[18] * 1000:.1f} ms"


def print_table(rows: Sequence[Sequence[object]]) -> None:
    """Print rows of cells in columns; the first row is the head."""
    widths = [max(len(str(row[column])) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        print("  ".join(f"{cell!s:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip(), flush=True)


def _children_seconds() -> float:
    times = os.times()
    return times.children_user + times.children_system


def _watch(process: int, finished: threading.Event, peaks: list[int]) -> None:
    while not finished.wait(SAMPLE_SECONDS):
        peaks.append(proportional_bytes(process))


def proportional_bytes(process: int) -> int:
    """Sum the proportional set size (memory, shared pages divided among their users) of a process and its children.

    A process that ends meanwhile counts 0. Linux only: elsewhere there is no such figure and the sum is 0.
    """
    try:
        family = [process, *(child.pid for child in psutil.Process(process).children(recursive=True))]
    except psutil.NoSuchProcess:
        return 0
    return sum(map(_proportional_bytes_of_one, family))


def _proportional_bytes_of_one(process: int) -> int:
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in text.splitlines() if line.startswith("Pss:")), 0)
