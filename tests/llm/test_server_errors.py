import json

import pytest

from app.llm.errors import (
    DoesNotFit,
    ModelMissing,
    ModelRefused,
    OutOfMemory,
    ServerBusy,
    ServerFailed,
    StreamBroken,
)
from app.llm.server_errors import LONGEST_QUOTE, server_error, spoken


def error(words):
    return json.dumps({"error": words})


ENGINE_OVERFLOW = json.dumps(
    {
        "error": {
            "code": 400,
            "message": "request (5000 tokens) exceeds the available context size (4096 tokens), try increasing it",
            "type": "exceed_context_size_error",
        }
    }
)


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        pytest.param(400, error("the input length exceeds the context length"), DoesNotFit, id="overflow"),
        pytest.param(
            400,
            error("the prompt is longer than the context length currently available to the model; shorten it"),
            DoesNotFit,
            id="overflow-newer",
        ),
        pytest.param(500, error(ENGINE_OVERFLOW), DoesNotFit, id="overflow-of-the-engine-inside-500"),
        pytest.param(None, error("the input length exceeds the context length"), DoesNotFit, id="overflow-in-a-stream"),
        pytest.param(404, error("model 'nope:1b' not found"), ModelMissing, id="missing"),
        pytest.param(404, error('model "nope:1b" not found, try pulling it first'), ModelMissing, id="missing-newer"),
        pytest.param(404, "", ModelMissing, id="missing-without-words"),
        pytest.param(
            503, error("server busy, please try again.  maximum pending requests exceeded"), ServerBusy, id="busy"
        ),
        pytest.param(503, "", ServerBusy, id="busy-without-words"),
        pytest.param(
            500,
            error("model requires more system memory (12.0 GiB) than is available (3.1 GiB)"),
            OutOfMemory,
            id="memory",
        ),
        pytest.param(500, error("failed to allocate memory for model"), OutOfMemory, id="memory-allocate"),
        pytest.param(500, error("memory layout cannot be allocated with num_gpu = 99"), OutOfMemory, id="memory-gpu"),
        pytest.param(500, error("cudaMalloc failed: out of memory"), OutOfMemory, id="memory-cuda"),
        pytest.param(
            500,
            error("model failed to load, this may be due to resource limitations or an internal error, check logs"),
            OutOfMemory,
            id="memory-perhaps",
        ),
        pytest.param(
            500, error("llama runner process has terminated: signal: killed"), OutOfMemory, id="killed-by-the-system"
        ),
        pytest.param(400, error('"all-minilm:latest" does not support chat'), ModelRefused, id="embeds-only"),
        pytest.param(400, error('"smollm2:135m" does not support thinking'), ModelRefused, id="no-thoughts"),
        pytest.param(400, error("this server cannot run this remote model"), ModelRefused, id="remote"),
        pytest.param(401, error("unauthorized"), ModelRefused, id="cloud-sign-in"),
        pytest.param(
            None,
            error("an error was encountered while running the model: unexpected EOF"),
            StreamBroken,
            id="runner-dies",
        ),
        pytest.param(499, error("request canceled"), StreamBroken, id="cancelled-by-the-server"),
        pytest.param(None, error("something new"), StreamBroken, id="unknown-in-a-stream"),
        pytest.param(500, error('option "num_ctx" must be of type integer'), ServerFailed, id="bad-option"),
        pytest.param(400, error("model is required"), ServerFailed, id="no-model"),
        pytest.param(502, "<html>Bad gateway</html>", ServerFailed, id="a-proxy"),
    ],
)
def test_the_words_decide_and_then_the_status(status, body, expected):
    found = server_error(status, body, "nope:1b")
    assert type(found) is expected, found


def test_an_error_says_what_happened_and_what_to_do():
    found = server_error(500, error("model requires more system memory (12.0 GiB) than is available"), "llama3.1:70b")
    assert found.what == (
        "There is not enough memory for llama3.1:70b: model requires more system memory (12.0 GiB) than is available."
    )
    assert found.advice == "Choose a smaller model or a smaller window, or close other programs."


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ('{"error":"no such option."}', "no such option"),
        ('{"error":{"message":"inner"}}', "inner"),
        ('{"error":"{\\"error\\":{\\"message\\":\\"innermost\\"}}"}', "innermost"),
        ("plain words\nover lines", "plain words over lines"),
        ("{no json", "{no json"),
        ('{"error":""}', "no reason given"),
        ("", "no reason given"),
    ],
)
def test_the_servers_own_words_are_found(body, words):
    assert spoken(body) == words


def test_long_words_are_cut():
    assert len(spoken("x" * 5000)) == LONGEST_QUOTE
