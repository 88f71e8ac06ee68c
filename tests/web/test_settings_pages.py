"""Settings and doctor as AppTest sees them: text and state, without a browser."""

import re
import time
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import app.web
from app.assistant import build_assistant
from app.settings import load_settings
from app.web import current

MAIN = Path(app.web.__file__).parent / "main.py"


@pytest.fixture
def open_page(room_environment, monkeypatch):
    """Opens a page of a room whose chat server is at the address given, "" for the stand-in."""
    built = []

    def open_page(page, host=""):
        if host:
            monkeypatch.setenv("MUNIMENT_LLM", "ollama")
            monkeypatch.setenv("OLLAMA_HOST", host)
        built.append(build_assistant(load_settings()))
        current.use(built[-1])
        return AppTest.from_file(MAIN, default_timeout=30).run().switch_page(page).run()

    yield open_page
    for assistant in built:
        assistant.close()


def words(page):
    shown = [element.value for element in page.main if element.type in ("text", "title", "header", "subheader")]
    html = [element.proto.body for element in page.get("html")]
    return " ".join(re.sub(r"<style>.*?</style>|<[^>]+>", " ", " ".join(map(str, [*shown, *html])), flags=re.S).split())


def test_settings_show_every_setting_and_where_it_came_from(open_page):
    page = open_page("settings_page.py")
    assert not page.exception
    told = words(page)
    assert "llm fake environment Who writes answers" in told
    assert "answer_tokens 512 default Room reserved" in told


def test_settings_show_the_models_of_the_server_and_why_some_are_not_used(open_page, scripted_ollama):
    scripted_ollama.install("llama3.2:3b")
    scripted_ollama.install("embeds:latest", capabilities=["embedding"])
    page = open_page("settings_page.py", scripted_ollama.host)
    assert not page.exception
    told = words(page)
    windows = "4,096, 8,192, 16,384, 32,768, 65,536, 131,072"
    assert f"llama3.2:3b 2.0 GB 131,072 {windows} not loaded answers where none is chosen" in told
    assert "Not used: embeds:latest cannot chat" in told


def test_settings_say_how_to_add_a_model_where_there_is_none(open_page, scripted_ollama):
    told = words(open_page("settings_page.py", scripted_ollama.host))
    assert "No model is installed." in told
    assert "To add a model: install Ollama" in told


def test_a_pull_is_begun_and_its_failure_told_in_words(open_page, scripted_ollama):
    scripted_ollama.pulls = [{"error": "pull model manifest: file does not exist"}]
    page = open_page("settings_page.py", scripted_ollama.host)
    page.selectbox(key="pull name").set_value("llama3.2:1b").run()
    page.button(key="pull").click().run()
    job = current.assistant().models.pulling()
    assert job is not None
    assert job.ended.wait(5)
    assert "Ollama's library has no model llama3.2:1b" in words(page.run())
    page.button(key="dismiss pull").click().run()
    assert "library has no model" not in words(page)


def test_a_pull_shows_how_far_it_is_and_can_be_cancelled(open_page, scripted_ollama):
    layer = {"status": "pulling abc", "digest": "abc", "total": 2_000_000_000}
    scripted_ollama.pulls = [layer | {"completed": 500_000_000}, None]
    scripted_ollama.go_on.clear()
    page = open_page("settings_page.py", scripted_ollama.host)
    job = current.assistant().models.pull("llama3.2:3b")
    while not job.progress.done:
        assert not job.ended.wait(0.01)
    assert "llama3.2:3b Downloading · 500 MB of 2.0 GB" in words(page.run())
    page.button(key="cancel pull").click().run()
    assert job.ended.wait(5)
    assert "was cancelled. Ollama keeps what came" in words(page.run())


def test_doctor_shows_its_checks_with_remedies(open_page, scripted_ollama):
    page = open_page("doctor_page.py", scripted_ollama.host)
    assert not page.exception
    told = words(page)
    assert "The room works; one thing could be better." in told
    assert "not there Chat model No model is installed. Get one with ollama pull llama3.2:3b" in told
    scripted_ollama.install("llama3.2:3b")
    page.button(key="check again").click().run()
    assert "Everything is there." in words(page)


@pytest.mark.parametrize("name", ["settings_page.py", "doctor_page.py"])
def test_a_silent_server_keeps_no_page_waiting(open_page, silent_host, name):
    page = open_page(name, silent_host)
    began = time.monotonic()
    page.run()
    assert time.monotonic() - began < 2
    assert not page.exception
    assert "Looking" in words(page)
