"""The ladder with a real model: what must hold however little it understands."""

import os
from collections import Counter

import pytest

from app.assistant import build_assistant
from app.evaluation.ladder import DEPTHS
from app.evaluation.window import in_words, measure
from app.settings import load_settings

pytestmark = [pytest.mark.ollama, pytest.mark.timeout(1200)]


@pytest.fixture
def room(tmp_path, samples):
    """The sample runbook in a room with a real Ollama, and the smallest of its models."""
    if not os.environ.get("OLLAMA_HOST"):
        pytest.skip("OLLAMA_HOST is not set: no real Ollama to test with")
    environment = {"MUNIMENT_EMBEDDER": "fake", "OLLAMA_HOST": os.environ["OLLAMA_HOST"]}
    assistant = build_assistant(load_settings(tmp_path / "room", environment))
    usable = assistant.models.look().usable
    if not usable:
        assistant.close()
        pytest.skip("the Ollama at OLLAMA_HOST does not answer or has no chat model")
    assistant.intake.start()
    assistant.intake.ingest([samples / "runbook.md"], "main", lambda _: None)
    yield assistant, min(usable, key=lambda model: model.description.size or 0).description
    assistant.close()


def test_every_prompt_is_as_long_as_it_was_planned(room):
    assistant, smallest = room
    measured = measure(assistant, model=smallest.name, largest=512)
    assert (measured.model, measured.digest, measured.advertised) == (
        smallest.name,
        smallest.digest,
        smallest.trained_window,
    )
    assert Counter((trial.tokens, trial.depth) for trial in measured.trials) == {(512, depth): 4 for depth in DEPTHS}
    assert [trial for trial in measured.trials if trial.accepted != trial.planned] == []
    assert all(trial.planned <= 512 - 32 for trial in measured.trials)
    assert measured.base is not None
    assert smallest.name in in_words(measured)
