"""A process that publishes documents, prints the name of each, and is killed: by itself at a step, or from a thread."""

import itertools
import os
import signal
import sys
import threading
import time
from pathlib import Path

from conftest import Library

import vectorstore.indexes


def die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def die_when_written(folder: Path, name: str) -> None:
    """Kill this process as soon as a file of that name changes."""
    seen: dict[Path, tuple[int, int]] = {}
    while True:
        for path in folder.rglob(name):
            try:
                status = path.stat()
            except FileNotFoundError:
                continue
            state = (status.st_size, status.st_mtime_ns)
            if path in seen and seen[path] != state:
                die()
            seen[path] = state


def main() -> None:
    room, how, argument = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    vectorstore.indexes._BATCH = 40
    library = Library(room)
    for number in itertools.count():
        if number == 30:  # now there is something to lose
            if how == "at-step":
                library.on_step = lambda step: die() if step == argument else None
            elif how == "at-file":
                threading.Thread(target=die_when_written, args=(room, argument), daemon=True).start()
            else:
                threading.Thread(target=lambda: die(time.sleep(float(argument))), daemon=True).start()
        name = f"paper{number}"
        library.add(name, *(f"{name} page {page}" for page in range(10)))
        print(name, flush=True)


main()
