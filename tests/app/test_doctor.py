import time
from dataclasses import replace

import pytest

from app.assistant import build_assistant
from app.doctor import examine
from app.records.judges import Judge
from app.settings import load_settings


@pytest.fixture
def with_ollama(room_environment, monkeypatch):
    """Builds an assistant over a room whose chat server is at the address given."""
    built = []

    def build(host):
        monkeypatch.setenv("MUNIMENT_LLM", "ollama")
        monkeypatch.setenv("OLLAMA_HOST", host)
        built.append(build_assistant(load_settings()))
        return built[-1]

    yield build
    for assistant in built:
        assistant.close()


def named(report, beginning):
    return next(check for check in report.checks if check.name.startswith(beginning))


def test_the_three_windows_stand_together(with_ollama, scripted_ollama):
    scripted_ollama.install("llama3.2:3b", window=8192)
    scripted_ollama.loaded["llama3.2:3b"] = 4096
    report = examine(with_ollama(scripted_ollama.host))
    assert (report.ok, report.model, report.ollama_version) == (True, "llama3.2:3b", "0.17.4")
    advice = named(report, "window").advice
    assert "4,096, 8,192 tokens" in advice
    assert "ceiling: 8,192; loaded now: 4,096; `muniment window` measures how far it reads" in advice


def test_it_says_whether_the_model_is_asked_to_judge(with_ollama, scripted_ollama):
    scripted_ollama.install("llama3.2:3b")
    assistant = with_ollama(scripted_ollama.host)
    assert "`muniment calibrate` measures" in named(examine(assistant), "judge").advice
    judge = Judge("sha-llama3.2:3b", "llama3.2:3b", 0.9, 0.1, 48, 1.0)
    assistant.judges.keep(judge)
    assert "It is asked whether" in named(examine(assistant), "judge").advice
    assistant.judges.keep(replace(judge, least_readiness=None))
    assert "so it is not asked before" in named(examine(assistant), "judge").advice


def test_a_server_without_models_is_no_failure_but_told(with_ollama, scripted_ollama):
    report = examine(with_ollama(scripted_ollama.host))
    assert report.ok
    assert named(report, "chat server").ok
    assert "ollama pull llama3.2:3b" in named(report, "chat model").advice


def test_a_silent_server_is_told_after_some_seconds(with_ollama, silent_host):
    began = time.monotonic()
    report = examine(with_ollama(silent_host))
    assert time.monotonic() - began < 6
    assert report.as_json()["ollama"] == {"url": silent_host, "reachable": False, "version": None}
    assert "did not answer in time" in named(report, "chat server").advice


def test_the_stand_in_answers(assistant):
    report = examine(assistant)
    assert (report.ok, report.model) == (True, "fake")


@pytest.fixture
def in_two_languages(assistant, tmp_path, monkeypatch):
    """An assistant whose room holds a German and an English document, and whose embedder knows English only."""
    monkeypatch.setattr("app.doctor.knows_only_english", lambda _: True)
    (tmp_path / "vertrag.txt").write_text("Der Vertrag läuft drei Jahre und wird nicht vor dem Ende gekündigt.")
    (tmp_path / "contract.txt").write_text("The contract runs for three years and is not ended before that.")
    assistant.intake.ingest([tmp_path / "vertrag.txt", tmp_path / "contract.txt"], "main", lambda _: None)
    return assistant


def test_documents_in_a_language_that_the_embedder_does_not_know_are_told(in_two_languages):
    report = examine(in_two_languages)
    check = named(report, "languages")
    assert (check.name, check.ok) == ("languages: 1 of 2 documents not in English (German 1)", False)
    assert "vertrag.txt" in check.advice
    assert "contract.txt" not in check.advice
    assert "`embedder`" in check.advice
    assert report.ok  # nothing is broken by it


def test_languages_are_no_matter_where_the_embedder_may_know_them(in_two_languages, monkeypatch):
    monkeypatch.setattr("app.doctor.knows_only_english", lambda _: False)
    assert not [check for check in examine(in_two_languages).checks if check.name.startswith("languages")]


def test_papers_that_an_earlier_version_read_are_told(filled, monkeypatch):
    assert not [check for check in examine(filled).checks if check.name.startswith("documents read")]
    monkeypatch.setattr("ingest.pipeline.READER_VERSION", "of another version")
    report = examine(filled)
    check = named(report, "documents read by an earlier version")
    assert "`muniment reembed` reads them again" in check.advice
    assert report.ok  # they can be asked
    assert named(report, "embedder").ok
