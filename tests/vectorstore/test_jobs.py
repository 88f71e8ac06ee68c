from pathlib import Path

import pytest

from vectorstore.errors import UnknownJob


@pytest.fixture
def queue(library):
    """The list with three jobs."""
    for name in ("a.txt", "b.txt", "c.txt"):
        library.store.jobs.add("main", f"/papers/{name}", name, upload=False, file=Path("/papers") / name)
    return library.store.jobs


def test_jobs_are_taken_the_oldest_first_and_only_once(queue):
    taken = [queue.take("queued", "parsing") for _ in range(4)]
    assert [job and job.name for job in taken] == ["a.txt", "b.txt", "c.txt", None]
    assert all(job.state == "parsing" and job.started for job in taken[:3])


def test_progress_is_kept(queue):
    queue.update(1, state="embedding", pages_done=3, pages_total=3, chunks_done=2, chunks_total=9)
    job = queue.get(1)
    assert (job.state, job.pages_done, job.chunks_done, job.chunks_total) == ("embedding", 3, 2, 9)
    assert job.finished is None


@pytest.mark.parametrize("state", ["ready", "failed", "cancelled"])
def test_a_job_that_ended_is_not_changed_by_work_that_comes_late(queue, state):
    assert queue.update(1, state=state, reason="so").finished is not None
    assert queue.update(1, state="embedding", chunks_done=1) == queue.get(1)
    assert queue.get(1).state == state
    assert [job.id for job in queue.all(active_only=True)] == [2, 3]


def test_cancelling_ends_a_job_and_retrying_queues_it_from_the_start(queue):
    queue.update(1, pages_done=3)
    assert queue.cancel(1).state == "cancelled"
    again = queue.retry(1)
    assert (again.state, again.pages_done, again.finished) == ("queued", 0, None)


def test_retrying_leaves_a_job_alone_that_is_at_work(queue):
    queue.update(1, state="parsing", pages_done=3)
    assert queue.retry(1) == queue.get(1)
    assert queue.get(1).pages_done == 3


def test_after_a_death_parsing_starts_again_and_embedding_goes_on(library, queue):
    queue.update(1, state="parsing", pages_done=3)
    queue.update(2, state="embedding", chunks_done=5)
    library.revive().jobs.resume()
    assert [job.state for job in library.store.jobs.all()] == ["queued", "embedding", "queued"]
    assert library.store.jobs.get(2).chunks_done == 5


def test_the_jobs_of_a_deleted_document_go_with_it_and_so_does_the_upload(library, queue):
    upload = library.room.incoming / "d.txt"
    upload.write_text("dates")
    document = library.add("d.txt", "dates")
    job = queue.add("main", "d.txt", "d.txt", upload=True, file=upload)
    queue.update(job.id, document=document.id)
    library.store.delete([document.id])
    with pytest.raises(UnknownJob, match=f"no job {job.id}"):
        queue.get(job.id)
    assert not upload.exists()
    assert len(queue.all()) == 3


def test_a_discarded_document_leaves_its_cancelled_job_in_the_list(library, queue):
    document = library.prepare("a.txt", ["apples"])
    queue.update(1, document=document.id)
    queue.cancel(1)
    receipt = library.store.discard(document.id)
    assert (receipt.chunks, receipt.residue) == (1, ())
    assert (queue.get(1).state, queue.get(1).document) == ("cancelled", None)
    assert library.store.documents() == []


def test_the_overview_reads_a_few_jobs_of_each_state_and_counts_all(library, queue):
    queue.update(1, state="failed", reason="no", needs_password=True)
    overview = library.store.job_overview("main", 1)
    assert [job.name for job in overview.waiting] == ["b.txt"]
    assert [job.needs_password for job in overview.failed] == [True]
    assert overview.counts == {"queued": 2, "failed": 1}
    assert library.store.job_overview("other", 1).counts == {}


def test_the_stamp_of_the_documents_changes_when_one_comes_or_goes(library):
    stamps = [library.store.job_overview("main", 1).documents]
    document = library.add("a.txt", "apples")
    stamps.append(library.store.job_overview("main", 1).documents)
    library.add("b.txt", "pears")
    stamps.append(library.store.job_overview("main", 1).documents)
    library.store.delete([document.id])
    stamps.append(library.store.job_overview("main", 1).documents)
    assert len(set(stamps)) == 4


def test_a_job_that_asks_is_not_taken_and_keeps_nobody_waiting(queue):
    job = queue.add("main", "d.txt", "d.txt", True, Path("d"), "asking", "00")
    assert [queue.take("queued", "parsing").name for _ in range(3)] == ["a.txt", "b.txt", "c.txt"]
    assert queue.take("queued", "parsing") is None
    assert queue.unfinished([job.id])[0] == 0
    assert [one.id for one in queue.of_source("main", "d.txt")] == [job.id]


def test_only_jobs_that_ended_can_be_taken_out_of_the_list(queue):
    queue.update(1, state="failed")
    queue.remove([1, 2])
    assert [job.id for job in queue.all()] == [2, 3]
