"""Run a command in the server that owns the room: post it, show its progress, give back its outcome.

The answer is one JSON object a line: {"progress": line} any number of times, then {"outcome": ...}, {"wrong_use": ...}
or {"error": ...}.
"""

import http.client
import json
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from app.commands import Outcome, WrongUse
from vectorstore.errors import RoomTaken, StoreError
from vectorstore.room import TOKEN_HEADER, Room, ServerInfo

PATH = "/api/command"
STARTING_SECONDS = 15.0


class RemoteFailed(StoreError):
    """The server that owns the room could not carry out the command; the message is its own."""


def run_remotely(room: Room, command: str, arguments: Mapping[str, Any], progress: Callable[[str], None]) -> Outcome:
    """Post a command to the room's server. Raises RoomTaken where the owner is no server, WrongUse, RemoteFailed."""
    server = room.read_server()
    if server is None:
        raise RoomTaken(f"The room {room.path} is in use by another muniment command. Try again when it has ended.")
    for message in _post(server, {"command": command, "arguments": arguments}):
        if "progress" in message:
            progress(message["progress"])
        elif "outcome" in message:
            return Outcome(**message["outcome"])
        elif "wrong_use" in message:
            raise WrongUse(message["wrong_use"])
        else:
            raise RemoteFailed(message["error"])
    raise RemoteFailed("The server ended before the command did. Look at its log, then try again.")


def _post(server: ServerInfo, body: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port)  # takes no proxy from the environment
    try:
        _connect(connection)
        headers = {TOKEN_HEADER: server.token, "Content-Type": "application/json"}
        connection.request("POST", PATH, json.dumps(body).encode(), headers)
        response = connection.getresponse()
        if response.status != http.client.OK:
            raise RemoteFailed(f"The server on port {server.port} refused the command ({response.status}).")
        for line in response:
            yield json.loads(line)
    except (OSError, http.client.HTTPException) as error:
        raise RemoteFailed(f"The server on port {server.port} does not answer: {error}. Restart it.") from error
    finally:
        connection.close()


def _connect(connection: http.client.HTTPConnection) -> None:
    """Connect; a server that is just starting has announced itself but does not listen yet, so it gets some time."""
    deadline = time.monotonic() + STARTING_SECONDS
    while True:
        try:
            connection.connect()
        except ConnectionRefusedError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return
