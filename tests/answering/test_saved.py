"""What erased documents gave to saved chats, looked for as bytes in the files of the room."""

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
from dataclasses import replace

import pytest

from app.answering.archive import ERASED, INTERRUPTED, as_turn, begun
from app.answering.generate import Listener
from app.assistant import build_assistant
from app.cli import main
from app.settings import load_settings
from vectorstore.errors import SchemaTooNew

SECRET = "xylophonist"
QUESTION = "Who plays in the hall?"


def files_with(room, word):
    """The files of the room that have a word, but for the indexes: how they are erased has tests of its own."""
    files = [path for path in room.rglob("*") if path.is_file() and room / "indexes" not in path.parents]
    return {path.name for path in files if word.encode() in path.read_bytes()}


def chats_files_with(room, word):
    return {name for name in files_with(room, word) if name.startswith("chats.sqlite3")}


@pytest.fixture
def paper(tmp_path):
    """A paper whose words are in no other file of the room."""
    path = tmp_path / "papers" / f"{SECRET}.txt"
    path.parent.mkdir()
    path.write_text(f"The {SECRET} plays in the hall every Monday.")
    return path


@pytest.fixture
def other(paper):
    path = paper.with_name("drummer.txt")
    path.write_text("The drummer plays in the yard every Friday.")
    return path


@pytest.fixture
def told(assistant, paper, other):
    """A room in which a chat has an answer from the paper, and one from the other paper alone."""
    assistant.intake.ingest([paper, other], "main", lambda _: None)
    chat = assistant.chats.create(QUESTION)
    assistant.chats.keep(chat.id, assistant.ask(QUESTION, question_id="secret"))
    [document] = assistant.find([other.name])
    answer = assistant.ask("Who plays in the yard?", question_id="other")
    passages = tuple(passage for passage in answer.passages if passage.document == document.id)
    citations = tuple(citation for citation in answer.citations if citation.document_id == document.id)
    only = replace(answer, text="The drummer.", passages=passages, citations=citations, prompt=(), unsupported=())
    assistant.chats.keep(chat.id, only)
    return assistant


def secret_document(assistant):
    return assistant.find([f"{SECRET}.txt"])[0].id


def the_chat(assistant):
    return assistant.chats.all()[0].id


def test_answers_come_back_as_they_were_kept(told):
    secret, other = told.chats.answers(the_chat(told))
    assert (secret.id, other.id, other.text) == ("secret", "other", "The drummer.")
    assert secret.asked > 1_700_000_000
    assert SECRET in json.dumps([passage.text for passage in secret.passages])
    assert told.chats.chat(the_chat(told)).title == QUESTION


def test_a_deleted_document_leaves_no_byte_in_the_room(told, room_environment):
    assert chats_files_with(room_environment, SECRET), "the scan must find what it is to miss later"
    receipt = told.delete([secret_document(told)])
    assert (receipt.chats, receipt.residue) == (1, ())
    assert files_with(room_environment, SECRET) == set()
    secret, other = told.chats.answers(the_chat(told))
    assert (secret.question, secret.text) == (QUESTION, ERASED)
    assert other.text == "The drummer."
    assert [passage.document_name for passage in other.passages] == ["drummer.txt"]


def test_what_a_new_version_replaces_is_blanked_too(told, paper, room_environment):
    paper.write_text("Nobody plays in the hall.")
    told.intake.ingest([paper], "main", lambda _: None)
    assert [answer.text for answer in told.chats.answers(the_chat(told))] == [ERASED, "The drummer."]
    assert chats_files_with(room_environment, SECRET) == set()


def test_an_answer_that_is_kept_after_its_document_went_is_blanked(told, room_environment):
    late = told.ask(QUESTION)
    told.delete([secret_document(told)])
    told.chats.keep(the_chat(told), late)
    assert told.chats.answers(the_chat(told))[-1].text == ERASED
    assert files_with(room_environment, SECRET) == set()


def test_an_answer_to_a_question_completed_from_an_erased_document_is_blanked(told, room_environment):
    secret, other = told.chats.answers(the_chat(told))
    follow_up = replace(
        other,
        id="third",
        standalone=f"When does the {SECRET} rest?",
        text=f"The {SECRET} rests on Friday.",
        follows=tuple(as_turn(secret).documents),
    )
    told.chats.keep(the_chat(told), follow_up)
    assert told.delete([secret_document(told)]).chats == 2
    assert files_with(room_environment, SECRET) == set()


