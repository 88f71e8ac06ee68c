import shutil
import socket
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from app.assistant import build_assistant
from app.settings import load_settings

pytest_plugins = ["tests.scripted_ollama"]

# A machine that does other work makes examples slowly; that is no failure.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

SAMPLES = Path(__file__).parent.parent / "sample_docs"


@pytest.fixture
def room_environment(tmp_path, monkeypatch):
    """Settings of a room that needs no model: fake embedder, fake chat model."""
    for name, value in {
        "MUNIMENT_DATA": str(tmp_path / "room"),
        "MUNIMENT_EMBEDDER": "fake",
        "MUNIMENT_LLM": "fake",
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }.items():
        monkeypatch.setenv(name, value)
    return tmp_path / "room"


@pytest.fixture
def assistant(request, room_environment):
    """An assistant over a room, without models, with its job runner started; empty but for a `handbook` asked for."""
    if "handbook" in request.fixturenames:
        shutil.copytree(request.getfixturevalue("handbook_room"), room_environment)
    built = build_assistant(load_settings())
    built.intake.start()
    yield built
    built.close()


@pytest.fixture
def handbook(assistant):
    """The sample handbook, a PDF, in the room of the `assistant`."""
    return assistant.documents()[0]


@pytest.fixture
def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def samples():
    """The folder of the sample documents."""
    return SAMPLES


@pytest.fixture
def filled(filled_room, room_environment):
    """An assistant over a room with three papers of known words, without models, with its job runner started."""
    shutil.copytree(filled_room, room_environment)
    built = build_assistant(load_settings())
    built.intake.start()
    yield built
    built.close()


@pytest.fixture(scope="session")
def filled_room(tmp_path_factory):
    """The room that `filled` copies: taking papers in takes longer than most tests."""
    folder = tmp_path_factory.mktemp("filled")
    return make_room(folder / "room", write_papers(folder / "papers"))


@pytest.fixture(scope="session")
def handbook_room(tmp_path_factory):
    """The room with the handbook that `assistant` copies."""
    return make_room(tmp_path_factory.mktemp("handbook") / "room", SAMPLES / "handbook.pdf")


def make_room(room, files):
    """Take files into a new room, without models, and give it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MUNIMENT_EMBEDDER", "fake")
        patch.setenv("MUNIMENT_LLM", "fake")
        built = build_assistant(load_settings(room))
    built.intake.start()
    built.intake.ingest([files], "main", lambda _: None)
    built.close()
    return room


@pytest.fixture
def papers(tmp_path):
    """Three small text files with known words."""
    return write_papers(tmp_path / "papers")


def write_papers(folder):
    """Write the three papers into a new folder, and give it."""
    folder.mkdir()
    texts = {
        "invoices.txt": "Invoices are kept for ten years.\n\nThey lie in the blue cabinet on the second floor.",
        "holidays.md": "# Holidays\n\nEveryone has 27 days of leave.\n\n## Carry over\n\nFive days may be carried.",
        "notes.html": "<h1>Gates</h1><p>The north gate closes at 21:30.</p><script>alert(1)</script>",
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder
