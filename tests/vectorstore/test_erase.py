import threading
from pathlib import Path

import pytest

from vectorstore.errors import UnknownDocument

SECRET = "xylophonist"
WORDS = [f"{SECRET} number {number} plays alone" for number in range(120)]


def files_with(library, word: str) -> list[Path]:
    """The files of the room that have a word in any of the spellings in which it may lie there."""
    spellings = [word.encode(), word.encode("utf-16-le"), word.encode("utf-16-be")]
    paths = [path for path in library.room.path.rglob("*") if path.is_file()]
    return [path for path in paths if any(spelling in path.read_bytes() for spelling in spellings)]


def files_with_vectors(library, text: str) -> list[Path]:
    """The files of the room that have the vector of a text, as float32 or float16."""
    vector = library.embed([text])
    needles = [vector.astype("float16").tobytes(), vector.astype("float16").astype("float32").tobytes()[:16]]
    needles.append(library.stored_vector(text).tobytes())
    paths = [path for path in library.room.path.rglob("*") if path.is_file()]
    return [path for path in paths if any(needle in path.read_bytes() for needle in needles)]


@pytest.fixture
def secretive(library, tmp_path: Path):
    """A document with a word that no other has, in its text, its file and its name, among others, all on disk."""
    for number in range(5):
        library.add(f"{number}.txt", *(f"paper {number} page {page}" for page in range(30)))
    document = library.add(f"{SECRET}.txt", *WORDS, source="minutes")
    library.add("after.txt", *(f"later page {page}" for page in range(30)))
    original = tmp_path / "original"
    original.write_text("\n".join(WORDS))
    library.store.adopt_file(document.id, original)
    job = library.store.jobs.add("main", f"/papers/{SECRET}.txt", f"{SECRET}.txt", upload=False, file=Path("/papers/x"))
    library.store.jobs.update(job.id, document=document.id)
    library.reopen()
    return library


def test_no_byte_of_a_deleted_document_is_left(secretive):
    [document] = secretive.store.find(f"{SECRET}.txt")
    before = {path.name for path in files_with(secretive, SECRET)}
    assert {"catalog.sqlite3", str(document.id)} <= before, "the scan must find what it is to miss later"
    old_files = secretive.index_files()  # tantivy packs its words, no scan could find them: its files must go
    assert {"data_level0.bin", "catalog.sqlite3"} <= {path.name for path in files_with_vectors(secretive, WORDS[5])}
    secretive.store.delete([document.id])
    assert files_with(secretive, SECRET) == []
    assert files_with_vectors(secretive, WORDS[5]) == []
    assert not [path for path in old_files if path.exists()]
    secretive.store.close()
    assert files_with(secretive, SECRET) == []
    secretive.store = type(secretive.store).open(secretive.room, secretive.signature)
    assert len(secretive.found("page")) == 180


def test_a_receipt_says_what_was_removed(secretive):
    [document] = secretive.store.find(f"{SECRET}.txt")
    receipt = secretive.store.delete([document.id])
    assert [one.name for one in receipt.documents] == [f"{SECRET}.txt"]
    assert (receipt.chunks, receipt.vectors, receipt.keywords, receipt.files) == (120, 120, 120, 1)
    assert receipt.residue == ()


