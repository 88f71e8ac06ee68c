import pytest

from app.llm.types import InstalledModel, Loaded, ModelDescription
from app.llm.watch import ServerState
from app.status import describe_status, what_it_holds, who_answers, who_embeds

USUAL = "127.0.0.1:11434"


def model(name, loaded=None, refusal=""):
    return InstalledModel(ModelDescription("ollama", name, "digest", 1, 8192), refusal, loaded)


def server(url=USUAL, version="0.17.4", models=(), automatic="", **rest):
    return ServerState("ollama", url, version, tuple(models), automatic, **rest)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        pytest.param(
            server(models=[model("llama3.1:8b", Loaded(8192, 1, 0))], automatic="llama3.1:8b"),
            "Ollama · llama3.1:8b · window 8,192",
            id="loaded",
        ),
        pytest.param(
            server(models=[model("llama3.1:8b")], automatic="llama3.1:8b"),
            "Ollama · llama3.1:8b · not loaded",
            id="not-loaded",
        ),
        pytest.param(
            server("http://127.0.0.1:11434/", models=[model("a:1", Loaded(None, 1, 0))], automatic="a:1"),
            "Ollama · a:1 · loaded",
            id="too-old-to-tell-the-window",
        ),
        pytest.param(
            server("10.0.0.5:11434", models=[model("a:1")], automatic="a:1"),
            "Ollama at 10.0.0.5:11434 · a:1 · not loaded",
            id="another-address-is-shown",
        ),
        pytest.param(server(version=None), "No Ollama found: answers are quotes. How to add one", id="no-server"),
        pytest.param(
            server(), "Ollama has no model that can answer: answers are quotes. How to add one", id="no-model"
        ),
        pytest.param(
            server(models=[model("a:1", refusal="no")], automatic="a:1"),
            "Ollama has no model that can answer: answers are quotes. How to add one",
            id="the-one-set-may-not",
        ),
        pytest.param(
            server(version=None, silent=True),
            "Ollama does not answer: a question may wait long. What to do",
            id="silent",
        ),
        pytest.param(ServerState("ollama", USUAL, looked=False), "Looking for Ollama", id="not-looked-yet"),
        pytest.param(ServerState("none"), "No chat model is set: answers are quotes. How to add one", id="none-set"),
    ],
)
def test_who_answers_is_told_in_one_line(state, words):
    assert who_answers(state) == words


@pytest.mark.parametrize(
    ("signature", "backend", "words"),
    [
        ("all-MiniLM-L6-v2@53aa", "OpenVINO int8 (all-MiniLM-L6-v2)", "MiniLM · OpenVINO int8"),
        ("all-MiniLM-L6-v2@53aa", "torch, slow: the fast backend failed (X)", "MiniLM · torch, slow"),
        ("ollama:nomic-embed-text@aa", "Ollama nomic-embed-text", "nomic-embed-text · Ollama"),
        ("paraphrase@bb", "torch (paraphrase)", "paraphrase · torch"),
    ],
)
def test_who_embeds_is_told_in_one_line(signature, backend, words):
    assert who_embeds(signature, backend) == words


@pytest.mark.parametrize(
    ("ready", "working", "words"),
    [(42, 3, "42 documents, 3 working"), (1, 0, "1 document"), (1234, 0, "1,234 documents"), (0, 0, "0 documents")],
)
def test_what_the_room_holds_is_told_in_one_line(ready, working, words):
    assert what_it_holds(ready, working) == words


def test_the_status_of_a_room_counts_its_documents(filled):
    status = describe_status(filled)
    assert (status.light, status.holds) == ("on", "3 documents")
    assert filled.room_size() > 1000
