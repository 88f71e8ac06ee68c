"""The wire to an Ollama server: requests, streams of lines, and a way to hang up from another thread."""

import json
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import httpx
import ollama

from app.llm.errors import ModelError, ServerFailed, ServerNotRunning, StreamBroken
from app.llm.memory import is_this_machine
from app.llm.server_errors import server_error

DEFAULT_HOST = "127.0.0.1:11434"
CONNECT_SECONDS = 10.0
ANSWER_SECONDS = 60.0  # for questions that the server answers from its head
LOOK_SECONDS = 3.0  # for the same where somebody only wants to see what is there
LOAD_SECONDS = 900.0  # for those that may load a model first

_NEW_STREAM = ("connection.connect_tcp.complete", "connection.start_tls.complete")


class HangUp:
    """Lets one thread end a request that another thread is waiting for, even before the server has said a word."""

    def __init__(self) -> None:
        """Start with nothing to end."""
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self.closed = False
        self.connected = False

    def watch(self, event: str, details: Mapping[str, object]) -> None:
        """Learn the request's socket; given to httpx as its `trace` extension, which tells of every new connection."""
        stream = details.get("return_value")
        if event not in _NEW_STREAM or stream is None:
            return
        with self._lock:
            self.connected = True
            self._socket = stream.get_extra_info("socket")  # type: ignore[attr-defined]  # httpcore.NetworkStream
            if self.closed:
                self._shut_down()

    def close(self) -> None:
        """End the request at once; the waiting thread then sees the end of its connection."""
        with self._lock:
            self.closed = True
            self._shut_down()

    def _shut_down(self) -> None:
        if self._socket is None:
            return
        try:
            # Closing a socket does not wake a thread that reads from it; shutting it down does.
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:  # the other side was quicker
            self._socket = None


class Connection(ollama.Client):
    """The client of the `ollama` package with requests of our own.

    Its `chat()` knows neither `truncate` nor `shift` and its `show()` not `verbose`, so they are sent through its
    transport as they are. No proxy and no redirect is followed: what is sent goes to the owner's address or nowhere.
    """

    def __init__(self, host: str) -> None:
        """Take the address in any form of OLLAMA_HOST; nothing is sent yet. Raises ServerNotRunning on a bad one."""
        self.host = host or DEFAULT_HOST
        # Every request has a connection of its own, so that hanging up ends that request and no other; keep-alive
        # probes notice a server that went away while it reads a long prompt, which no time limit may cut short.
        transport = httpx.HTTPTransport(
            limits=httpx.Limits(max_keepalive_connections=0),
            socket_options=[(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)],
        )
        try:
            super().__init__(self.host, transport=transport, trust_env=False, follow_redirects=False)
        except (ValueError, httpx.InvalidURL) as problem:
            raise ServerNotRunning(
                f"{self.host!r} is not an address of an Ollama server ({problem}).",
                "Set OLLAMA_HOST to something like 127.0.0.1:11434.",
            ) from problem

    @property
    def is_on_this_machine(self) -> bool:
        """Whether the server runs on the machine that we run on."""
        return is_this_machine(self._client.base_url.host)

    def fetch(
        self, path: str, body: Mapping[str, object] | None = None, seconds: float = ANSWER_SECONDS
    ) -> dict[str, object]:
        """Ask one question (GET without a body, else POST) and return the JSON object of the answer."""
        model = str(body.get("model", "")) if body else ""
        with self._explained():
            response = self._client.request(
                "GET" if body is None else "POST",
                path,
                json=body,
                timeout=httpx.Timeout(seconds, connect=min(seconds, CONNECT_SECONDS)),
            )
        if response.status_code != httpx.codes.OK:
            raise server_error(response.status_code, response.text, model)
        return self.parsed(response.text)

    def lines(self, path: str, body: Mapping[str, object], hang_up: HangUp) -> Iterator[dict[str, object]]:
        """Yield the JSON objects of a streamed answer as they come. An error line is yielded like any other."""
        with (
            self._explained(),
            self._client.stream(
                "POST",
                path,
                json=body,
                timeout=httpx.Timeout(None, connect=CONNECT_SECONDS),
                extensions={"trace": hang_up.watch},
            ) as response,
        ):
            if response.status_code != httpx.codes.OK:
                response.read()
                raise server_error(response.status_code, response.text, str(body.get("model", "")))
            for line in response.iter_lines():
                if line.strip():
                    yield self.parsed(line)

    def parsed(self, text: str) -> dict[str, object]:
        """Parse a JSON object. Raises ServerFailed where it is none."""
        try:
            value = json.loads(text)
        except ValueError:
            value = None
        if not isinstance(value, dict):
            raise ServerFailed(
                f"What answers at {self.host} does not speak like Ollama.",
                "Check that OLLAMA_HOST names an Ollama server.",
            )
        return value

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (httpx.ConnectError, httpx.ConnectTimeout) as problem:
            raise self._not_running() from problem
        except httpx.TimeoutException as problem:
            raise ServerFailed(
                f"Ollama at {self.host} did not answer in time.", "Look into its log, or restart it, and ask again."
            ) from problem
        except httpx.TransportError as problem:
            raise StreamBroken(
                f"The connection to Ollama at {self.host} ended midway.",
                "Ask again; if it happens again, look into Ollama's log.",
            ) from problem

    def _not_running(self) -> ModelError:
        return ServerNotRunning(
            f"Nobody answers at {self.host}.", "Start Ollama (`ollama serve`), or set OLLAMA_HOST to where it runs."
        )
