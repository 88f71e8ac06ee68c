"""A local server that replays what a real Ollama sent, and access to a real one."""

import json
import os
import socketserver
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from app.llm.errors import ServerNotRunning
from app.llm.ollama import OllamaServer
from app.llm.types import GenerationOptions, Message

RECORDINGS = Path(__file__).parent / "recordings"
USUAL = {"/api/tags": "tags", "/api/show": "show", "/api/version": "version", "/api/ps": "ps_before"}


def recorded(name):
    return json.loads((RECORDINGS / f"{name}.json").read_text(encoding="utf-8"))


def lines_of(name):
    return [line for _, line in recorded(name)["response"]["chunks"]]


class ReplayServer(ThreadingHTTPServer):
    """Answers each path with what is planned for it, once each, and then with the usual recording."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), ReplayHandler)
        self.host = f"127.0.0.1:{self.server_port}"
        self.requests = []
        self.planned = {}
        self.hold = threading.Event()  # answers marked as held wait for it
        self.hung_up = threading.Event()
        self.arrived = threading.Event()

    def server_bind(self):
        socketserver.TCPServer.server_bind(self)  # HTTPServer's own asks the name service for its name
        self.server_name, self.server_port = self.server_address

    def play(self, name, path="/api/chat", cut_after=None):
        """Plan a recording; `cut_after` lines of it the connection ends."""
        response = recorded(name)["response"]
        self.plan(path, response["status"], lines_of(name), response["headers"]["Content-Type"], cut_after)

    def plan(self, path, status, lines, content_type="application/x-ndjson", cut_after=None, held=False, headers=()):
        answer = (status, lines, content_type, cut_after, held, dict(headers))
        self.planned.setdefault(path, []).append(answer)

    def answer(self, path):
        if self.planned.get(path):
            return self.planned[path].pop(0)
        response = recorded(USUAL[path])["response"] if path in USUAL else None
        if response is None:
            return 404, ['{"error":"nothing planned"}'], "application/json", None, False, {}
        return response["status"], [line for _, line in response["chunks"]], "application/json", None, False, {}

    def bodies(self, path="/api/chat"):
        return [body for sent, body in self.requests if sent == path]


class ReplayHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.reply(None)

    def do_POST(self):
        self.reply(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def reply(self, body):
        self.server.requests.append((self.path, body))
        status, lines, content_type, cut_after, held, headers = self.server.answer(self.path)
        if held:
            self.server.arrived.set()
            self.wait_for_hang_up()
            return
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Transfer-Encoding", "chunked")
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        for line in lines[:cut_after]:
            data = line.encode()
            self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        if cut_after is None:
            self.wfile.write(b"0\r\n\r\n")
        self.close_connection = True

    def wait_for_hang_up(self):
        if self.connection.recv(1) == b"":
            self.server.hung_up.set()
        self.close_connection = True

    def log_message(self, *args):
        pass


@pytest.fixture
def replay():
    server = ReplayServer()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def chat_model(replay):
    return OllamaServer(replay.host).chat_model("smollm2:135m")


@pytest.fixture
def question():
    return [Message("system", "Answer from the passages."), Message("user", "How long are invoices kept?")]


@pytest.fixture
def options():
    return GenerationOptions(window=2048, max_tokens=24, seed=7)


@pytest.fixture(scope="session")
def ollama():
    """A real Ollama, where OLLAMA_HOST names one."""
    host = os.environ.get("OLLAMA_HOST")
    if not host:
        pytest.skip("OLLAMA_HOST is not set: no real Ollama to test with")
    server = OllamaServer(host)
    try:
        server.version()
    except ServerNotRunning as problem:
        pytest.skip(str(problem))
    return server
