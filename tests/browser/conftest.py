import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager

import pytest

CHROMIUM = shutil.which("chromium")
SLOW = 60_000


@pytest.fixture(scope="session")
def serving():
    """Start a real server over a room: a context manager that gives its process."""
    return serve


@contextmanager
def serve(room, port, **settings):
    """A real server of its own process over a room; settings are environment variables without their prefix."""
    chosen = {"data": room, "port": port, "embedder": "fake", "llm": "fake"} | settings
    environment = os.environ | {f"MUNIMENT_{name.upper()}": str(value) for name, value in chosen.items()}
    with (room.parent / "server.log").open("ab") as log:
        process = subprocess.Popen([sys.executable, "-m", "app.cli", "serve"], env=environment, stdout=log, stderr=log)
    try:
        wait_until_it_answers(port)
        yield process
    finally:
        process.kill()
        process.wait()


def wait_until_it_answers(port):
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/health", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail("the server did not start")


@pytest.fixture(scope="session")
def browser():
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine: install Debian's package chromium")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=SLOW / 3)  # a busy machine fails no test; those that are about time say so
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking", "--disable-sync"]
        )
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def module_port():
    """A free port for a server that the tests of a module share."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def open_page(browser):
    """Opens an address in a window of its own, as somebody else would; gives the page."""
    contexts = []

    def open_page(address, **chosen):
        contexts.append(browser.new_context(**{"viewport": {"width": 1440, "height": 900}} | chosen))
        page = contexts[-1].new_page()
        page.set_default_timeout(SLOW)
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def muniment():
    """Runs a command of Muniment, which the server of the room carries out."""

    def run(room, *words):
        chosen = {"MUNIMENT_DATA": str(room), "MUNIMENT_LLM": "fake", "MUNIMENT_EMBEDDER": "fake"}
        subprocess.run([sys.executable, "-m", "app.cli", *map(str, words)], env=os.environ | chosen, check=True)

    return run


@pytest.fixture(scope="session")
def serious_findings():
    """Gives what axe finds in a page that is serious or critical, in words."""
    script = pytest.importorskip("axe_playwright_python.base").AXE_SCRIPT

    def find(page):
        page.evaluate(script)
        told = page.evaluate("axe.run({ resultTypes: ['violations'] })")
        return [
            f"{found['id']} ({found['impact']}) at {node['target']}: {node['failureSummary']} {node['html'][:300]}"
            for found in told["violations"]
            if found["impact"] in ("serious", "critical")
            for node in found["nodes"]
        ]

    return find
