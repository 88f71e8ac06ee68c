"""A server that speaks like Ollama and says what a test wants; pytest loads it as a plugin."""

import json
import math
import socket
import socketserver
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

TEMPLATE = "{{ .System }}<|user|>{{ .Prompt }}"


class ScriptedOllama(ThreadingHTTPServer):
    """`models` maps names to what /api/show says; `loaded` names to windows; a pull says the lines of `pulls`.

    A chat says the pieces of the first of `replies`, which the next chat does not hear again.
    """

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.host = f"127.0.0.1:{self.server_address[1]}"
        self.models = {}
        self.loaded = {}
        self.pulls = []
        self.replies = []
        self.go_on = threading.Event()  # a line None of a pull waits for it, and a piece None of a reply
        self.go_on.set()
        self.hung_up = threading.Event()
        self.requests = []

    def server_bind(self):
        socketserver.TCPServer.server_bind(self)  # HTTPServer's own asks the name service for its name
        self.server_name, self.server_port = self.server_address

    def install(self, name, size=2_000_000_000, window=131072, **shown):
        """Have a model; `shown` replaces what /api/show says of it, `remote_host` makes it one of a cloud."""
        self.models[name] = {"size": size, "window": window, "shown": shown}

    def tags(self):
        return [
            {"name": name, "model": name, "digest": f"sha-{name}", "size": model["size"]}
            | {key: value for key, value in model["shown"].items() if key == "remote_host"}
            for name, model in self.models.items()
        ]

    def show(self, name):
        model = self.models[name]
        info = {"general.architecture": "llama", "llama.context_length": model["window"]}
        return {"template": TEMPLATE, "capabilities": ["completion"], "model_info": info} | model["shown"]

    def running(self):
        return [
            {"name": name, "model": name, "size": 4_000_000_000, "size_vram": 0, "context_length": window}
            for name, window in self.loaded.items()
        ]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.requests.append((self.path, None))
        told = {
            "/api/version": lambda: {"version": "0.17.4"},
            "/api/tags": lambda: {"models": self.server.tags()},
            "/api/ps": lambda: {"models": self.server.running()},
        }[self.path]()
        self.whole(told)

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append((self.path, body))
        match self.path:
            case "/api/show":
                self.whole(self.server.show(body["model"]))
            case "/api/chat" if body["stream"]:
                self.stream(chat_lines(self.server.replies.pop(0)))
            case "/api/chat":  # a prompt to be counted, or a word to see whether the model is free
                self.whole(list(chat_lines(["."]))[-1])
            case "/api/pull":
                self.stream(self.pulled(body["model"]))

    def whole(self, answer):
        data = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def pulled(self, name):
        for line in self.server.pulls:
            yield line
            if line is not None and line.get("status") == "success":
                self.server.install(name)

    def stream(self, lines):
        self.close_connection = True
        begun = False
        try:
            for line in lines:
                if line is None:
                    self.wait()
                    continue
                if not begun:  # like Ollama's, which says nothing at all while its model reads
                    self.send_response(200)
                    self.send_header("Content-Type", "application/x-ndjson")
                    self.end_headers()
                begun = True
                self.wfile.write(json.dumps(line).encode() + b"\n")
                self.wfile.flush()
        except (BrokenPipeError, ConnectionResetError):
            self.server.hung_up.set()

    def wait(self):
        while not self.server.go_on.wait(0.02):
            self.connection.setblocking(False)
            try:
                if self.connection.recv(1, socket.MSG_PEEK) == b"":
                    raise ConnectionResetError
            except BlockingIOError:
                pass
            finally:
                self.connection.setblocking(True)

    def log_message(self, *args):
        pass


def chat_lines(pieces):
    """What a server says of a reply: a line for each piece, and the last line with its counts.

    A piece that is a dict has the likelihoods of what could have come in its place.
    """
    for piece in pieces:
        yield None if piece is None else chat_line(piece)
    yield {"message": {"role": "assistant", "content": ""}, "done": True, "done_reason": "stop", "eval_count": 1}


def chat_line(piece):
    if isinstance(piece, str):
        return {"message": {"role": "assistant", "content": piece}, "done": False}
    told = [{"token": token, "logprob": math.log(likelihood)} for token, likelihood in piece.items()]
    return chat_line(told[0]["token"]) | {"logprobs": [told[0] | {"top_logprobs": told}]}


@pytest.fixture
def scripted_ollama():
    """A scripted Ollama without a model."""
    with running() as server:
        yield server


@pytest.fixture(scope="module")
def shared_ollama():
    """A scripted Ollama without a model, for all tests of a module."""
    with running() as server:
        yield server


@contextmanager
def running():
    server = ScriptedOllama()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.go_on.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def silent_host():
    """The address of a server that takes connections and never says a word."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(64)
        yield f"127.0.0.1:{listening.getsockname()[1]}"