def test_a_name_in_a_warning_goes_with_its_document(told, room_environment):
    document = secret_document(told)
    refused = replace(begun("r", "Why?", "rag", 1.0), ended_by="stop", refused=True, text="Not in these documents.")
    warning = f"{SECRET}.txt: 1 of 2 pages have no text and were not read."
    told.chats.keep(the_chat(told), replace(refused, warnings=(warning,), unread=(document,)))
    assert told.delete([document]).chats == 2
    assert told.chats.answers(the_chat(told))[-1].text == "Not in these documents."
    assert files_with(room_environment, SECRET) == set()


def test_a_chat_goes_on_after_a_document_of_it_was_erased(told):
    told.delete([secret_document(told)])
    history = [as_turn(answer) for answer in told.chats.answers(the_chat(told))]
    answer = told.ask("And in the yard?", history=history)
    told.chats.keep(the_chat(told), answer)
    assert told.chats.answers(the_chat(told))[-1].text == answer.text != ERASED


def test_an_answer_that_was_running_is_broken_after_a_restart(told, room_environment):
    chat = the_chat(told)
    told.chats.keep(chat, replace(begun("late", "And today?", "rag", 1.0), text="words of a paper not known yet"))
    assert chats_files_with(room_environment, "words of a paper") == set()
    told.close()
    again = build_assistant(load_settings())
    try:
        answer = again.chats.answers(chat)[-1]
        assert (answer.question, answer.text, answer.ended_by) == ("And today?", "", "broken")
        assert answer.warnings == (INTERRUPTED,)
        assert again.chats.answers(chat)[0].ended_by == "stop"
    finally:
        again.close()


def test_an_answer_that_went_on_keeps_what_it_had_when_the_process_dies(told):
    [secret, _] = told.chats.answers(the_chat(told))
    told.chats.keep(the_chat(told), replace(secret, ended_by="running"))
    kept = told.chats.answers(the_chat(told))[0]
    assert (kept.text, kept.passages) == (secret.text, secret.passages)


def test_a_broken_answer_without_passages_keeps_no_words(told, room_environment):
    broken = replace(begun("late", "And today?", "rag", 1.0), text="unplaced words", ended_by="broken")
    told.chats.keep(the_chat(told), replace(broken, warnings=("It broke.",)))
    kept = told.chats.answers(the_chat(told))[-1]
    assert (kept.text, kept.warnings) == ("", ("It broke.",))


def test_a_question_is_dated(assistant):
    answer = assistant.ask("Who plays?", mode="quotes", listener=Listener(cancelled=lambda: True))
    assert answer.asked > 1_700_000_000
    assert answer.ended_by == "cancelled"


def test_the_command_line_says_how_many_answers_were_blanked(told, room_environment, capsys):
    told.close()
    assert main(["delete", f"{SECRET}.txt", "--json"]) == 0
    receipt = json.loads(capsys.readouterr().out)
    assert (receipt["removed"]["chats"], receipt["residue"]) == (1, [])
    assert files_with(room_environment, SECRET) == set()


MOMENTS = [
    pytest.param("erase: mark", marks=pytest.mark.long),
    pytest.param("erase: rebuild the index", marks=pytest.mark.long),
    pytest.param("erase: delete the rows", marks=pytest.mark.long),
    pytest.param("erase: rewrite the catalog", marks=pytest.mark.long),
    "chats: blank",
    "chats: rewrite the file",
    pytest.param("chats: note that it is rewritten", marks=pytest.mark.long),
]

VICTIM = """
import os, signal, sys
from app.assistant import build_assistant
from app.settings import load_settings

def die(step):
    if step == sys.argv[1]:
        os.kill(os.getpid(), signal.SIGKILL)

assistant = build_assistant(load_settings(), on_step=die)
assistant.delete([document.id for document in assistant.find(sys.argv[2:])])
"""


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_deletion_killed_at_any_step_is_whole_after_the_next_start(told, room_environment, moment):
    told.close()
    command = [sys.executable, "-c", VICTIM, moment, f"{SECRET}.txt"]
    assert subprocess.run(command, env=os.environ, check=False).returncode == -signal.SIGKILL
    again = build_assistant(load_settings())
    try:
        texts = [answer.text for answer in again.chats.answers(the_chat(again))]
        if moment == "erase: mark":
            assert secret_document(again), "nothing was begun, so nothing is gone"
            assert ERASED not in texts
            assert files_with(room_environment, SECRET)
        else:
            assert [document.name for document in again.documents()] == ["drummer.txt"]
            assert texts == [ERASED, "The drummer."]
            assert files_with(room_environment, SECRET) == set()
    finally:
        again.close()


def test_a_room_of_a_newer_program_is_given_up_again(told, room_environment):
    told.close()
    with contextlib.closing(sqlite3.connect(room_environment / "chats.sqlite3")) as connection:
        connection.execute("PRAGMA user_version = 99")
    for _ in range(2):
        with pytest.raises(SchemaTooNew, match=r"chats\.sqlite3"):
            build_assistant(load_settings())
