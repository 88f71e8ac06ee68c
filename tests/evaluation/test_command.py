"""`muniment eval`, with the stand-in model and embedder."""

import json

import pytest

from app.cli import main


@pytest.fixture
def muniment(room_environment, papers, capsys):
    """Run a command in this process, over a room with three papers: (exit code, JSON document)."""

    def run(*words):
        code = main([*map(str, words), "--json"])
        return code, json.loads(capsys.readouterr().out)

    run("ingest", papers)
    return run


@pytest.fixture
def question_set(tmp_path):
    file = tmp_path / "set.jsonl"
    file.write_text(
        '{"id": "kept", "question": "How long are invoices kept?", "answers": ["ten years"], '
        '"document": "invoices.txt", "pages": [1]}\n'
        '{"id": "zeppelin", "question": "Who flew yonder zeppelin?", "unanswerable": true}\n',
        encoding="utf-8",
    )
    return file


def test_eval_gives_rows_of_counts_and_every_case(muniment, question_set, tmp_path):
    code, told = muniment("eval", question_set, "--modes", "rag,quotes", "--report", tmp_path / "out")
    assert code == 0
    rag = next(row for row in told["rows"] if row["mode"] == "rag")
    assert {key: rag[key] for key in ("model", "n", "correct", "page_hit", "refused_right", "refused_wrong")} == {
        "model": "fake",
        "n": 2,
        "correct": 2,
        "page_hit": 1,
        "refused_right": 1,
        "refused_wrong": 0,
    }
    assert rag["tokens"] > 0
    assert rag["seconds"] > 0
    assert [(case["id"], case["mode"], case["correct"]) for case in told["cases"] if case["mode"] == "rag"] == [
        ("kept", "rag", True),
        ("zeppelin", "rag", True),
    ]
    assert told["report"] == str(tmp_path / "out" / "report.html")
    assert (tmp_path / "out" / "report.csv").exists()


def test_the_same_run_is_shown_again_and_a_new_one_is_made_when_asked_for(muniment, question_set):
    first = muniment("eval", question_set, "--modes", "rag")[1]
    assert first["report"] is None
    assert muniment("eval", question_set, "--modes", "rag")[1] == first
    assert muniment("eval", question_set, "--modes", "rag", "--new")[1]["run"] != first["run"]


def test_what_is_wrong_with_a_set_is_wrong_use(muniment, question_set, tmp_path):
    question_set.write_text('{"question": "Why?"}\n{', encoding="utf-8")
    code, told = muniment("eval", question_set, "--modes", "quotes")
    assert code == 2
    assert f"{question_set}: Line 2 is not JSON" in told["error"]
    code, told = muniment("eval", tmp_path / "absent.jsonl")
    assert code == 2
    assert "cannot be read" in told["error"]
    question_set.write_text('{"question": "Why?", "document": "absent.pdf"}', encoding="utf-8")
    code, told = muniment("eval", question_set, "--modes", "quotes")
    assert code == 2
    assert "absent.pdf" in told["error"]


def test_a_mode_that_there_is_not_is_named(question_set, capsys):
    with pytest.raises(SystemExit):
        main(["eval", str(question_set), "--modes", "rag,lang"])
    assert "no such mode: lang; choose from rag, long, auto, closed, quotes" in capsys.readouterr().err
