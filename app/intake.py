"""Taking documents in, as pages and commands see it: files become jobs, which are watched, stopped and retried."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Literal
from uuid import uuid4

from ingest.jobs import JobRunner
from ingest.load import Skipped, check_size, find_files, next_free_name, shown_name
from ingest.pipeline import Pipeline
from vectorstore.types import Document, Job, JobOverview, JobState

NameMeaning = Literal["replace", "both"]
"""What a dropped name that is here already means: a new version of that document, or another one beside it."""


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What became of the files given; `seconds` runs from the first file opened to the last chunk searchable."""

    jobs: tuple[Job, ...]
    documents: tuple[Document, ...]
    skipped: tuple[Skipped, ...]
    seconds: float


class Intake:
    """The jobs of a room. Thread-safe; what is asked for before `start` waits until then."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline
        self._store = pipeline.store
        self._runner = JobRunner(pipeline)

    def start(self) -> None:
        """Work on jobs in the background, first on those that an earlier process left."""
        self._pipeline.sandbox.warm()
        self._pipeline.embedder.embed(["warm"])
        self._runner.start()

    def stop(self) -> None:
        """End after the step at hand; unfinished jobs go on at the next start."""
        self._runner.stop()

    def ingest(self, paths: Sequence[Path], space: str, on_progress: Callable[[str], None]) -> IngestReport:
        """Take in files and folders and wait until each is ready, failed or cancelled. Needs `start`."""
        files, skipped = find_files(paths)
        began = time.monotonic()
        queued = [self._add_job(space, path) for path in files]
        self._runner.wake()
        jobs = self._runner.wait(queued, on_progress)
        self._pipeline.erase_replaced()
        documents = [self._store.document(job.document) for job in jobs if job.document is not None]
        return IngestReport(tuple(jobs), tuple(documents), tuple(skipped), time.monotonic() - began)

    def incoming_file(self) -> Path:
        """A fresh path in the room for bytes that are being uploaded."""
        return self._pipeline.room.incoming / f"upload-{uuid4().hex}"

    def check_size(self, name: str, size: int) -> None:
        """Raise LoadError when an upload of `size` bytes is larger than allowed."""
        check_size(name, size, self._pipeline.largest_file)

    def upload(self, space: str, name: str, file: Path, source: str = "", sha256: str = "") -> Job:
        """Queue a file whose bytes already lie in the room's incoming folder; `source` is the name it is known by.

        With the `sha256` of its bytes a name that is here already with others is noticed: the job is then 'asking'
        until `settle` is told what it means.
        """
        source = source or name
        asking = [job for job in self._store.jobs.of_source(space, source) if job.state == "asking"]
        if same := [job for job in asking if job.sha256 == sha256]:
            file.unlink()
            return same[0]
        asks = asking or self._has_other_bytes(space, source, sha256)
        job = self._store.jobs.add(space, source, name, True, file, "asking" if asks else "queued", sha256)
        self._runner.wake()
        return job

    def settle(self, jobs: Sequence[int], meaning: NameMeaning) -> None:
        """Queue jobs that are asking: as a new version of the document with their name, or beside it.

        What is kept beside it gets the next free name: "policy.pdf" becomes "policy (2).pdf".
        """
        for job in map(self._store.jobs.get, jobs):
            if job.state != "asking":
                continue
            if meaning == "both":
                source = next_free_name(job.source, partial(self._is_taken, job.space))
                self._store.jobs.update(job.id, source=source, name=PurePosixPath(source).name)
            self._store.jobs.update(job.id, state="queued")
        self._runner.wake()

    def _has_other_bytes(self, space: str, source: str, sha256: str) -> bool:
        """Whether a name stands, or is about to stand, for other bytes than these; what is not known is no clash."""
        jobs = self._store.jobs.of_source(space, source)
        document = self._store.document_of_source(space, source)
        current = jobs[-1].sha256 if jobs else document.sha256 if document else ""
        return "" not in (sha256, current) and sha256 != current

    def _is_taken(self, space: str, source: str) -> bool:
        return bool(self._store.document_of_source(space, source) or self._store.jobs.of_source(space, source))

    def add_files(self, paths: Sequence[Path], space: str) -> None:
        """Queue files and do not wait for them."""
        for path in paths:
            self._add_job(space, path)
        self._runner.wake()

    def jobs(self) -> list[Job]:
        """Every job, the newest last."""
        return self._store.jobs.all()

    def job_overview(self, space: str, first: int) -> JobOverview:
        """The first jobs of each kind in a space, and the counts; cheap however many there are."""
        return self._store.job_overview(space, first)

    def jobs_in_state(self, space: str, state: JobState) -> tuple[Job, ...]:
        """All jobs of a space in one state."""
        return self._store.jobs.in_state(space, state)

    def cancel(self, job: int) -> Job:
        """Stop a job; what it had done is removed."""
        self._pipeline.passwords.pop(job, None)
        return self._store.jobs.cancel(job)

    def cancel_waiting(self, space: str) -> None:
        """Take every job of a space out of the list that has not begun."""
        self._store.jobs.cancel_waiting(space)

    def dismiss(self, jobs: Sequence[int]) -> None:
        """Take jobs out of the list that have failed, were cancelled, or are asking."""
        for job in jobs:
            if self._store.jobs.get(job).state == "asking":
                self._store.jobs.cancel(job)
        self._store.jobs.remove(jobs)

    def retry(self, job: int, password: str | None = None) -> Job:
        """Queue a failed or cancelled job again; `password` opens its file, once, and is kept nowhere."""
        if password:
            self._pipeline.passwords[job] = password
        retried = self._store.jobs.retry(job)
        self._runner.wake()
        return retried

    def _add_job(self, space: str, file: Path) -> int:
        return self._store.jobs.add(space, str(file), shown_name(file.name), upload=False, file=file).id