def test_a_file_that_was_not_rewritten_is_named_in_the_receipt(secretive, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("vectorstore.pair.shutil.rmtree", lambda folder: None)
    [document] = secretive.store.find(f"{SECRET}.txt")
    residue = secretive.store.delete([document.id]).residue
    assert any(path.endswith("data_level0.bin") for path in residue)
    assert not any("catalog" in path for path in residue)


def test_a_replaced_version_is_erased_too(secretive):
    secretive.add("new.txt", "a harmless page", source="minutes")
    assert files_with(secretive, SECRET) == []


def test_replaced_versions_can_wait_and_are_unfindable_meanwhile(secretive):
    new = secretive.prepare("new.txt", ["a harmless page"])
    secretive.store.publish(new.id, "minutes", erase_previous=False)
    assert secretive.found(SECRET) == []
    assert secretive.store.find(f"{SECRET}.txt") == []
    receipt = secretive.store.erase_replaced()
    assert ([one.name for one in receipt.documents], receipt.residue) == ([f"{SECRET}.txt"], ())
    assert files_with(secretive, SECRET) == []


def test_what_was_never_flushed_is_erased_without_rebuilding(library):
    library.add("a.txt", "apples")
    library.flush()
    [pair] = library.store._indexes.pairs()
    receipt = library.store.delete([library.add("s.txt", SECRET).id])
    assert (receipt.keywords, receipt.residue) == (1, ())
    assert library.store._indexes.pairs() == [pair]
    assert files_with(library, SECRET) == []
    assert library.found(f"apples {SECRET}") == ["apples"]


def test_several_documents_cost_one_rebuild(library):
    ids = [library.add(f"{number}.txt", f"apples {number}").id for number in range(4)]
    library.flush()
    steps: list[str] = []
    library.on_step = steps.append
    library.store.delete(ids[:3])
    assert steps.count("erase: rebuild the index") == 1
    assert library.found("apples") == ["apples 3"]


def test_a_space_without_documents_has_no_index_left(library):
    document = library.add("a.txt", "apples")
    library.flush()
    library.store.delete([document.id])
    assert library.index_files() == []
    assert library.reopen().health.repaired == ()


def test_nothing_is_deleted_if_one_document_is_unknown(library):
    document = library.add("a.txt", "apples")
    with pytest.raises(UnknownDocument, match="no document 99"):
        library.store.delete([document.id, 99])
    assert library.found("apples") == ["apples"]


def test_a_document_is_unfindable_from_the_first_step_of_its_erasing(library):
    document = library.add("a.txt", "apples", "pears")
    library.flush()
    seen = []

    def look(_: str) -> None:
        seen.append((library.found("apples"), library.near("apples"), library.store.documents()))

    library.on_step = look
    library.store.delete([document.id])
    assert len(seen) >= 4
    assert seen[1:] == [([], [], [])] * (len(seen) - 1)


@pytest.mark.parametrize(
    "moment",
    ["erase: rebuild the index", "erase: remove the files", "erase: delete the rows", "erase: rewrite the catalog"],
)
def test_an_interrupted_erasing_is_finished_at_the_next_start(secretive, moment: str):
    def interrupt(step: str) -> None:
        if step == moment:
            raise KeyboardInterrupt

    [document] = secretive.store.find(f"{SECRET}.txt")
    secretive.on_step = interrupt
    with pytest.raises(KeyboardInterrupt):
        secretive.store.delete([document.id])
    secretive.on_step = lambda _: None
    secretive.revive()
    assert files_with(secretive, SECRET) == []
    assert secretive.store.health.ok


def test_two_people_may_delete_at_once(library):
    ids = [library.add(f"{number}.txt", f"apples {number}").id for number in range(6)]
    library.flush()
    receipts = []

    def delete(part: list[int]) -> None:
        receipts.append(library.store.delete(part))

    threads = [threading.Thread(target=delete, args=(part,)) for part in (ids[:2], ids[2:4])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(receipt.chunks for receipt in receipts) == [2, 2]
    assert sorted(library.found("apples")) == ["apples 4", "apples 5"]
    assert library.store.verify(repair=False).ok


def test_nothing_is_written_outside_the_room(secretive, tmp_path: Path):
    """SQLite makes its temporary copies inside the room while the catalog is rewritten."""
    descriptors: set[str] = set()

    def watch() -> None:
        while not done.is_set():
            for entry in Path("/proc/self/fd").iterdir():
                try:
                    descriptors.add(str(entry.readlink()))
                except OSError:
                    continue

    done = threading.Event()
    watcher = threading.Thread(target=watch)
    watcher.start()
    [document] = secretive.store.find(f"{SECRET}.txt")
    secretive.store.delete([document.id])
    done.set()
    watcher.join()
    temporary = {path for path in descriptors if "etilqs" in path}
    assert all(path.startswith(str(secretive.room.path)) for path in temporary), temporary
