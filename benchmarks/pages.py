"""How long the pages keep a person waiting, measured inside Chromium.

    python -m benchmarks.pages

A server over the sample documents in a room of its own, with the fake chat model and the real embedder. From the click
on a citation to the page with its box painted: "first" is the first click in a chat, on a citation of the answer before
the last; "cold" is a page that was never drawn in that size, with nothing fetched ahead; "warm" is one that was drawn.
A frame of the screen (17 ms) is in each figure: only then is the page to be seen.
"""

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, sync_playwright

from app.samples import sample_files, sample_questions
from benchmarks.measure import muniment, percentiles, print_table, read_jsonl

CHROMIUM = "/usr/bin/chromium"
ASKED = 8
"""Questions of one conversation."""
CHATS = 4
"""Chats begun on each screen for their first click."""
SCREENS = (1.0, 1.5, 2.0)
"""Device pixels for each pixel of the page: each takes pictures in another size, so that pages are cold once more."""
ROUNDS = 2
"""Times that every citation of a conversation is clicked again when its page is warm."""

# Runs in the page before its own scripts. `armed` waits for the next click and then looks at each frame whether the
# page that the viewer had before was replaced by one that is painted, with its boxes over it.
WATCH = """
const fetchAnything = window.fetch;
window.fetch = (address, ...rest) => window.nothingAhead && String(address).includes('.png')
  ? Promise.reject(new TypeError('held back')) : fetchAnything(address, ...rest);
const inViewer = (selector) => [...document.querySelectorAll('[data-testid=stBidiComponentIsolated]')]
  .map(({ shadowRoot }) => shadowRoot?.querySelector(selector)).find((found) => found);
const shown = () => {
  const paper = inViewer('.paper'), sheet = inViewer('.sheet');
  const whole = paper?.complete && paper.naturalWidth && inViewer('.box.chosen') && !sheet.hasAttribute('aria-busy');
  return whole ? paper : null;
};
window.armed = () => {
  window.milliseconds = null;
  window.nothingAhead = false;  // what will be clicked may be fetched
  const before = inViewer('.paper');
  document.addEventListener('click', (event) => {
    const look = () => {
      const paper = shown();
      if (!paper || paper === before) return requestAnimationFrame(look);
      requestAnimationFrame(() => {
        window.nothingAhead = window.cold;
        window.milliseconds = performance.now() - event.timeStamp;
      });
    };
    look();
  }, { capture: true, once: true });
};
window.drawn = () => inViewer('.name').textContent + ' ' + inViewer('.sheet').dataset.page;
"""


@contextmanager
def serving(room: Path) -> Iterator[tuple[str, int]]:
    """Serve a room; gives its address and the number of its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(word) for word in muniment(room, "serve", "--port", str(port)) if word != "--json"]
    address = f"http://127.0.0.1:{port}/"
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _wait_for(f"{address}api/health")
            yield address, server.pid
        finally:
            server.terminate()


def _wait_for(address: str) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    sys.exit(f"{address} does not answer.")


def time_clicks(browser: Browser, address: str) -> dict[str, list[float]]:
    """Seconds from the click on a citation to its boxed page: first, cold and warm."""
    seconds: dict[str, list[float]] = {"first": [], "cold": [], "warm": []}
    cases = [case for case in read_jsonl(sample_questions()) if str(case.get("document", "")).endswith(".pdf")]
    questions = [case["question"] for case in cases]
    for number, pixels in enumerate(SCREENS):
        asked = questions[number :: len(SCREENS)]
        for earlier, question in pairwise(asked[-CHATS - 1 :]):
            with _chat(browser, address, pixels, cold=False) as page:
                ask(page, earlier, 1)
                ask(page, question, 2)  # the page of this answer's first citation is open by itself
                seconds["first"] += [_click(page, citation)[0] for citation in _citations(page)[:1]]
        with _chat(browser, address, pixels, cold=True) as page:
            for position, question in enumerate(asked[:ASKED], 1):
                ask(page, question, position)
            _time_conversation(page, seconds)
    return seconds


def _time_conversation(page: Page, seconds: dict[str, list[float]]) -> None:
    """Click every citation of a conversation until each of its pages has been cold once and warm ROUNDS times."""
    citations = _citations(page)
    _click(page, citations[0])
    drawn = {page.evaluate("window.drawn()")}
    for turn in range(1 + ROUNDS):
        page.evaluate("cold => { window.cold = window.nothingAhead = cold; }", turn == 0)
        for citation in citations[1:] + citations[:1]:
            waited, place = _click(page, citation)
            seconds["warm" if place in drawn else "cold"].append(waited)
            drawn.add(place)


@contextmanager
def _chat(browser: Browser, address: str, pixels: float, *, cold: bool) -> Iterator[Page]:
    """A new chat on a screen of its own; where it is to be cold, nothing is fetched ahead of a click."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, device_scale_factor=pixels)
    page = context.new_page()
    page.add_init_script(WATCH)
    page.add_init_script(f"window.cold = window.nothingAhead = {str(cold).lower()};")
    page.goto(address)
    yield page
    context.close()


def ask(page: Page, question: str, position: int) -> None:
    """Ask a question in the chat that is open, as its `position`-th, and wait for the answer."""
    page.get_by_test_id("stChatInputTextArea").fill(question)
    page.keyboard.press("Enter")
    page.wait_for_function(
        "wanted => document.querySelectorAll('[data-testid=stChatMessage]').length >= 2 * wanted", arg=position
    )
    page.get_by_role("button", name="Stop").wait_for(state="detached")
    page.wait_for_timeout(1000)


def _citations(page: Page) -> list[Locator]:
    """The citations of PDFs: chips of an answer, or buttons."""
    chips = page.locator(".muniment-answer [data-citation]")
    buttons = page.get_by_role("button", name=re.compile(r"\bp\. \d"))
    found = chips if chips.count() else buttons
    return [each for each in found.all() if ".pdf" in (each.text_content() or "")]


def _click(page: Page, citation: Locator) -> tuple[float, str]:
    """Click a citation; the seconds until its page is painted, and which one it is."""
    citation.scroll_into_view_if_needed()
    page.wait_for_timeout(300)  # nobody clicks while the page before is still being fetched ahead
    page.evaluate("window.armed()")
    citation.click()
    page.wait_for_function("() => window.milliseconds !== null")
    return page.evaluate("window.milliseconds") / 1000, page.evaluate("window.drawn()")


def main() -> None:
    """Fill a room with the sample documents and print the figures."""
    os.environ["MUNIMENT_LLM"] = "fake"
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        room = Path(folder) / "room"
        subprocess.run(muniment(room, "ingest", *sample_files()), check=True, stdout=subprocess.DEVNULL)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        with serving(room) as (address, _):
            rows = _rows("click on a citation to its boxed page", time_clicks(browser, address))
        browser.close()
    print_table([("what", "", "times", "time"), *rows])


def _rows(what: str, seconds: Mapping[str, Sequence[float]]) -> list[tuple[str, str, int, str]]:
    return [(what, kind, len(times), percentiles(times)) for kind, times in seconds.items()]


if __name__ == "__main__":
    main()
