"""kill -9 in the middle of an ingest: nothing is lost, nothing doubled, and the jobs go on at the next start."""

import json
import os
import random
import signal
import subprocess
import sys
import time

import pytest

from app.cli import main

pytestmark = pytest.mark.long
FILES = 40


@pytest.fixture
def many_papers(tmp_path):
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(FILES):
        paragraphs = [f"Cabinet {number} drawer {drawer} holds {drawer * 7} keys." for drawer in range(60)]
        (folder / f"cabinet-{number:02}.txt").write_text("\n\n".join(paragraphs))
    return folder


def killed_ingest(folder, seconds):
    """Start an ingest and kill it, with its workers left to notice by themselves."""
    process = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "ingest", str(folder)],
        env=os.environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    process.wait()


def run(capsys, *words):
    code = main([*words, "--json"])
    return code, json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("seed", range(4))
def test_killed_ingests_end_whole(room_environment, many_papers, capsys, seed):
    moments = random.Random(seed)
    for _ in range(4):
        killed_ingest(many_papers, moments.uniform(2.0, 7.0))
    run(capsys, "ingest", str(many_papers))
    code, health = run(capsys, "verify", "--no-repair")
    assert (code, health["problems"]) == (0, [])
    documents = run(capsys, "documents")[1]["documents"]
    assert sorted(document["name"] for document in documents) == [f"cabinet-{n:02}.txt" for n in range(FILES)]
    assert {document["state"] for document in documents} == {"ready"}
    assert health["chunks"] == health["vectors"] == health["keywords"] == sum(d["chunks"] for d in documents)
    assert list((room_environment / "incoming").iterdir()) == []
