"""A run whose process is killed goes on where it stopped: real processes, the stand-in model and embedder."""

import json
import os
import sqlite3
import subprocess
import sys
import time

import pytest

QUESTIONS, MODES = 200, ("rag", "long", "auto")
WORDS = ("invoices kept", "blue cabinet", "days of leave", "carried over", "north gate", "second floor")


@pytest.fixture
def room(filled, room_environment):
    """A room with three papers, which nobody holds."""
    filled.close()
    return room_environment


@pytest.fixture
def question_set(tmp_path):
    file = tmp_path / "set.jsonl"
    lines = [
        {"id": f"q{number}", "question": f"What of {WORDS[number % 6]} number {number}?", "answers": ["ten years"]}
        | ({"document": "invoices.txt", "pages": [1]} if number % 2 else {})
        for number in range(QUESTIONS)
    ]
    file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return file


def start(question_set, *words):
    command = [sys.executable, "-m", "app.cli", "eval", question_set, "--modes", ",".join(MODES), "--json", *words]
    return subprocess.Popen(command, env=os.environ, stdout=subprocess.PIPE, text=True)


def kept(room):
    """The answers kept so far, by their ids."""
    with sqlite3.connect(f"file:{room / 'runs.sqlite3'}?mode=ro", uri=True) as database:
        rows = database.execute("SELECT id, record FROM turns").fetchall()
    return {key: record for key, record in rows if not key.endswith("expected")}


def wait_for(room, count):
    for _ in range(600):
        try:
            if len(kept(room)) >= count:
                return
        except sqlite3.Error:  # not made yet
            pass
        time.sleep(0.05)
    pytest.fail(f"fewer than {count} answers came")


def test_a_killed_run_goes_on_where_it_stopped(room, question_set):
    process = start(question_set)
    wait_for(room, 250)
    process.kill()
    process.communicate()
    before = kept(room)
    assert 250 <= len(before) < QUESTIONS * len(MODES)

    went_on, _ = start(question_set).communicate()
    after = kept(room)
    assert len(after) == QUESTIONS * len(MODES)
    assert {key: after[key] for key in before} == before
    document = json.loads(went_on)
    assert [(row["mode"], row["n"], row["failed"]) for row in document["rows"]] == [
        (mode, QUESTIONS, 0) for mode in MODES
    ]
    assert len(document["cases"]) == QUESTIONS * len(MODES)

    again, _ = start(question_set).communicate()
    assert kept(room) == after
    assert json.loads(again) == document
