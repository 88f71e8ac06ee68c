import json

import pytest

from app.llm.errors import ModelMissing, PullFailed
from app.llm.ollama import OllamaServer
from app.llm.pull import PullPart, Tally, pull_error
from app.llm.pull_job import PullJob


def failed(message):
    return json.dumps({"error": message})


def test_without_a_network_the_recorded_server_says_so_after_its_ok(replay):
    replay.play("pull_offline", "/api/pull")
    stream = OllamaServer(replay.host).pull("llama3.2:1b")
    seen = []
    with pytest.raises(PullFailed, match=r"no way to its library.*no such host.*docs/models\.md"):
        seen.extend(stream)
    assert replay.bodies("/api/pull") == [{"model": "llama3.2:1b", "stream": True}]


def test_what_the_server_says_comes_as_parts(scripted_ollama):
    scripted_ollama.pulls = [
        {"status": "pulling manifest"},
        {"status": "pulling abc", "digest": "sha256:abc", "total": 100, "completed": 40},
        {"status": "success"},
    ]
    assert list(OllamaServer(scripted_ollama.host).pull("llama3.2")) == [
        PullPart("pulling manifest", "", None, None),
        PullPart("pulling abc", "sha256:abc", 100, 40),
        PullPart("success", "", None, None),
    ]
    assert scripted_ollama.requests == [("/api/pull", {"model": "llama3.2:latest", "stream": True})]


def test_a_server_that_goes_away_midway_is_a_failure(scripted_ollama):
    scripted_ollama.pulls = [{"status": "pulling manifest"}]
    with pytest.raises(PullFailed, match=r"ended before llama3.2:3b was there.*what came is kept"):
        list(OllamaServer(scripted_ollama.host).pull("llama3.2:3b"))


def test_closing_hangs_up(scripted_ollama):
    scripted_ollama.pulls = [{"status": "pulling manifest"}, None]
    scripted_ollama.go_on.clear()
    stream = OllamaServer(scripted_ollama.host).pull("llama3.2:3b")
    for _ in stream:
        stream.close()
    assert scripted_ollama.hung_up.wait(5)


@pytest.mark.parametrize(
    ("said", "error", "words"),
    [
        pytest.param("pull model manifest: file does not exist", ModelMissing, "no model some:1b", id="unknown"),
        pytest.param("write /m/blobs/x: no space left on device", PullFailed, "disk of Ollama", id="disk-full"),
        pytest.param('Get "https://r": dial tcp: i/o timeout', PullFailed, "no way to its library", id="timeout"),
        pytest.param('Get "https://r": tls: x509: unknown authority', PullFailed, "does not trust", id="proxy"),
        pytest.param("pull model manifest: 412: requires a newer version", PullFailed, "newer Ollama", id="old"),
        pytest.param("pull model manifest: 401: unauthorized", PullFailed, "to everybody", id="not-for-all"),
        pytest.param("invalid model name", ModelMissing, "no name of a model", id="bad-name"),
        pytest.param("something else", PullFailed, "something else", id="anything"),
    ],
)
def test_failures_are_told_in_words(said, error, words):
    told = pull_error(failed(said), "some:1b")
    assert type(told) is error
    assert words in str(told)
    assert told.advice


def test_layers_add_up_and_the_rate_is_that_of_what_came():
    tally = Tally()
    for now, layer, completed in [(0, "a", 500), (1, "a", 520), (2, "a", 540), (2, "b", 10)]:
        tally.add(PullPart(f"pulling {layer}", layer, 1000, completed), now)
    progress = tally.progress()
    assert (progress.done, progress.total) == (550, 2000)
    assert progress.rate == pytest.approx(20)  # the 500 that lay there before did not come now
    assert progress.seconds_left == pytest.approx(72.5)


def test_the_rate_is_that_of_the_last_seconds():
    tally = Tally()
    for now, completed in [(0, 0), (10, 10_000), (20, 10_100), (30, 10_200)]:
        tally.add(PullPart("pulling a", "a", 20_000, completed), now)
    assert tally.progress().rate == pytest.approx(10)


def test_nothing_is_said_of_what_is_not_known():
    tally = Tally()
    tally.add(PullPart("pulling manifest", "", None, None), 0)
    progress = tally.progress()
    assert (progress.done, progress.total, progress.rate, progress.seconds_left) == (0, None, None, None)


def test_a_job_ends_with_the_model_there(scripted_ollama):
    scripted_ollama.pulls = [
        {"status": "pulling abc", "digest": "abc", "total": 100, "completed": 100},
        {"status": "success"},
    ]
    ended = []
    job = PullJob(OllamaServer(scripted_ollama.host).pull("llama3.2:3b"), lambda: ended.append(True))
    assert job.ended.wait(5)
    assert (job.state, job.error, job.progress.done, ended) == ("done", "", 100, [True])


def test_a_job_that_fails_says_why(replay):
    replay.play("pull_offline", "/api/pull")
    job = PullJob(OllamaServer(replay.host).pull("llama3.2:1b"))
    assert job.ended.wait(5)
    assert job.state == "failed"
    assert "no way to its library" in job.error


def test_a_job_can_be_cancelled_while_the_server_is_silent(scripted_ollama):
    scripted_ollama.pulls = [{"status": "pulling manifest"}, None]
    scripted_ollama.go_on.clear()
    job = PullJob(OllamaServer(scripted_ollama.host).pull("llama3.2:3b"))
    while not job.progress.status:
        assert not job.ended.wait(0.01)
    job.cancel()
    assert job.ended.wait(5)
    assert (job.state, job.error) == ("cancelled", "")
