import json
import time
from dataclasses import replace

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from app.api import routes
from app.remote import TOKEN_HEADER
from app.web.guard import Guard, allowed_hosts

HOME = "http://127.0.0.1:8501"


@pytest.fixture
def client(assistant):
    """Our routes behind the guard, as the server has them."""
    guard = Middleware(Guard, hosts=allowed_hosts("127.0.0.1", 8501), policy="default-src 'self'")
    app = Starlette(routes=routes(lambda: assistant, "the token"), middleware=[guard])
    return TestClient(app, base_url=HOME, headers={"origin": HOME})


def upload(client, name, content, **headers):
    return client.post("/api/upload", params={"name": name}, content=content, headers=headers)


def ready(assistant):
    end = time.monotonic() + 20
    while any(job.finished is None for job in assistant.jobs()) and time.monotonic() < end:
        time.sleep(0.02)
    return [job.state for job in assistant.jobs()]


def test_an_upload_becomes_a_document(client, assistant):
    assert upload(client, "gate.txt", b"The gate closes at nine.").json()["name"] == "gate.txt"
    assert ready(assistant) == ["ready"]
    assert [document.name for document in assistant.documents()] == ["gate.txt"]


def test_a_name_is_only_a_name(client, assistant):
    assert upload(client, "../../etc/gate.txt", b"The gate closes at nine.").json()["name"] == "gate.txt"
    assert upload(client, "", b"x").status_code == 400


def test_an_upload_that_is_too_large_leaves_nothing(client, assistant, room_environment):
    assistant.settings = replace(assistant.settings, largest_file=10)
    answer = upload(client, "big.txt", b"x" * 100)
    assert answer.status_code == 400
    assert "larger than 10 bytes" in answer.json()["error"]
    assert list((room_environment / "incoming").iterdir()) == []


def test_a_page_is_given_as_a_picture(client, assistant, samples):
    assistant.ingest([samples / "handbook.pdf"], "main", lambda _: None)
    document = assistant.documents()[0].id
    picture = client.get(f"/api/page/{document}/1.png")
    assert picture.headers["content-type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")
    assert client.get(f"/api/page/{document}/999.png").status_code == 404
    assert client.get("/api/page/77/1.png").status_code == 404


def test_commands_need_the_token(client):
    body = {"command": "documents", "arguments": {"space": None}}
    assert client.post("/api/command", json=body).status_code == 403
    assert client.post("/api/command", json=body, headers={TOKEN_HEADER: "wrong"}).status_code == 403
    lines = client.post("/api/command", json=body, headers={TOKEN_HEADER: "the token"}).text.splitlines()
    assert json.loads(lines[-1])["outcome"]["document"] == {"documents": []}


def test_there_are_no_other_commands(client):
    body = {"command": "serve", "arguments": {}}
    assert client.post("/api/command", json=body, headers={TOKEN_HEADER: "the token"}).status_code == 404


@pytest.mark.parametrize("headers", [{"origin": "https://evil.example"}, {"host": "evil.example:8501"}])
def test_foreign_requests_to_own_routes_are_refused(client, assistant, headers):
    assert client.get("/api/health", headers=headers).status_code == 403
    assert upload(client, "gate.txt", b"x", **headers).status_code == 403
    assert client.get("/api/page/1/1.png", headers=headers).status_code == 403
    assert assistant.jobs() == []
