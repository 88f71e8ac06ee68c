from dataclasses import replace

import pytest

from app.arguments import build_parser
from app.commands import NOTHING, OK, run


@pytest.fixture
def ask(filled, monkeypatch):
    """Asks a room whose model holds every answer back, and writes when it is told to: `ask(*words)`."""
    held_back = replace(filled.ask("How long are invoices kept?"), refused=True, held_back=True)
    written = replace(held_back, text="Ten years.", refused=False, held_back=False)
    monkeypatch.setattr(filled, "ask", lambda *_, **__: held_back)
    monkeypatch.setattr(filled, "go_on", lambda answer: {held_back.id: written}[answer.id])

    def ask(*words):
        return run(filled, "ask", vars(build_parser().parse_args(["ask", *words])), lambda _: None)

    return ask


def test_what_is_held_back_is_refused_with_the_way_out(ask):
    outcome = ask("How long are invoices kept?")
    assert (outcome.code, outcome.document["refused"], outcome.document["held_back"]) == (NOTHING, True, True)
    assert outcome.text.endswith("`--anyway` has the model answer all the same.")


def test_what_would_be_held_back_is_written_where_that_is_wanted(ask):
    outcome = ask("How long are invoices kept?", "--anyway")
    assert (outcome.code, outcome.document["text"], outcome.document["held_back"]) == (OK, "Ten years.", False)
    assert "--anyway" not in outcome.text
