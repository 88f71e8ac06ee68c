"""Nothing of the store talks to anybody, whatever the environment says."""

import os
import subprocess
import sys
from pathlib import Path

SCRIPT = """
import sys, threading
from pathlib import Path

calls = []
watched = ("socket.connect", "socket.getaddrinfo", "socket.sendto", "os.fork", "os.posix_spawn", "subprocess.Popen")
sys.addaudithook(lambda event, arguments: calls.append((event, arguments)) if event in watched else None)
sys.path.insert(0, sys.argv[2])
from conftest import Library

def is_open(inode):
    # Chroma has local socket pairs of its own, hence the tables of the network
    for entry in Path("/proc/self/fd").iterdir():
        try:
            if str(entry.readlink()) == f"socket:[{inode}]":
                return True
        except FileNotFoundError:
            continue
    return False

library = Library(Path(sys.argv[1]))
library.add("a.txt", "apples", "pears")
library.flush()
assert library.near("apples") == ["apples"]
tables = [Path("/proc/self/net", name).read_text().splitlines()[1:] for name in ("tcp", "tcp6", "udp", "udp6")]
sockets = [line for lines in tables for line in lines if is_open(line.split()[9])]
threads = [thread.name for thread in threading.enumerate() if thread is not threading.main_thread()]
library.store.close()
print(calls, sockets, threads)
"""


def test_the_store_opens_no_socket_starts_no_process_and_leaves_no_thread(tmp_path: Path):
    home = tmp_path / "home"
    home.mkdir()
    (home / ".env").write_text("CHROMA_OTEL_COLLECTION_ENDPOINT=http://192.0.2.1:4317\nANONYMIZED_TELEMETRY=True\n")
    environment = {name: value for name, value in os.environ.items() if name != "CI"}
    environment |= {"HOME": str(home), "ANONYMIZED_TELEMETRY": "True", "PYTHONPATH": str(Path.cwd())}
    environment["CHROMA_OTEL_COLLECTION_ENDPOINT"] = "http://192.0.2.1:4317"
    process = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path / "room"), str(Path(__file__).parent)],
        cwd=home,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.stdout.strip() == "[] [] []", process.stdout + process.stderr
    assert [path.name for path in home.iterdir()] == [".env"]
