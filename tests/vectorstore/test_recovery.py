"""Whatever happened to the files and to the process: after the next start everything published is found again."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from vectorstore.store import Store

VICTIM = Path(__file__).with_name("victim.py")
CHROMA_FILES = (
    "data_level0.bin",
    "header.bin",
    "index_metadata.pickle",
    "length.bin",
    "link_lists.bin",
    "chroma.sqlite3",
)
TEXTS = [f"fruit number {number}" for number in range(150)]  # enough for Chroma to write all of its files


def remove(path: Path) -> None:
    path.unlink()


def empty(path: Path) -> None:
    os.truncate(path, 0)


def tear(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def scribble(path: Path) -> None:
    size = path.stat().st_size
    path.write_bytes(os.urandom(size) if size else b"scribble")


@pytest.fixture
def harvest(library):
    """A closed room with a document on disk."""
    library.add("fruit.txt", *TEXTS)
    library.store.close()
    yield library
    assert library.store.health.ok
    assert sorted(library.found("fruit")) == sorted(TEXTS)
    assert library.near(TEXTS[7]) == [TEXTS[7]]


def open_again(library) -> Store:
    library.store = Store.open(library.room, library.signature)
    return library.store


def damaged(library, name: str, damage: Callable[[Path], None]) -> None:
    matches = [path for path in library.index_files() if path.name == name or path.suffix == name]
    assert matches
    damage(matches[0])


@pytest.mark.parametrize(
    ("name", "damage"),
    [("index_metadata.pickle", tear), ("data_level0.bin", scribble), ("link_lists.bin", remove), ("meta.json", empty)],
)
def test_a_damaged_file_is_noticed_and_the_index_rebuilt(harvest, name, damage):
    damaged(harvest, name, damage)
    assert "its files are not those that were closed" in open_again(harvest).health.repaired[0]


@pytest.mark.long
@pytest.mark.parametrize("damage", [remove, empty, tear, scribble])
@pytest.mark.parametrize("name", [*CHROMA_FILES, "meta.json", ".term"])
def test_every_kind_of_damage_to_every_file_is_noticed(harvest, name, damage):
    damaged(harvest, name, damage)
    assert "its files are not those that were closed" in open_again(harvest).health.repaired[0]


@pytest.mark.parametrize("damage", [remove, tear])
@pytest.mark.parametrize("name", ["index_metadata.pickle", "chroma.sqlite3", "meta.json"])
def test_a_file_that_a_crash_left_torn_is_noticed_without_a_fingerprint(harvest, name, damage):
    forget_fingerprints(harvest)
    damaged(harvest, name, damage)
    assert "rebuilt" in open_again(harvest).health.repaired[0]


def forget_fingerprints(library, condition: str = "") -> None:
    with sqlite3.connect(library.room.catalog) as connection:
        connection.execute("UPDATE indexes SET condition = ?", (condition,))
    connection.close()


def test_a_removed_folder_is_rebuilt(harvest):
    shutil.rmtree(harvest.room.indexes)
    assert "its folder is missing" in open_again(harvest).health.repaired[0]


@pytest.mark.parametrize("condition", ["writing", "checking"])
def test_an_index_that_the_process_died_over_is_not_trusted(harvest, condition):
    forget_fingerprints(harvest, condition)
    assert "the program ended" in open_again(harvest).health.repaired[0]


def test_an_index_that_was_closed_in_order_is_not_rebuilt(harvest):
    assert open_again(harvest).health.repaired == ()


def test_an_index_that_an_idle_process_left_is_not_rebuilt(harvest):
    forget_fingerprints(harvest)
    assert open_again(harvest).health.repaired == ()


def test_vectors_that_chroma_counts_but_never_finds_are_noticed(harvest):
    forget_fingerprints(harvest)
    pickle = next(path for path in harvest.index_files() if path.name == "index_metadata.pickle")
    shutil.rmtree(pickle.parent)  # Chroma goes on without its HNSW files, with the right count and one vector
    assert "do not find themselves" in open_again(harvest).health.repaired[0]


def test_verify_repairs_only_when_told_to(library):
    library.add("fruit.txt", *TEXTS)
    library.flush()
    [pair] = library.store._indexes.pairs()
    pair.vectors._collection.delete([f"1-{ordinal}" for ordinal in range(5)])
    assert "145 vectors" in library.store.verify(repair=False).problems[0]
    health = library.store.verify(repair=True)
    assert health.ok
    assert "145 vectors" in health.repaired[0]
    assert (health.documents, health.chunks, health.vectors, health.keywords) == (1, 150, 150, 150)


def test_what_was_published_and_not_flushed_is_there_after_a_death(library):
    library.add("a.txt", "apples")
    library.flush()
    library.add("b.txt", "bananas")
    store = library.revive()
    assert store.health.repaired == ()
    assert (library.found("bananas"), library.near("bananas")) == (["bananas"], ["bananas"])
    assert (store.health.chunks, store.health.vectors, store.health.keywords) == (2, 2, 2)


def test_many_small_documents_join_the_indexes_in_one_batch(library, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("vectorstore.indexes._BATCH", 10)
    flushes = []
    library.on_step = lambda step: flushes.append(step) if step == "flush: write the index" else None
    for number in range(25):
        library.add(f"{number}.txt", f"fruit {number}")
    assert len(flushes) == 2
    assert len(library.found("fruit")) == 25


def test_a_room_can_be_opened_beside_another_and_again(library, tmp_path: Path):
    library.add("a.txt", "apples")
    other = type(library)(tmp_path / "other")
    other.add("b.txt", "bananas")
    library.reopen()
    other.reopen()
    assert (library.found("apples bananas"), other.found("apples bananas")) == (["apples"], ["bananas"])
    other.store.close()


@pytest.mark.parametrize("moment", ["commit: set the flag", "flush: write the index", "flush: trust the index"])
def test_a_process_killed_at_a_step_loses_nothing(library, moment: str):
    survivors(library, "at-step", moment)


@pytest.mark.long
@pytest.mark.parametrize("file", ["index_metadata.pickle", "data_level0.bin", "header.bin", "meta.json"])
def test_a_process_killed_while_an_index_file_is_written_loses_nothing(library, file: str):
    survivors(library, "at-file", file)


@pytest.mark.long
@pytest.mark.parametrize("delay", [0.02 * number for number in range(1, 13)])
def test_a_process_killed_at_any_moment_loses_nothing(library, delay: float):
    survivors(library, "after", str(delay))


def survivors(library, how: str, argument: str) -> None:
    """Let a process publish until it is killed; every document that it reported must be there, whole."""
    library.store.close()
    command = [sys.executable, str(VICTIM), str(library.room.path), how, argument]
    process = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert process.returncode == -9, process.stderr
    reported = process.stdout.split()
    store = open_again(library)
    assert store.health.ok, store.health
    ready = [document for document in store.documents() if document.state == "ready"]
    assert {document.name for document in ready} >= set(reported)
    assert store.health.chunks == store.health.vectors == store.health.keywords == sum(one.chunks for one in ready)
    for document in ready:
        text = f"{document.name} page 3"
        assert library.near(text) == [text]


def test_an_index_whose_words_were_made_otherwise_is_built_anew(library, monkeypatch):
    """A room that an earlier version indexed, with other rules for words."""
    with monkeypatch.context() as earlier:
        earlier.setattr("vectorstore.keyword._ANALYZER", "words-1")
        library.reopen()
        library.add("vertrag.txt", "Die Verträge werden vor dem Ende der Frist gekündigt.")
        library.store.close()
    store = open_again(library)
    assert "index of space 'main' rebuilt" in store.health.repaired[0]
    assert library.found("Vertrag") == ["Die Verträge werden vor dem Ende der Frist gekündigt."]
    assert store.languages() == {1: "de"}
