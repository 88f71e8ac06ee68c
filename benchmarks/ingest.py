"""Pages taken in a second and the memory held, beside the plain LlamaIndex pipeline in the same run.

    python -m benchmarks.ingest [contoso_hr | financebench] [--runs N]

Both sides take the same folder into a fresh store, in turn, each in processes of its own. "seconds" run from the first
file opened to the last chunk searchable, models loaded before; "wall" is the whole command with its imports, and
"processor" all the time its processes ran; the memory is the highest sum of PSS over all processes of a side.
"""

import argparse
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from benchmarks.measure import Run, data_folder, muniment, print_table, run_json

FILINGS = (
    "ADOBE_2015_10K.pdf",
    "AMERICANEXPRESS_2022_10K.pdf",
    "AMERICANWATERWORKS_2020_10K.pdf",
    "BESTBUY_2017_10K.pdf",
    "COCACOLA_2017_10K.pdf",
    "GENERALMILLS_2019_10K.pdf",
    "KRAFTHEINZ_2019_10K.pdf",
    "MGMRESORTS_2018_10K.pdf",
    "WALMART_2018_10K.pdf",
    "WALMART_2020_10K.pdf",
)
"""The first annual report of each of the nine companies by name, and the next of the last one: 1,788 pages."""

RUNS = {"contoso_hr": 3, "financebench": 1}


def copy_files(name: str, target: Path) -> Path:
    """Put the files of a set into one folder, so that both sides are given the same thing."""
    if name == "contoso_hr":
        return shutil.copytree(data_folder("contoso_hr/raw/data"), target)
    source = data_folder("financebench/raw/pdfs")
    target.mkdir()
    for filing in FILINGS:
        shutil.copy(source / filing, target)
    return target


def run_muniment(files: Path, scratch: Path) -> Run:
    """Take the files into a new room; every one must become ready."""
    room = Path(tempfile.mkdtemp(dir=scratch))
    run = run_json(muniment(room, "ingest", files))
    if failed := [document for document in run.document["documents"] if document["state"] != "ready"]:
        sys.exit(f"Not taken in: {failed}")
    return run


def run_plain(files: Path, _: Path) -> Run:
    """Take the files in with the plain pipeline."""
    return run_json([sys.executable, "-m", "benchmarks.plain", files])


def summary(name: str, runs: list[Run]) -> tuple[object, ...]:
    """Give a row of the table: medians over the runs, and the highest peak."""
    seconds = statistics.median(run.document["seconds"] for run in runs)
    wall = statistics.median(run.seconds for run in runs)
    processor = statistics.median(run.processor_seconds for run in runs)
    pages, chunks = runs[0].document["pages"], runs[0].document["chunks"]
    peak = max(run.peak_bytes for run in runs) / 1e9
    return (
        name,
        pages,
        chunks,
        f"{seconds:.1f}",
        f"{pages / seconds:.1f}",
        f"{wall:.1f}",
        f"{processor:.1f}",
        f"{peak:.2f}",
    )


def main() -> None:
    """Run both sides in turn and print the table and the ratio."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ingest")
    parser.add_argument("set", nargs="?", choices=RUNS, default="contoso_hr")
    parser.add_argument("--runs", type=int)
    arguments = parser.parse_args()
    ours, plain = [], []
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        files = copy_files(arguments.set, scratch / "files")
        for _ in range(arguments.runs or RUNS[arguments.set]):
            ours.append(run_muniment(files, scratch))
            plain.append(run_plain(files, scratch))
    head = ("", "pages", "chunks", "seconds", "pages/s", "wall s", "processor s", "peak GB")
    print_table([head, summary("Muniment", ours), summary("plain LlamaIndex", plain)])
    ratios = [b.document["seconds"] / a.document["seconds"] for a, b in zip(ours, plain, strict=True)]
    print(f"Muniment is {statistics.median(ratios):.2f} times as fast (each run: {[round(r, 2) for r in ratios]})")


if __name__ == "__main__":
    main()
