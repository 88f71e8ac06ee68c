import json
import sqlite3
import stat
import threading
from itertools import count
from pathlib import Path

import pytest

from app.records.chats import LONGEST_TITLE, Chats, UnknownChat, short_title
from vectorstore.errors import SchemaTooNew

SECRET = "xylophonist"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "room").mkdir()
    return tmp_path / "room" / "chats.sqlite3"


@pytest.fixture
def chats(path: Path):
    clock = count(1)
    opened = Chats(path, lambda: float(next(clock)))
    yield opened
    opened.close()


def files_with(path: Path, word: str) -> set[str]:
    """The files beside the chats' that have a word."""
    return {file.name for file in path.parent.iterdir() if word.encode() in file.read_bytes()}


def blank(record):
    return {"text": "blanked"}


def test_a_chat_has_an_address_a_title_and_its_turns_in_order(chats):
    chat = chats.create("How long are invoices kept?")
    assert (chat.title, chat.space, chat.turns) == ("How long are invoices kept?", "main", 0)
    assert len(chat.id) == 24
    assert chat.id.isalnum()
    chats.put(chat.id, "b", {"text": "first"}, [])
    chats.put(chat.id, "a", {"text": "second"}, [])
    chats.put(chat.id, "b", {"text": "first, revised"}, [])
    assert chats.turns(chat.id) == [{"text": "first, revised"}, {"text": "second"}]
    assert chats.chat(chat.id).turns == 2


def test_the_chat_last_spoken_in_comes_first(chats):
    first, second = chats.create("first"), chats.create("second")
    assert [chat.title for chat in chats.chats()] == ["second", "first"]
    chats.put(first.id, "a", {}, [])
    chats.rename(second.id, "renamed")
    assert [chat.title for chat in chats.chats()] == ["first", "renamed"]
    assert chats.chat(first.id).updated > chats.chat(first.id).created


@pytest.mark.parametrize("what", ["chat", "turns", "delete"])
def test_a_chat_that_is_not_there_is_an_error_for_the_person(chats, what):
    with pytest.raises(UnknownChat, match=r"This chat is not there \(any more\)"):
        getattr(chats, what)("nothing")


def test_nothing_is_put_into_a_chat_that_is_not_there(chats):
    for change in (
        lambda: chats.put("nothing", "a", {}, [1]),
        lambda: chats.rename("nothing", "title"),
        lambda: chats.remove_turn("nothing", "a"),
    ):
        with pytest.raises(UnknownChat):
            change()
    assert chats.cited_documents() == set()


@pytest.mark.parametrize(
    ("text", "title"),
    [
        pytest.param("Short?", "Short?", id="short"),
        pytest.param(" two\n lines ", "two lines", id="one line"),
        pytest.param("word " * 30, "word " * 11 + "word…", id="on a word"),
        pytest.param("x" * 80, "x" * 59 + "…", id="one long word"),
        pytest.param("a" * 60, "a" * 60, id="just fits"),
        pytest.param("b" * 55 + ", and more words", "b" * 55 + "…", id="no comma before the ellipsis"),
    ],
)
def test_a_title_is_one_line_cut_on_a_word(text, title):
    assert short_title(text) == title
    assert len(title) <= LONGEST_TITLE


def test_an_empty_title_changes_nothing(chats):
    chat = chats.create("Leave")
    assert chats.rename(chat.id, " \n").title == "Leave"
    assert chats.rename(chat.id, " Holidays\n2026 ").title == "Holidays 2026"


def test_chats_survive_a_restart(path):
    chats = Chats(path)
    chat = chats.create("Leave")
    chats.put(chat.id, "a", {"text": "27 days", "nested": [1, {"a": None}]}, [4])
    chats.close()
    again = Chats(path)
    assert [(found.id, found.title, found.turns) for found in again.chats()] == [(chat.id, "Leave", 1)]
    assert again.turns(chat.id) == [{"text": "27 days", "nested": [1, {"a": None}]}]
    assert again.cited_documents() == {4}
    again.close()


