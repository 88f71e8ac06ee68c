import pytest

from app.llm.types import InstalledModel, ModelDescription
from app.llm.watch import ServerState
from app.web.model_picker import option_words, refused_words


def model(name, size=2_000_000_000, trained=131072, refusal=""):
    return InstalledModel(ModelDescription("ollama", name, "digest", size, trained), refusal, None)


SERVER = ServerState(
    "ollama", models=(model("a:1"), model("b:1", None, None), model("c:1", refusal="no")), automatic="a:1"
)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "a:1 (automatic)"),
        ("a:1", "a:1 · 2.0 GB · 131,072 tokens"),
        ("b:1", "b:1"),
        ("gone:1", "gone:1 (no longer there)"),
    ],
)
def test_an_option_says_what_the_model_is(name, words):
    assert option_words(name, SERVER) == words


def test_models_that_may_not_answer_are_not_passed_over_in_silence():
    assert refused_words(SERVER) == "1 installed model is not offered here. Settings says why."
    assert refused_words(ServerState("ollama")) is None
