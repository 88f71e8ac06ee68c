import pytest

from app.llm.connection import Connection
from app.llm.errors import ServerFailed, ServerNotRunning
from app.llm.ollama import OllamaServer


@pytest.mark.parametrize("form", ["{host}", "http://{host}", "http://{host}/"])
def test_an_address_is_taken_in_every_form(replay, form):
    assert OllamaServer(form.format(host=replay.host)).version() == "0.17.4"


def test_no_address_means_this_machine():
    assert OllamaServer("").host == "127.0.0.1:11434"


@pytest.mark.parametrize("host", ["http://127.0.0.1:port", "127.0.0.1:99999999", "http://["])
def test_a_bad_address_is_explained(host):
    with pytest.raises(ServerNotRunning, match=r"is not an address.*OLLAMA_HOST"):
        OllamaServer(host)


def test_nothing_goes_to_a_proxy(replay, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert OllamaServer(replay.host).version() == "0.17.4"


def test_a_redirect_is_not_followed(replay):
    replay.plan("/api/version", 307, [], headers={"Location": f"http://{replay.host}/elsewhere"})
    with pytest.raises(ServerFailed, match="HTTP 307"):
        OllamaServer(replay.host).version()
    assert [path for path, _ in replay.requests] == ["/api/version"]


def test_a_server_that_says_nothing_is_given_up(replay):
    replay.plan("/api/version", 200, [], held=True)
    with pytest.raises(ServerFailed, match="did not answer in time"):
        Connection(replay.host).fetch("/api/version", seconds=0.05)


def test_the_window_that_a_model_is_loaded_with_is_told(replay):
    replay.play("ps_loaded", "/api/ps")
    assert OllamaServer(replay.host).loaded_window("smollm2:135m") == 2048


def test_a_model_that_is_not_loaded_has_no_window(replay):
    assert OllamaServer(replay.host).loaded_window("smollm2:135m") is None
