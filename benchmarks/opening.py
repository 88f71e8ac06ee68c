"""How long a person waits for the first words of the page after the server was started.

    python -m benchmarks.opening [--runs N]

Muniment over the sample documents, and a page of Streamlit with one title, in turn: each run starts the server, opens
the address in a browser that has never seen it, and looks for the first element. From the start of the
process: "serve" is its first HTTP answer, "first element" the heading, "ready" the box in which one can ask.
"""

import argparse
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from app.samples import sample_files
from benchmarks.measure import muniment, print_table
from benchmarks.pages import CHROMIUM

BARE = "import streamlit as st\n\nst.title('Bare')\n"
ASKING = "[data-testid=stChatInput]"
BARE_OPTIONS = ("--server.headless=true", "--browser.gatherUsageStats=false", "--server.address=127.0.0.1")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def time_opening(browser: Browser, command: Sequence[str | Path], port: int, ready: str) -> tuple[float, ...]:
    """Start a server; seconds to its first answer, to the first heading of its page in a new browser, to `ready`."""
    began = time.perf_counter()
    words = [str(word) for word in command]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            while not answers(f"http://127.0.0.1:{port}/_stcore/health"):
                time.sleep(0.02)
            served = time.perf_counter() - began
            context = browser.new_context()
            page = context.new_page()
            page.goto(f"http://127.0.0.1:{port}/")
            page.get_by_role("heading").first.wait_for()
            shown = time.perf_counter() - began
            page.locator(ready).first.wait_for()
            usable = time.perf_counter() - began
            context.close()
        finally:
            server.kill()
    return served, shown, usable


def answers(address: str) -> bool:
    """Whether somebody answers there."""
    try:
        with urllib.request.urlopen(address, timeout=5):
            return True
    except OSError:
        return False


def main() -> None:
    """Open both in turn and print the medians."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.opening")
    parser.add_argument("--runs", type=int, default=7)
    runs = parser.parse_args().runs
    os.environ["MUNIMENT_LLM"] = "fake"
    ours, bare = [], []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        room, script = Path(folder) / "room", Path(folder) / "bare.py"
        script.write_text(BARE, encoding="utf-8")
        subprocess.run(muniment(room, "ingest", *sample_files()), check=True, stdout=subprocess.DEVNULL)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for _ in range(runs):
            port = free_port()
            command = [word for word in muniment(room, "serve", "--port", str(port)) if word != "--json"]
            ours.append(time_opening(browser, command, port, ASKING))
            port = free_port()
            command = [sys.executable, "-m", "streamlit", "run", script, *BARE_OPTIONS, f"--server.port={port}"]
            bare.append(time_opening(browser, command, port, "h1"))
        browser.close()
    rows = [
        (name, *(f"{statistics.median(times):.2f}" for times in zip(*seconds, strict=True)))
        for name, seconds in (("Muniment", ours), ("bare Streamlit page", bare))
    ]
    print_table([("", "serve, s", "first element, s", "ready, s"), *rows])
    more = statistics.median(one[1] - other[1] for one, other in zip(ours, bare, strict=True))
    print(f"First element: {more:+.2f} s beside the bare page opened right after, median of {runs}.")


if __name__ == "__main__":
    main()
