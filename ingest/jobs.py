"""The job runner: two threads that carry jobs through the pipeline, one reading files, one embedding.

The list itself is in the catalog (vectorstore), so it survives the process. Reading goes on in a worker process while
the vectors of the file before are computed.
"""

import logging
import threading
import time
import traceback
from collections.abc import Callable

from ingest.pipeline import Pipeline
from vectorstore.types import Job, JobState

logger = logging.getLogger(__name__)

FINISHED: frozenset[JobState] = frozenset({"ready", "failed", "cancelled"})
POLL_SECONDS = 0.05
"""How soon a waiting command sees that its jobs are done."""


class JobRunner:
    """Runs the jobs of a room until it is stopped; `pipeline` holds the steps."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline
        self._store = pipeline.store
        self._stopping = threading.Event()
        self._work = threading.Condition()
        self._threads = [
            threading.Thread(target=self._parse_loop, name="parse jobs", daemon=True),
            threading.Thread(target=self._embed_loop, name="embed jobs", daemon=True),
        ]

    def start(self) -> None:
        """Take up what an earlier process left, then work in the background."""
        self._store.jobs.resume()
        self._pipeline.sweep_incoming()
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Say that there is a new job."""
        with self._work:
            self._work.notify_all()

    def stop(self) -> None:
        """End after the step at hand; unfinished jobs stay in the catalog and go on at the next start."""
        self._stopping.set()
        self.wake()
        self._pipeline.sandbox.close()
        for thread in self._threads:
            if thread.is_alive():
                thread.join()

    def wait(self, jobs: list[int], on_progress: Callable[[str], None] = lambda _: None) -> list[Job]:
        """Wait until these jobs have ended and give them; `on_progress` hears a line about them meanwhile."""
        while (left := self._store.jobs.unfinished(jobs))[0]:
            on_progress(describe_progress(len(jobs), *left))
            if self._stopping.wait(POLL_SECONDS):
                break
        return [self._store.jobs.get(job) for job in jobs]

    def _parse_loop(self) -> None:
        while not self._stopping.is_set():
            if not self._take("queued", "parsing", self._pipeline.parse_step):
                self._rest()

    def _embed_loop(self) -> None:
        published = False
        while not self._stopping.is_set():
            if self._take("embedding", "embedding", self._pipeline.embed_step):
                published = True
            elif published and not self._store.jobs.unfinished()[0]:
                self._pipeline.erase_replaced()
                published = False
            else:
                self._rest()

    def _take(self, waiting: JobState, working: JobState, step: Callable[[Job], None]) -> bool:
        job = self._store.jobs.take(waiting, working)
        if job is not None:
            self._run(step, job)
            self.wake()
        return job is not None

    def _rest(self) -> None:
        with self._work:
            self._work.wait(timeout=0.5)

    def _run(self, step: Callable[[Job], None], job: Job) -> None:
        try:
            step(job)
        except Exception as error:  # noqa: BLE001  # the loop must outlive any one file; the job carries the reason
            if self._stopping.is_set():
                return  # interrupted by the stop itself: the job goes on at the next start
            # The message of an unforeseen error may quote the document: only its kind and place are logged.
            logger.error(
                "job %d: %s\n%s", job.id, type(error).__name__, "".join(traceback.format_tb(error.__traceback__))
            )
            reason = (
                f"{job.name}: something unexpected went wrong ({type(error).__name__}). Retry; the log has the details."
            )
            self._store.jobs.update(job.id, state="failed", reason=reason, finished=time.time())


def describe_job(job: Job) -> str:
    """One line for a person: what the job does, how far it is, its rate and the time left."""
    match job.state:
        case "queued":
            return f"{job.name}: waiting"
        case "parsing":
            return f"{job.name}: reading, {job.pages_done} of {job.pages_total or '?'} pages"
        case "embedding":
            return f"{job.name}: embedding, {job.chunks_done} of {job.chunks_total} chunks{_rate(job)}"
        case "ready":
            return f"{job.name}: ready" + (", unchanged" if job.unchanged else "")
        case _:
            return f"{job.name}: {job.state}" + (f", {job.reason}" if job.reason else "")


def describe_progress(total: int, left: int, working: Job | None) -> str:
    """One line over several jobs: how many of `total` have ended, and what the one at work does."""
    return f"{total - left} of {total} files" + (f" · {describe_job(working)}" if working else "")


def _rate(job: Job) -> str:
    if job.started is None or not job.chunks_done or not job.chunks_total:
        return ""
    rate = job.chunks_done / max(time.time() - job.started, 0.001)
    return f", {rate:.0f} a second, {(job.chunks_total - job.chunks_done) / rate:.0f} s left"
