import json
import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import numpy as np
import pytest

from ingest.embedders.errors import EmbedderUnavailable
from ingest.embedders.ollama import OllamaEmbedder
from ingest.tokens import TextTooLong

BERT = {"general.architecture": "bert", "bert.context_length": 512, "tokenizer.ggml.model": "bert"}
LLAMA = {"general.architecture": "llama", "llama.context_length": 8192, "tokenizer.ggml.model": "gpt2"}
TAGS = {"models": [{"model": "nomic-embed-text:latest", "digest": "abcdef0123456789"}]}


def embed(request):
    """Vectors as long as their text: the client must scale them."""
    return 200, {"embeddings": [[float(len(text)), 0.0, 1.0] for text in request["input"]]}


@pytest.fixture
def server():
    """A server that answers /api paths from `answers` and keeps what it was asked in `requests`."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            length = int(self.headers.get("Content-Length") or 0)
            asked = json.loads(self.rfile.read(length) or "{}")
            self.server.requests.append((self.path, asked))
            answer = self.server.answers[self.path]
            status, body = answer(asked) if callable(answer) else answer
            content = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST  # noqa: N815 - the name that the base class calls

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        running.requests = []
        running.answers = {"/api/show": (200, {"model_info": BERT}), "/api/tags": (200, TAGS), "/api/embed": embed}
        running.host = f"http://127.0.0.1:{running.server_port}"
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield running
        running.shutdown()


def asked_to_embed(server):
    return [body for path, body in server.requests if path == "/api/embed"]


def test_the_server_is_told_to_refuse_rather_than_to_cut(server):
    embedder = OllamaEmbedder("nomic-embed-text", server.host)
    embedder.embed(["the rent"])
    assert all(body["truncate"] is False for body in asked_to_embed(server))
    assert asked_to_embed(server)[-1]["options"] == {"num_ctx": 512}


def test_passages_and_questions_get_the_words_that_the_model_wants(server):
    embedder = OllamaEmbedder("nomic-embed-text", server.host)
    embedder.embed(["the rent"])
    embedder.embed_query("which rent?")
    assert [body["input"] for body in asked_to_embed(server)[-2:]] == [
        ["search_document: the rent"],
        ["search_query: which rent?"],
    ]


def test_rows_are_in_order_and_of_length_one_over_several_requests(server):
    texts = ["x" * n for n in range(1, 20)]
    rows = OllamaEmbedder("plain", server.host).embed(texts)
    assert rows[:, 0] / rows[:, 2] == pytest.approx(np.arange(1, 20))
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1.0)


def test_it_is_known_by_name_and_digest(server):
    embedder = OllamaEmbedder("nomic-embed-text", server.host)
    assert embedder.signature_name == "ollama:nomic-embed-text@abcdef012345"
    assert embedder.dimension == 3


@pytest.mark.parametrize(("information", "limit"), [(BERT, 512), (LLAMA, 1024), ({}, 1024)])
def test_where_the_count_is_an_estimate_half_of_the_window_stays_free(server, information, limit):
    server.answers["/api/show"] = (200, {"model_info": information})
    embedder = OllamaEmbedder("plain", server.host)
    assert embedder.max_tokens == limit
    with pytest.raises(TextTooLong, match=f"reads {limit}"):
        embedder.embed(["word " * limit])


def test_a_missing_model_says_how_to_get_it(server):
    server.answers["/api/show"] = (404, {"error": "model 'nomic-embed-text' not found"})
    with pytest.raises(EmbedderUnavailable, match=r"not found.*ollama pull nomic-embed-text"):
        OllamaEmbedder("nomic-embed-text", server.host)


def test_a_refusal_later_on_is_said_in_the_servers_words(server):
    embedder = OllamaEmbedder("plain", server.host)
    server.answers["/api/embed"] = (400, {"error": "the input length exceeds the context length"})
    with pytest.raises(EmbedderUnavailable, match="input length exceeds the context length"):
        embedder.embed(["the rent"])


def test_a_model_of_somebody_elses_computer_is_refused_before_anything_is_sent(server):
    server.answers["/api/show"] = (200, {"model_info": BERT, "remote_host": "https://example.com"})
    with pytest.raises(EmbedderUnavailable, match="somebody else's computer"):
        OllamaEmbedder("plain", server.host)
    assert asked_to_embed(server) == []


def test_a_server_that_is_not_there_says_how_to_start_it(free_port):
    with pytest.raises(EmbedderUnavailable, match=r"did not answer.*ollama serve"):
        OllamaEmbedder("plain", f"http://127.0.0.1:{free_port}")


@pytest.mark.ollama
def test_a_real_server_embeds_and_refuses_to_cut():
    host = os.environ.get("OLLAMA_HOST", "")
    try:
        models = httpx.get(f"http://{host.removeprefix('http://')}/api/tags").json()["models"]
    except httpx.HTTPError:
        pytest.skip("no Ollama answers at OLLAMA_HOST")
    if not any(model["name"] == "smollm2:135m" for model in models):
        pytest.skip("the Ollama at OLLAMA_HOST has no smollm2:135m")
    embedder = OllamaEmbedder("smollm2:135m", host)
    same, other = embedder.embed(["the rent is due", "oil drips from the gearbox"]) @ embedder.embed_query("rent due")
    assert same > other
    embedder.max_tokens = 10_000
    with pytest.raises(EmbedderUnavailable, match="exceeds the context length"):
        embedder.embed(["word " * 5000])
