import time

import psutil
import pytest

from app.llm.connection import LOOK_SECONDS
from app.llm.errors import ModelRefused, PullFailed
from app.llm.provider import ChatModels


@pytest.fixture
def models(scripted_ollama, tmp_path):
    return ChatModels("ollama", scripted_ollama.host, "", tmp_path / "last_model", 2048)


def test_a_look_shows_every_model_and_why_some_may_not_answer(models, scripted_ollama):
    scripted_ollama.install("small:1b", 1_000)
    scripted_ollama.install("large:8b", 2_000)
    scripted_ollama.install("cloudy:cloud", remote_host="https://ollama.com")
    scripted_ollama.install("embeds:latest", capabilities=["embedding"])
    scripted_ollama.install("bare:latest", template="{{ .Prompt }}")
    scripted_ollama.loaded["small:1b"] = 8192
    state = models.look()
    assert (state.version, state.automatic, state.advice) == ("0.17.4", "large:8b", "")
    assert [model.description.name for model in state.usable] == ["large:8b", "small:1b"]
    assert {model.description.name for model in state.refused} == {"cloudy:cloud", "embeds:latest", "bare:latest"}
    assert all(model.refusal for model in state.refused)
    assert state.model("small:1b").loaded.window == 8192
    assert state.model("large:8b").loaded is None
    assert not any(body == {"model": "cloudy:cloud"} for _, body in scripted_ollama.requests)


def test_recorded_answers_are_read(replay, tmp_path):
    replay.play("ps_loaded", "/api/ps")
    state = ChatModels("ollama", replay.host, "smollm2:135m", tmp_path / "last", 4096).look()
    assert [model.description.name for model in state.models][-1] == "smollm2:135m"
    loaded = state.answering.loaded
    assert (loaded.window, loaded.size, loaded.on_gpu) == (2048, 143762688, 0)


@pytest.mark.parametrize(
    ("installed", "preferred", "advice"),
    [
        pytest.param([], "", "No model is installed", id="none"),
        pytest.param([("embeds:1", {"capabilities": ["embedding"]})], "", "None of the models", id="none-may"),
        pytest.param([("huge:1", {"size": 10**18})], "", "fits into the memory", id="none-fits"),
        pytest.param([("small:1", {})], "other:1", "other:1, is not there", id="set-but-not-there"),
        pytest.param([("small:1", {"template": ""})], "small:1", "no chat template", id="set-but-refused"),
    ],
)
def test_where_no_model_answers_the_reason_is_told(scripted_ollama, tmp_path, installed, preferred, advice):
    for name, shown in installed:
        scripted_ollama.install(name, **shown)
    state = ChatModels("ollama", scripted_ollama.host, preferred, tmp_path / "last", 4096).look()
    assert state.answering is None
    assert advice in state.advice


def test_a_silent_server_is_given_up_soon(silent_host, tmp_path):
    models = ChatModels("ollama", silent_host, "", tmp_path / "last", 4096)
    began = time.monotonic()
    state = models.look()
    assert time.monotonic() - began < LOOK_SECONDS + 2
    assert (state.version, state.looked) == (None, True)
    assert "did not answer in time" in state.advice


def test_nobody_at_the_address_is_told(tmp_path, free_port):
    state = ChatModels("ollama", f"127.0.0.1:{free_port}", "", tmp_path / "last", 4096).look()
    assert "Nobody answers" in state.advice


def test_without_a_server_there_is_nothing_to_look_at(tmp_path):
    assert ChatModels("none", "", "", tmp_path / "last", 4096).look().version is None
    assert ChatModels("fake", "", "", tmp_path / "last", 4096).look().answering.description.name == "fake"


def test_counting_loads_a_model_with_the_smallest_window_that_is_set(models, scripted_ollama):
    assert models._server._first_window == 2048


def test_the_model_last_used_is_taken_next(models, scripted_ollama):
    scripted_ollama.install("small:1b", 1_000)
    scripted_ollama.install("large:8b", 2_000)
    assert psutil.virtual_memory().total > 10**9
    models.remember("small:1b")
    assert models.look().automatic == "small:1b"


def test_a_pulled_model_is_seen_soon(models, scripted_ollama):
    assert models.seen().models == ()
    scripted_ollama.pulls = [{"status": "success"}]
    assert models.pull("llama3.2:3b").ended.wait(5)
    for _ in range(200):
        if models.installed():
            break
        time.sleep(0.01)
    assert models.seen().automatic == "llama3.2:3b"
    models.dismiss_pull()
    assert models.pulling() is None


def test_one_model_is_pulled_at_a_time(models, scripted_ollama):
    scripted_ollama.pulls = [None]
    scripted_ollama.go_on.clear()
    job = models.pull("llama3.2:3b")
    assert models.pull("llama3.2:3b") is job
    with pytest.raises(PullFailed, match=r"llama3\.2:3b is still on its way"):
        models.pull("llama3.1:8b")
    models.dismiss_pull()
    assert models.pulling() is job
    job.cancel()
    assert job.ended.wait(5)


@pytest.mark.parametrize("name", ["gpt-oss:120b-cloud", "deepseek:cloud"])
def test_models_of_a_cloud_are_not_pulled(models, scripted_ollama, name):
    with pytest.raises(ModelRefused, match="documents would leave this machine"):
        models.pull(name)
    assert scripted_ollama.requests == []
