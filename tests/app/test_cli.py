import json
import os
import subprocess
import sys
import time

import pytest

from app.cli import main


@pytest.fixture
def muniment(room_environment, capsys):
    """Run a command in this process: (exit code, JSON document)."""

    def run(*words):
        code = main([*words, "--json"])
        return code, json.loads(capsys.readouterr().out)

    return run


def test_ingest_reports_every_document(muniment, papers):
    code, report = muniment("ingest", str(papers))
    assert code == 0
    assert {"id", "name", "state", "reason", "pages", "pages_without_text", "chunks"} <= set(report["documents"][0])
    assert report["pages"] == sum(entry["pages"] for entry in report["documents"])
    assert report["skipped"] == []
    assert report["seconds"] > 0


def test_ingest_fails_only_if_every_file_failed(muniment, papers):
    (papers / "bad.pdf").write_bytes(b"nonsense")
    assert muniment("ingest", str(papers))[0] == 0
    code, report = muniment("ingest", str(papers / "bad.pdf"))
    assert code == 3
    assert report["documents"][0]["state"] == "failed"


def test_documents_search_and_delete(muniment, papers):
    muniment("ingest", str(papers))
    assert {entry["name"] for entry in muniment("documents")[1]["documents"]} == {
        "holidays.md",
        "invoices.txt",
        "notes.html",
    }
    code, found = muniment("search", "how long are invoices kept", "-k", "2")
    assert code == 0
    assert found["results"][0]["hits"][0]["document"] == "invoices.txt"
    code, receipt = muniment("delete", "invoices.txt")
    assert (code, receipt["residue"], receipt["removed"]["files"]) == (0, [], 1)
    assert "invoices.txt" not in {hit["document"] for hit in muniment("search", "invoices")[1]["results"][0]["hits"]}


def test_searching_nothing_gives_1(muniment):
    assert muniment("search", "anything")[0] == 1


def test_ask_gives_the_whole_answer(muniment, papers):
    muniment("ingest", str(papers))
    code, answer = muniment("ask", "When does the north gate close?")
    assert code == 0
    assert "21:30" in answer["text"]
    assert answer["citations"][0]["document"] == "notes.html"
    assert (answer["mode"], answer["requested"]) == ("rag", "rag")
    assert answer["tokens"]["planned"] == answer["tokens"]["accepted"]
    assert answer["options"]["truncate"] is False


def test_questions_come_from_a_file_with_their_documents(muniment, papers, tmp_path):
    muniment("ingest", str(papers))
    lines = [{"id": "a", "text": "How many days of leave?"}, {"id": "b", "text": "Leave?", "document": "invoices.txt"}]
    file = tmp_path / "questions.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in lines))
    code, report = muniment("ask", "--mode", "quotes", "--questions", str(file))
    assert code == 0
    assert [answer["id"] for answer in report["answers"]] == ["a", "b"]
    assert {passage["document"] for passage in report["answers"][1]["passages"]} <= {"invoices.txt"}


def test_errors_say_what_to_do(muniment, papers, tmp_path):
    code, report = muniment("delete", "nothing.pdf")
    assert code == 3
    assert "No document is called 'nothing.pdf'" in report["error"]
    (tmp_path / "q.jsonl").write_text("not json")
    code, report = muniment("search", "--queries", str(tmp_path / "q.jsonl"))
    assert code == 2
    assert "is not a file of JSON lines" in report["error"]


def test_verify_and_doctor_find_a_sound_room(muniment, papers):
    muniment("ingest", str(papers))
    code, health = muniment("verify")
    assert (code, health["ok"], health["problems"]) == (0, True, [])
    assert health["chunks"] == health["vectors"] == health["keywords"] > 0
    code, report = muniment("doctor")
    assert (code, report["ok"]) == (0, True)
    assert set(report["ollama"]) == {"url", "reachable", "version"}


def test_commands_run_in_the_server_that_owns_the_room(room_environment, papers, free_port, muniment):
    environment = os.environ | {"MUNIMENT_PORT": str(free_port)}
    server = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "serve"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(300):
            if (room_environment / "server.json").exists():
                break
            time.sleep(0.1)
        code, report = muniment("ingest", str(papers))
        assert (code, {entry["state"] for entry in report["documents"]}) == (0, {"ready"})
        assert muniment("ask", "When does the north gate close?")[1]["citations"][0]["document"] == "notes.html"
        assert muniment("delete", "nothing.pdf")[0] == 3
    finally:
        server.terminate()
        server.wait(20)
    assert muniment("documents")[1]["documents"]


def test_compare_gives_the_answers_and_what_they_share(muniment, papers, tmp_path):
    muniment("ingest", str(papers))
    file = tmp_path / "compared.json"
    words = ("compare", "When does the north gate close?", "--modes", "rag,quotes", "--export", str(file))
    code, report = muniment(*words)
    assert code == 0
    assert [answer["mode"] for answer in report["answers"]] == ["rag", "quotes"]
    assert report["agreement"] == "one says more"
    assert report["page_overlap"]["cited"]["shared"][0]["document"] == "notes.html"
    assert json.loads(file.read_text())["question"] == "When does the north gate close?"


def test_compare_of_nothing_gives_1(muniment):
    code, report = muniment("compare", "When does the north gate close?", "--modes", "rag,quotes")
    assert (code, report["agreement"]) == (1, "all refused")


def test_compare_needs_two_columns(muniment, tmp_path):
    code, report = muniment("compare", "Why?", "--modes", "rag")
    assert (code, "at least two" in report["error"]) == (2, True)
    with pytest.raises(SystemExit, match="2"):
        muniment("compare", "Why?", "--modes", "rag,magic")
    with pytest.raises(SystemExit, match="2"):
        muniment("compare", "Why?", "--export", str(tmp_path / "x.pdf"))
