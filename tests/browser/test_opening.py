"""A browser that comes before the room is open."""

import socket
import subprocess
import sys
import time

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
SLOW = 60_000


@pytest.fixture
def address(room_environment, free_port):
    """A server that listens, and whose room is not open yet."""
    command = [sys.executable, "-m", "app.cli", "serve", "--port", str(free_port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        while not listens(free_port):
            time.sleep(0.02)
        yield f"http://127.0.0.1:{free_port}/"
        server.kill()


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_the_address_of_a_page_leads_there_once_the_room_is_open(open_page, address):
    page = open_page(f"{address}documents")
    expect(page.get_by_role("heading", name="Opening the room")).to_be_visible(timeout=SLOW)
    expect(page.get_by_role("heading", name="Documents", exact=True)).to_be_visible(timeout=SLOW)
    assert page.url == f"{address}documents"


def test_the_icon_is_ours(open_page, address):
    page = open_page(f"{address}documents")
    expect(page.get_by_role("heading").first).to_be_visible(timeout=SLOW)
    assert page.evaluate("document.querySelector('link[rel~=icon]').href").startswith(address)
