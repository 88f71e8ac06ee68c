"""Nothing leaves: the whole road in a network namespace without a route, every connect of every process recorded.

CI is unset and HOME is fresh, since some libraries are silent only in CI, or ask only once.
"""

import json
import os
import re
import shutil
import subprocess
import sys

import pytest

pytestmark = pytest.mark.long

NAMESPACE = ["unshare", "--map-root-user", "--net"]
# Loopback is down in a new namespace: bring it up, then become the command.
LOOPBACK_UP = """
import fcntl, os, socket, struct, sys
with socket.socket() as probe:
    fcntl.ioctl(probe, 0x8914, struct.pack("16sH14s", b"lo", 1, b""))
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""
SERVE_A_WHILE = """
import sys, threading, time, urllib.request, _thread
def visit():
    for _ in range(600):
        time.sleep(0.1)
        try:
            page = urllib.request.urlopen("http://127.0.0.1:8899/documents", timeout=5).status
        except OSError:
            continue
        time.sleep(5)  # the jobs start behind the first page
        print(page, flush=True)
        break
    _thread.interrupt_main()
threading.Thread(target=visit, daemon=True).start()
sys.argv = ["muniment", "serve", "--port", "8899"]
from app.cli import main
main()
"""


@pytest.fixture
def offline(tmp_path):
    """Run Python without a route and with a fresh home: (standard output, addresses that anything tried to reach)."""
    if not shutil.which("strace") or subprocess.run([*NAMESPACE, "true"], check=False).returncode:
        pytest.skip("needs strace, and leave to make network namespaces")
    log = tmp_path / "connects"
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path / "home"),
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "MUNIMENT_DATA": str(tmp_path / "room"),
    }
    (tmp_path / "home").mkdir()

    def run(*words):
        trace = ["strace", "-f", "--seccomp-bpf", "-qq", "-A", "-e", "trace=connect,sendto", "-o", str(log)]
        command = [*NAMESPACE, *trace, sys.executable, "-c", LOOPBACK_UP, *words]
        ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=900, check=False)
        return ended, addresses_in(log.read_text())

    return run


def addresses_in(trace):
    """Internet addresses (address:port) in a trace; unix sockets and netlink stay on the machine anyway."""
    found = re.findall(
        r'port=htons\((\d+)\), (?:sin_addr=inet_addr\("([^"]+)"\)|.*?inet_pton\(AF_INET6, "([^"]+)")', trace
    )
    return {f"{four or six}:{port}" for port, four, six in found}


def muniment(offline, *words):
    ended, reached = offline("-m", "app.cli", *words, "--json")
    assert ended.returncode in (0, 1), ended.stderr
    return json.loads(ended.stdout), reached


def test_the_recorder_sees_an_attempt(offline):
    _, reached = offline("-c", "import socket; socket.socket().connect_ex(('192.0.2.1', 443))")
    assert reached == {"192.0.2.1:443"}


def test_ingest_search_and_quotes_work_and_reach_for_nothing_but_the_chat_server(offline, papers):
    report, reached = muniment(offline, "ingest", str(papers))
    assert {entry["state"] for entry in report["documents"]} == {"ready"}
    found, _ = muniment(offline, "search", "how long are invoices kept")
    assert found["results"][0]["hits"][0]["document"] == "invoices.txt"
    answer, _ = muniment(offline, "ask", "How long are invoices kept?")
    assert "ten years" in answer["text"]
    assert answer["mode"] == "quotes"
    _, reached = muniment(offline, "doctor")
    assert reached <= {"127.0.0.1:11434"}


def test_the_server_reaches_for_nothing_but_the_chat_server(offline):
    ended, reached = offline("-c", SERVE_A_WHILE)
    assert "200" in ended.stdout, ended.stderr
    assert reached <= {"127.0.0.1:11434", "127.0.0.1:8899"}
