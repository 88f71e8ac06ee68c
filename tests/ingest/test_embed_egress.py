"""Embedding talks to nobody, also where libraries think that nobody watches: no CI, a fresh home."""

import json
import os
import subprocess
import sys

import pytest

from ingest.embedders import minilm

WATCH = """
import json, os, sys
calls = []
watched = ("socket.connect", "socket.getaddrinfo", "socket.sendto", "os.fork", "os.forkpty", "os.posix_spawn")
sys.addaudithook(lambda event, given: calls.append(event) if event in watched else None)
"""
CONVERT = """
from pathlib import Path
from ingest.convert import convert
graph = convert(Path(sys.argv[1]))
"""
EMBED = """
from pathlib import Path
from ingest.embed import make_embedder
embedder = make_embedder(sys.argv[2], Path(sys.argv[1]))
embedder.embed(["the rent is due"]), embedder.embed_query("when?")
"""
TELL = """
print(json.dumps({"calls": calls, "modules": sorted(sys.modules)}))
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def watched(home):
    """Run code in a fresh process and home without CI; give the calls it made and the modules it loaded."""
    environment = {name: value for name, value in os.environ.items() if name not in {"CI", "HF_HUB_OFFLINE"}}
    environment |= {"HOME": str(home), "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}

    def run(code, *arguments):
        command = [sys.executable, "-c", WATCH + code + TELL, *map(str, arguments)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    return run


def test_the_watch_notices_a_connection_and_a_fork(watched, free_port):
    seen = watched(f"import socket; socket.socket().connect_ex(('127.0.0.1', {free_port})); os.fork() or os._exit(0)")
    assert seen["calls"] == ["socket.connect", "os.fork"]


@pytest.fixture(scope="module")
def conversion(watched, home):
    return watched(CONVERT, home / "cache")


def test_converting_connects_to_nobody_and_starts_no_process(conversion):
    assert conversion["calls"] == []
    assert "openvino" in conversion["modules"]
    assert not {"openvino_telemetry", "torch", "transformers"} & set(conversion["modules"])


@pytest.mark.usefixtures("conversion")
def test_embedding_connects_to_nobody_and_leaves_nothing_at_home(watched, home):
    seen = watched(EMBED, home / "cache", "minilm")
    assert seen["calls"] == []
    assert not {"openvino_telemetry", "torch", "transformers"} & set(seen["modules"])
    assert [path.name for path in home.iterdir()] == ["cache"]


def test_torch_connects_to_nobody(watched, tmp_path):
    seen = watched(EMBED, tmp_path / "cache", minilm.model_folder())
    assert not [call for call in seen["calls"] if call.startswith("socket.")]
    assert "torch" in seen["modules"]


def test_fake_loads_no_heavy_library(watched, tmp_path):
    seen = watched(EMBED, tmp_path / "cache", "fake")
    assert not {"openvino", "torch", "transformers", "safetensors", "ollama"} & set(seen["modules"])
