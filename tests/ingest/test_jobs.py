import time

import pytest

from ingest.jobs import describe_job, describe_progress


def ingest(assistant, *paths):
    return assistant.intake.ingest(list(paths), "main", lambda _: None)


def wait_until(condition):
    end = time.monotonic() + 120
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    assert condition()


def test_files_become_ready_documents(assistant, papers):
    report = ingest(assistant, papers)
    assert {document.name: document.state for document in report.documents} == {
        "holidays.md": "ready",
        "invoices.txt": "ready",
        "notes.html": "ready",
    }
    assert report.seconds > 0


def test_the_same_bytes_again_are_a_no_op(assistant, papers):
    first = ingest(assistant, papers / "invoices.txt")
    again = ingest(assistant, papers / "invoices.txt")
    assert again.jobs[0].unchanged
    assert [document.id for document in again.documents] == [document.id for document in first.documents]


def test_a_changed_file_replaces_the_version_before(assistant, papers):
    ingest(assistant, papers / "invoices.txt")
    (papers / "invoices.txt").write_text("Invoices are kept for six years.")
    replaced = ingest(assistant, papers / "invoices.txt").documents[0]
    assert replaced.version == 2
    assert [document.id for document in assistant.documents()] == [replaced.id]
    assert "ten years" not in " ".join(hit.text for hit in assistant.search("ten years", 5))


def test_a_version_that_cannot_be_read_leaves_the_one_before(assistant, papers):
    ingest(assistant, papers / "invoices.txt")
    (papers / "invoices.txt").write_bytes(b"")
    assert ingest(assistant, papers / "invoices.txt").jobs[0].state == "failed"
    assert "ten years" in assistant.search("invoices kept", 1)[0].text


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        pytest.param("empty.pdf", b"", "is empty", id="empty"),
        pytest.param("picture.pdf", b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "picture.pdf", id="not a PDF"),
        pytest.param("broken.docx", b"PK\x03\x04 nonsense", "broken.docx", id="not a Word file"),
        pytest.param("table.xlsx", b"PK", "not supported", id="unsupported"),
    ],
)
def test_a_bad_file_fails_with_its_reason_and_costs_no_other(assistant, papers, name, content, reason):
    (papers / name).write_bytes(content)
    report = ingest(assistant, papers / name, papers / "invoices.txt")
    states = {job.name: (job.state, job.reason) for job in report.jobs}
    assert states["invoices.txt"][0] == "ready"
    assert states[name][0] == "failed"
    assert reason in states[name][1]


def test_a_failed_upload_can_be_tried_again(assistant):
    file = assistant.intake.incoming_file()
    file.write_bytes(b"%PDF-1.4 nonsense")
    job = assistant.intake.upload("main", "broken.pdf", file)
    wait_until(lambda: assistant.intake.jobs()[0].state == "failed")
    assistant.intake.retry(job.id)
    wait_until(lambda: assistant.intake.jobs()[0].state == "failed")
    assert "still there" not in assistant.intake.jobs()[0].reason


def test_an_upload_is_known_by_its_name(assistant):
    for text in ("The gate closes at nine.", "The gate closes at ten."):
        file = assistant.intake.incoming_file()
        file.write_text(text)
        job = assistant.intake.upload("main", "gate.txt", file)
        wait_until(lambda job=job: next(j for j in assistant.intake.jobs() if j.id == job.id).state == "ready")
    assert [document.version for document in assistant.documents()] == [2]


def test_progress_is_told_in_a_line(assistant, papers):
    ingest(assistant, papers / "invoices.txt")
    job = assistant.intake.jobs()[0]
    assert describe_job(job) == "invoices.txt: ready"
    assert describe_progress(3, 1, job) == "2 of 3 files · invoices.txt: ready"


def test_a_cancelled_job_leaves_nothing_findable_and_can_be_tried_again(assistant, papers):
    big = papers / "big.txt"
    big.write_text("\n\n".join(f"Cabinet {number} holds the keys of house {number}." for number in range(20_000)))
    assistant.intake.add_files([big], "main")
    wait_until(lambda: assistant.intake.jobs()[0].state in ("parsing", "embedding"))
    job = assistant.intake.cancel(assistant.intake.jobs()[0].id)
    assert job.state == "cancelled"
    wait_until(lambda: all(document.state == "failed" for document in assistant.documents()))
    assert assistant.search("cabinet keys", 3) == []
    big.write_text("Cabinet 1 holds the keys of house 1.")
    assistant.intake.retry(job.id)
    wait_until(lambda: assistant.intake.jobs()[0].state == "ready")


def test_bytes_of_a_broken_upload_are_swept_at_the_next_start(assistant, room_environment):
    leftover = assistant.intake.incoming_file()
    leftover.write_bytes(b"half an upl")
    assistant.intake._pipeline.sweep_incoming()
    assert not leftover.exists()
