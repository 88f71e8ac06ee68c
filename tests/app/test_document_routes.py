import hashlib
import time
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.document_routes import SHOWN_JOBS, document_routes


@pytest.fixture
def client(assistant):
    return TestClient(Starlette(routes=document_routes(lambda: assistant)))


def upload(client, source, content):
    query = {"name": source.rsplit("/", 1)[-1], "source": source}
    return client.post("/api/upload", params=query, content=content).json()


def act(client, action, jobs=None, **more):
    body = {"action": action, **more} | ({} if jobs is None else {"jobs": jobs})
    return client.post("/api/jobs", json=body).json()


def settled(client):
    """The list of jobs once nothing waits or is at work."""
    for _ in range(1000):
        jobs = client.get("/api/jobs").json()
        if not {"queued", "parsing", "embedding"} & jobs["counts"].keys():
            return jobs
        time.sleep(0.02)
    pytest.fail("the jobs did not end")


def listed(client):
    return {row["name"]: row for row in client.get("/api/documents").json()["documents"]}


def locked(samples, folder, password="sesame"):
    writer = PdfWriter(clone_from=PdfReader(samples / "maintenance-contract.pdf"))
    writer.encrypt(password, algorithm="AES-256")
    path = folder / "locked.pdf"
    writer.write(path)
    return path.read_bytes()


def test_the_same_base_name_in_two_folders_is_two_documents(client):
    upload(client, "2024/policy.txt", b"The gate closes at nine.")
    upload(client, "2025/policy.txt", b"The gate closes at ten.")
    assert settled(client)["counts"] == {}
    rows = client.get("/api/documents").json()["documents"]
    assert [(row["name"], row["folder"]) for row in rows] == [("policy.txt", "2024"), ("policy.txt", "2025")]


def test_a_name_that_is_here_with_other_bytes_asks_and_the_same_bytes_do_not(client):
    upload(client, "policy.txt", b"The gate closes at nine.")
    settled(client)
    assert upload(client, "policy.txt", b"The gate closes at nine.")["state"] == "queued"
    settled(client)
    assert upload(client, "policy.txt", b"The gate closes at ten.")["state"] == "asking"
    jobs = settled(client)
    assert jobs["counts"] == {"asking": 1}
    assert jobs["asking"][0]["current"]["version"] == 1


def test_a_name_that_is_only_on_its_way_asks_too(client):
    # One request after the other, before the first can be ready: whatever state it is in, its bytes are known.
    upload(client, "policy.txt", b"The gate closes at nine.")
    assert upload(client, "policy.txt", b"The gate closes at ten.")["state"] == "asking"
    assert upload(client, "policy.txt", b"The gate closes at ten.")["state"] == "asking"
    assert settled(client)["counts"] == {"asking": 1}


def test_a_new_version_takes_the_place_of_the_one_before(client):
    upload(client, "policy.txt", b"The gate closes at nine.")
    settled(client)
    act(client, "replace", [upload(client, "policy.txt", b"The gate closes at ten.")["job"]])
    settled(client)
    assert listed(client)["policy.txt"]["version"] == 2


def test_what_is_kept_beside_gets_the_next_free_name(client):
    upload(client, "law/policy.txt", b"The gate closes at nine.")
    settled(client)
    for text in (b"The gate closes at ten.", b"The gate closes at eleven."):
        upload(client, "law/policy.txt", text)
        act(client, "both")
        settled(client)
    rows = listed(client)
    assert rows.keys() == {"policy.txt", "policy (2).txt", "policy (3).txt"}
    assert {row["folder"] for row in rows.values()} == {"law"}


def test_what_is_left_out_leaves_nothing(client, room_environment):
    upload(client, "policy.txt", b"The gate closes at nine.")
    settled(client)
    upload(client, "policy.txt", b"The gate closes at ten.")
    assert act(client, "leave out")["counts"] == {}
    assert list((room_environment / "incoming").iterdir()) == []
    assert len(listed(client)) == 1


def test_a_question_outlives_the_sweeping_of_a_start(client, assistant, room_environment):
    upload(client, "policy.txt", b"The gate closes at nine.")
    settled(client)
    upload(client, "policy.txt", b"The gate closes at ten.")
    assistant.intake._pipeline.sweep_incoming()
    act(client, "replace")
    assert settled(client)["counts"] == {}


def test_a_locked_pdf_opens_with_its_password_which_is_kept_nowhere(
    client, assistant, samples, tmp_path, room_environment
):
    given = locked(samples, tmp_path)
    upload(client, "locked.pdf", given)
    job = settled(client)["failed"][0]
    assert job["needs_password"]
    assert "it needs a password" in job["reason"]
    act(client, "retry", [job["id"]], password="wrong one")
    job = settled(client)["failed"][0]
    assert job["needs_password"]
    assert "not the right one" in job["reason"]
    act(client, "retry", [job["id"]], password="sesame")
    assert settled(client)["counts"] == {}
    (document,) = assistant.documents()
    assert document.sha256 == hashlib.sha256(given).hexdigest()
    assert (document.pages, document.state) == (
        PdfReader(samples / "maintenance-contract.pdf").get_num_pages(),
        "ready",
    )
    assert assistant.drawing.picture(document.id, 1).startswith(b"\x89PNG")
    assert assistant.intake._pipeline.passwords == {}
    kept = b"".join(path.read_bytes() for path in Path(room_environment).rglob("*") if path.is_file())
    assert b"sesame" not in kept
    assert b"wrong one" not in kept
    assert assistant.delete([document.id]).files == 2
    assert list((room_environment / "files").iterdir()) == []


def test_what_failed_stays_until_it_is_dismissed(client):
    upload(client, "broken.pdf", b"%PDF-1.4 nonsense")
    jobs = settled(client)
    assert [job["name"] for job in jobs["failed"]] == ["broken.pdf"]
    assert not jobs["failed"][0]["needs_password"]
    assert act(client, "dismiss")["counts"] == {}


def test_a_new_try_of_a_file_takes_the_failed_one_out_of_the_list(client):
    upload(client, "notes.txt", b"")
    assert settled(client)["counts"] == {"failed": 1}
    upload(client, "notes.txt", b"The gate closes at nine.")
    assert settled(client)["counts"] == {}


def test_thousands_of_waiting_jobs_are_counted_not_listed(client, assistant, tmp_path):
    assistant.intake._runner._stopping.set()
    for number in range(300):
        assistant._store.jobs.add("main", f"{number}.txt", f"{number}.txt", upload=False, file=tmp_path / str(number))
    jobs = client.get("/api/jobs").json()
    assert jobs["counts"]["queued"] >= 298
    assert len(jobs["waiting"]) == SHOWN_JOBS
    assert act(client, "cancel")["counts"].get("queued", 0) == 0


def test_names_lose_what_is_not_seen(client):
    upload(client, "\u202egnp.txt", b"The gate closes at nine.")
    settled(client)
    assert listed(client).keys() == {"gnp.txt"}


def test_an_unknown_job_is_said_to_be_gone(client):
    assert "no job 7" in act(client, "cancel", [7])["error"]


def test_an_unknown_action_is_refused(client):
    assert "no action 'burn'" in act(client, "burn", [1])["error"]


def test_the_list_of_documents_tells_pages_without_text_from_damaged_ones(client, assistant):
    upload(client, "gate.txt", b"The gate closes at nine.")
    settled(client)
    row = listed(client)["gate.txt"]
    assert (row["pages"], row["empty"], row["failed"], row["state"]) == (1, 0, 0, "ready")
