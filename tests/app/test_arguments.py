from pathlib import Path

import pytest

from app.arguments import build_parser
from app.commands import COMMANDS


def parse(*words):
    return vars(build_parser().parse_args(words))


def test_the_room_may_be_named_before_or_after_the_command():
    assert parse("--data", "/a", "documents")["data"] == Path("/a")
    assert parse("documents", "--data", "/b")["data"] == Path("/b")
    assert parse("documents")["data"] is None


def test_paths_are_absolute_since_another_process_may_open_them(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert parse("ingest", "a.pdf")["paths"] == [tmp_path / "a.pdf"]


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["search"], id="no query"),
        pytest.param(["search", "q", "--queries", "f"], id="two kinds of query"),
        pytest.param(["search", "q", "-k", "0"], id="no results wanted"),
        pytest.param(["ask", "q", "--mode", "guess"], id="unknown mode"),
        pytest.param(["ingest"], id="nothing to take in"),
        pytest.param(["sing"], id="unknown command"),
        pytest.param([], id="no command"),
    ],
)
def test_wrong_words_end_with_2(words, capsys):
    with pytest.raises(SystemExit) as ended:
        parse(*words)
    assert ended.value.code == 2
    assert "usage: muniment" in capsys.readouterr().err


def test_every_command_but_serve_is_carried_out_by_a_function():
    actions = next(action for action in build_parser()._actions if action.dest == "command")
    assert set(actions.choices) == {*COMMANDS, "serve"}
