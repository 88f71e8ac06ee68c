"""How long a command takes from nothing: `--help`, and a search in a small closed room.

python -m benchmarks.start
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.measure import muniment, print_table

HELP = [sys.executable, "-m", "app.cli", "--help"]
PLAIN = [sys.executable, "-c", "import benchmarks.plain"]


def median_seconds(command: Sequence[str | Path], times: int) -> float:
    """Run a command some times and give the median of its wall times."""
    seconds = []
    for _ in range(times):
        began = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds)


def main() -> None:
    """Print the medians."""
    os.environ["MUNIMENT_LLM"] = "none"
    with tempfile.TemporaryDirectory() as folder:
        room, note = Path(folder) / "room", Path(folder) / "note.md"
        note.write_text("# Badges\n\nEvery visitor wears a badge.\n", encoding="utf-8")
        subprocess.run(muniment(room, "ingest", note), check=True, stdout=subprocess.DEVNULL)
        rows = [
            ("muniment --help", median_seconds(HELP, 10)),
            ("muniment search, closed room", median_seconds(muniment(room, "search", "badge"), 5)),
            ("imports of the plain pipeline", median_seconds(PLAIN, 3)),
        ]
    print_table([("command", "seconds"), *((name, f"{seconds:.2f}") for name, seconds in rows)])


if __name__ == "__main__":
    main()