def test_a_file_of_a_newer_program_is_refused_untouched(path):
    Chats(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(SchemaTooNew, match=r"wrote .*chats\.sqlite3 \(schema 99, this program knows 2\)"):
        Chats(path)


def test_what_is_blanked_leaves_no_byte(chats, path):
    chat = chats.create("Music")
    for number in range(40):
        chats.put(chat.id, str(number), {"text": f"{SECRET} {number} " * 50}, [number % 2])
    assert {"chats.sqlite3-wal"} <= files_with(path, SECRET), "the scan must find what it is to miss later"
    assert chats.blank([1], blank) == 20
    assert files_with(path, f"{SECRET} 1 ") == files_with(path, f"{SECRET} 39 ") == set()
    assert files_with(path, f"{SECRET} 2 ")
    assert chats.turns(chat.id)[1] == {"text": "blanked"}
    assert chats.cited_documents() == {0}
    assert chats.blank([1], blank) == 0
    assert chats.residue() == ()


def test_only_what_changes_is_counted_but_what_a_turn_drew_on_before_is_erased_too(chats, path):
    chat = chats.create("Music")
    chats.put(chat.id, "a", {"text": SECRET}, [1])
    chats.put(chat.id, "a", {"text": "harmless"}, [2])
    assert files_with(path, SECRET)
    assert chats.blank([1], lambda record: record) == 0
    assert files_with(path, SECRET) == set()
    assert chats.cited_documents() == {2}


@pytest.mark.parametrize("how", ["chat", "turn"])
def test_what_is_deleted_leaves_no_byte(chats, path, how):
    chats.put(chats.create("other").id, "a", {"text": "stays"}, [])
    chat = chats.create(f"{SECRET}?")
    chats.put(chat.id, "a", {"text": "saxophone"}, [1])
    assert files_with(path, "saxophone")
    if how == "chat":
        chats.delete(chat.id)
        assert files_with(path, SECRET) == set()
    else:
        chats.remove_turn(chat.id, "a")
        assert chats.turns(chat.id) == []
    assert files_with(path, "saxophone") == set()
    assert files_with(path, "stays")
    assert chats.cited_documents() == set()


@pytest.mark.parametrize("moment", ["chats: rewrite the file", "chats: note that it is rewritten"])
@pytest.mark.parametrize("what", ["blank", "delete", "turn"])
def test_an_interrupted_erasing_is_finished_at_the_next_start(path, moment, what):
    def interrupt(step: str) -> None:
        if step == moment:
            raise KeyboardInterrupt

    chats = Chats(path, on_step=interrupt)
    chat = chats.create("Music")
    chats.put(chat.id, "a", {"text": SECRET}, [1])
    actions = {
        "blank": lambda: chats.blank([1], blank),
        "delete": lambda: chats.delete(chat.id),
        "turn": lambda: chats.remove_turn(chat.id, "a"),
    }
    with pytest.raises(KeyboardInterrupt):
        actions[what]()
    assert chats.residue() == ("chats.sqlite3",)
    chats.close()
    again = Chats(path)
    assert files_with(path, SECRET) == set()
    assert again.residue() == ()
    again.close()


def test_a_file_that_somebody_else_reads_is_named_and_rewritten_later(chats, path):
    chat = chats.create("Music")
    chats.put(chat.id, "a", {"text": SECRET}, [1])
    chats._database._writer.execute("PRAGMA busy_timeout = 100")
    reader = sqlite3.connect(path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM turns").fetchall()
    assert chats.blank([1], blank) == 1
    assert chats.residue() == ("chats.sqlite3",)
    reader.close()
    chats.blank([], blank)
    assert chats.residue() == ()
    assert files_with(path, SECRET) == set()


def test_running_turns_are_ended_once(chats):
    chat = chats.create("Leave")
    chats.put(chat.id, "a", {"text": "done"}, [])
    chats.put(chat.id, "b", {"text": "begun"}, [], running=True)
    chats.put(chat.id, "c", {"text": "begun"}, [], running=True)
    chats.put(chat.id, "c", {"text": "done"}, [])
    assert chats.end_running(lambda record: record | {"text": "ended"}) == 1
    assert [turn["text"] for turn in chats.turns(chat.id)] == ["done", "ended", "done"]
    assert chats.end_running(blank) == 0


def test_many_threads_may_put_and_erase_at_once(chats, path):
    chat = chats.create("Leave")

    def work(document: int) -> None:
        for number in range(5):
            chats.put(chat.id, f"{document}-{number}", {"text": f"{SECRET} of {document}"}, [document])
        chats.blank([document], blank)

    threads = [threading.Thread(target=work, args=(document,)) for document in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert chats.turns(chat.id) == [{"text": "blanked"}] * 20
    assert files_with(path, SECRET) == set()


def test_records_keep_every_character(chats):
    chat = chats.create("Zeichen")
    record = {"text": "naïve 漢字 \x00 \ud800 \u2028 “[1]”"}
    chats.put(chat.id, "a", record, [])
    assert chats.turns(chat.id) == [json.loads(json.dumps(record))] == [record]


def test_the_file_is_private_where_the_room_is(assistant, room_environment):
    assistant.chats.create("Leave?")
    files = [*room_environment.glob("chats.sqlite3*")]
    assert files
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_what_a_run_is_to_do_is_kept_beside_it(chats):
    run = chats.create("Twelve questions")
    assert chats.plan(run.id) == {}
    chats.put_plan(run.id, {"modes": ["rag", "long"]})
    assert chats.plan(run.id) == {"modes": ["rag", "long"]}
    with pytest.raises(UnknownChat):
        chats.put_plan("nobody", {})
