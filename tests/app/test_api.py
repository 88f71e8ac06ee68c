import json
import time
from dataclasses import replace

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from app.api import routes
from app.web.guard import Guard, allowed_hosts
from vectorstore.room import TOKEN_HEADER

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
    while any(job.finished is None for job in assistant.intake.jobs()) and time.monotonic() < end:
        time.sleep(0.02)
    return [job.state for job in assistant.intake.jobs()]


def test_an_upload_becomes_a_document(client, assistant):
    assert upload(client, "gate.txt", b"The gate closes at nine.").json()["name"] == "gate.txt"
    assert ready(assistant) == ["ready"]
    assert [document.name for document in assistant.documents()] == ["gate.txt"]


def test_a_name_is_only_a_name(client, assistant):
    assert upload(client, "../../etc/gate.txt", b"The gate closes at nine.").json()["name"] == "gate.txt"
    assert upload(client, "", b"x").status_code == 400


def test_an_upload_that_is_too_large_leaves_nothing(client, assistant, room_environment):
    assistant.intake._pipeline = replace(assistant.intake._pipeline, largest_file=10)
    answer = upload(client, "big.txt", b"x" * 100)
    assert answer.status_code == 400
    assert "larger than 10 bytes" in answer.json()["error"]
    assert list((room_environment / "incoming").iterdir()) == []


@pytest.fixture
def handbook(handbook):
    return handbook.id


@pytest.fixture
def note(assistant, papers):
    assistant.intake.ingest([papers / "holidays.md"], "main", lambda _: None)
    return assistant.documents()[-1].id


def test_a_page_is_given_as_a_picture(client, handbook):
    picture = client.get(f"/api/page/{handbook}/1.png")
    assert picture.headers["content-type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")


@pytest.mark.parametrize(("asked", "given"), [(640, 640), (1, 100), (999_999, 3200)])
def test_a_picture_has_the_width_asked_for_within_limits(client, handbook, asked, given):
    picture = client.get(f"/api/page/{handbook}/1.png", params={"width": asked})
    assert int.from_bytes(picture.content[16:20], "big") == given


def test_nothing_of_a_page_is_kept_by_the_browser(client, handbook):
    boxes = client.post("/api/boxes", json={"document": handbook, "page": 1, "quotes": []})
    pages = [client.get(f"/api/page/{handbook}/1.{kind}") for kind in ("png", "json")]
    assert [answer.headers["cache-control"] for answer in (boxes, *pages)] == ["no-store"] * 3


def test_a_page_that_cannot_be_shown_says_why(client, handbook, note):
    def error(path):
        answer = client.get(path)
        return answer.status_code, answer.json()["error"]

    status, message = error(f"/api/page/{handbook}/999.png")
    assert (status, message.startswith("handbook.pdf: there is no page 999: it has ")) == (404, True)
    assert error(f"/api/page/{note}/1.png") == (
        404,
        "holidays.md: it is no PDF that can be drawn: read its text instead.",
    )
    assert error("/api/page/77/1.png")[1].startswith("There is no document 77 (any more).")
    assert error(f"/api/page/{note}/9.json") == (404, "holidays.md: there is no page 9: it has 2.")
    assert error(f"/api/page/{handbook}/1.png?width=wide")[0] == 400


def test_a_section_is_given_as_text(client, note):
    assert client.get(f"/api/page/{note}/2.json").json() == {
        "number": 2,
        "label": "Carry over",
        "text": "Carry over\n\nFive days may be carried.",
    }


def test_quotes_get_their_boxes_in_percent_of_the_page(client, handbook, assistant):
    words = assistant.page(handbook, 4).text.split("\n\n")[2][:80]
    body = {"document": handbook, "page": 4, "quotes": [words, "not on this page"]}
    found, missing = client.post("/api/boxes", json=body).json()["boxes"]
    assert missing == []
    assert found
    assert all(0 < box["left"] < box["left"] + box["width"] < 100 for box in found)
    assert all(0 < box["top"] < box["top"] + box["height"] < 100 for box in found)


def test_boxes_of_a_deleted_document_are_refused_even_without_quotes(client, handbook, assistant):
    assistant.delete([handbook])
    answer = client.post("/api/boxes", json={"document": handbook, "page": 1, "quotes": []})
    assert answer.status_code == 404
    assert "There is no document" in answer.json()["error"]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"not json", id="no JSON"),
        pytest.param(b"[1, 2]", id="a list"),
        pytest.param(b'{"document": "1", "page": 1, "quotes": []}', id="a name for a number"),
        pytest.param(b'{"document": 1, "page": 1, "quotes": [7]}', id="a number for a quote"),
        pytest.param(json.dumps({"document": 1, "page": 1, "quotes": ["x"] * 101}).encode(), id="too many"),
        pytest.param(json.dumps({"document": 1, "page": 1, "quotes": ["x" * 10_001]}).encode(), id="too long"),
    ],
)
def test_boxes_asked_for_in_another_way_are_refused(client, body):
    answer = client.post("/api/boxes", content=body)
    assert answer.status_code == 400
    assert "at most 100 quotes" in answer.json()["error"]


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
    assert client.get("/api/page/1/1.json", headers=headers).status_code == 403
    assert client.post("/api/boxes", json={}, headers=headers).status_code == 403
    assert assistant.intake.jobs() == []


def test_the_status_line_is_told_to_our_own_pages_only(client, assistant):
    told = client.get("/api/status").json()
    assert told == {
        "light": "on",
        "answers": "Stand-in model: it only quotes",
        "embeds": "Stand-in embedder: words only",
        "holds": "0 documents",
    }
    assert client.get("/api/status", headers={"origin": "https://elsewhere.example"}).status_code == 403
