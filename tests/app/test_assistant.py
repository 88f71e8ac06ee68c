from dataclasses import replace

import pytest

from app.assistant import Scope
from app.llm.errors import ServerNotRunning


@pytest.fixture
def asked(assistant, papers):
    """An assistant that knows the three papers."""
    assistant.ingest([papers], "main", lambda _: None)
    return assistant


def test_an_answer_says_which_documents_were_asked(asked):
    [document] = asked.find(["invoices.txt"])
    assert asked.ask("How long are invoices kept?", scope=Scope(documents=("invoices.txt",))).scope == (document.id,)
    assert asked.ask("How long are invoices kept?").scope == ()


def test_a_stopped_answer_goes_on(asked):
    answer = asked.ask("How long are invoices kept?")
    stopped = replace(answer, text="Invoices are kept", ended_by="cancelled")
    went_on = asked.go_on(stopped)
    assert went_on.text.startswith("Invoices are kept")
    assert (went_on.id, went_on.ended_by) == (answer.id, "stop")


def test_going_on_needs_a_model(asked, monkeypatch):
    stopped = replace(asked.ask("How long are invoices kept?"), text="Invoices", ended_by="cancelled")
    monkeypatch.setattr(asked.models, "choose", lambda _: None)
    with pytest.raises(ServerNotRunning, match="No chat model answers"):
        asked.go_on(stopped)
