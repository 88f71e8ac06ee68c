"""What open pages cost the server: idle ones its processor, used ones its memory.

    python -m benchmarks.sessions idle
    python -m benchmarks.sessions memory [MINUTES]

`idle`: 20 pages over Ask, Documents and Settings, untouched for a minute; processor time of the server and its workers.
`memory`: five browsers ask, open citations, change pages, load again, put a small document in and delete it, for 10
minutes or as many as are named (60 for an hour); resident memory each minute, and its slope after a fifth of the time.
The fake chat model, the real embedder, the sample documents.
"""

import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import psutil
from playwright.sync_api import Browser, FilePayload, Page, sync_playwright

from app.samples import sample_files, sample_questions
from benchmarks.measure import muniment, print_table, read_jsonl
from benchmarks.pages import CHROMIUM, ask, serving

IDLE = 20
IDLE_SECONDS = 60.0
SETTLE_SECONDS = 10.0
BROWSERS = 5
MINUTES = 10.0
PLACES = ("", "documents", "settings")


def measure_idle(browser: Browser, address: str, server: psutil.Process) -> None:
    """Print the share of a core that idle pages cost."""
    pages = [browser.new_context().new_page() for _ in range(IDLE)]
    for number, page in enumerate(pages):
        page.goto(address + PLACES[number % len(PLACES)])
    pages[0].wait_for_timeout(SETTLE_SECONDS * 1000)
    began, used = time.monotonic(), processor_seconds(server)
    while (left := began + IDLE_SECONDS - time.monotonic()) > 0:
        pages[0].wait_for_timeout(left * 1000)
    share = (processor_seconds(server) - used) / (time.monotonic() - began)
    print_table([("idle pages", "share of a core"), (IDLE, f"{share:.1%}")])


def processor_seconds(server: psutil.Process) -> float:
    """Processor time of a process and its children so far."""
    return math.fsum(sum(each.cpu_times()[:2]) for each in family(server))


def family(server: psutil.Process) -> list[psutil.Process]:
    """The server, then its workers."""
    return [server, *server.children(recursive=True)]


def measure_memory(browser: Browser, address: str, server: psutil.Process, minutes: float) -> None:
    """Use the server and print its memory each minute, and the slope of the server's own."""
    questions = [case["question"] for case in read_jsonl(sample_questions())]
    pages = [browser.new_context().new_page() for _ in range(BROWSERS)]
    samples: list[tuple[float, float]] = []
    began, turn = time.monotonic(), 0
    while (passed := (time.monotonic() - began) / 60) < minutes:
        if passed >= len(samples):
            samples.append((passed, _megabytes([server])))
            print(
                f"{passed:5.1f} min  server {samples[-1][1]:.0f} MB  workers "
                f"{_megabytes(family(server)[1:]):.0f} MB  rounds {turn}",
                flush=True,
            )
        use(pages[turn % BROWSERS], address, questions[turn % len(questions)], turn)
        turn += 1
    samples.append(((time.monotonic() - began) / 60, _megabytes([server])))
    steady = [(minute / 60, size) for minute, size in samples if minute >= minutes / 5]
    slope = statistics.linear_regression(*zip(*steady, strict=True)).slope
    print(f"{turn} rounds; {samples[-1][1]:.0f} MB at the end; {slope:+.0f} MB an hour after {minutes / 5:.0f} min")


def _megabytes(processes: Sequence[psutil.Process]) -> float:
    return math.fsum(each.memory_info().rss for each in processes) / 1e6


def use(page: Page, address: str, question: str, turn: int) -> None:
    """One round of use by one browser; each begins a chat of its own."""
    page.goto(address)
    ask(page, question, 1)
    for citation in page.locator(".muniment-answer [data-citation]").all()[:3]:
        citation.click()
        page.wait_for_timeout(200)
    page.reload()
    page.get_by_test_id("stChatInputTextArea").wait_for()
    page.goto(address + "settings")
    page.get_by_test_id("stHeading").first.wait_for()
    name = f"note {turn}.txt"
    page.goto(address + "documents")
    page.get_by_role("button", name="Choose files").wait_for()
    note = f"Note {turn}. The lamp of desk {turn} is green.\n".encode()
    page.locator("input[type=file]").set_input_files(FilePayload(name=name, mimeType="text/plain", buffer=note))
    page.get_by_role("checkbox", name=f"Choose {name}").check()
    page.get_by_role("button", name="Delete", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Erase for good").click()
    dialog.get_by_role("button", name="Close").last.click()


def main() -> None:
    """Fill a room, serve it, and measure what was asked for."""
    what, *minutes = sys.argv[1:] or [""]
    if what not in ("idle", "memory"):
        sys.exit(str(__doc__))
    os.environ["MUNIMENT_LLM"] = "fake"
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        room = Path(folder) / "room"
        subprocess.run(muniment(room, "ingest", *sample_files()), check=True, stdout=subprocess.DEVNULL)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        with serving(room) as (address, process):
            if what == "idle":
                measure_idle(browser, address, psutil.Process(process))
            else:
                measure_memory(browser, address, psutil.Process(process), float(minutes[0]) if minutes else MINUTES)
        browser.close()


if __name__ == "__main__":
    main()
