"""HTTP routes of the Documents page: uploads that stream to disk, the list of jobs, the list of documents."""

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.assistant import Assistant
from app.expected import EXPECTED
from ingest.load import dropped_source, shown_name
from vectorstore.types import Document, Job, JobState

SHOWN_JOBS = 8
"""Jobs of each kind that the list shows; of the others only the number is said."""


def document_routes(assistant: Callable[[], Assistant]) -> list[Route]:
    """The routes over the room's assistant."""

    async def upload(request: Request) -> Response:
        return await _receive(request, assistant())

    async def jobs(request: Request) -> Response:
        return JSONResponse(await run_in_threadpool(jobs_json, assistant(), _space(request)))

    async def act(request: Request) -> Response:
        try:
            await run_in_threadpool(change_jobs, assistant(), _space(request), await request.json())
        except (*EXPECTED, ValueError) as error:
            return JSONResponse({"error": str(error)}, status_code=400)
        return JSONResponse(await run_in_threadpool(jobs_json, assistant(), _space(request)))

    async def documents(request: Request) -> Response:
        listed = await run_in_threadpool(lambda: [_row(one) for one in assistant().documents(_space(request))])
        return JSONResponse({"documents": listed}, headers={"Cache-Control": "no-store"})

    return [
        Route("/api/upload", upload, methods=["POST"]),
        Route("/api/jobs", jobs, methods=["GET"]),
        Route("/api/jobs", act, methods=["POST"]),
        Route("/api/documents", documents, methods=["GET"]),
    ]


def jobs_json(assistant: Assistant, space: str) -> dict[str, Any]:
    """What the list of jobs shows."""
    overview = assistant.intake.job_overview(space, SHOWN_JOBS)
    asking = [_job(job) | {"current": _current(assistant, job)} for job in overview.asking]
    return {
        "working": [_job(job) for job in overview.working],
        "asking": asking,
        "failed": [_job(job) for job in overview.failed],
        "waiting": [_job(job) for job in overview.waiting],
        "counts": overview.counts,
        "documents": overview.documents,
        "ready": overview.ready,
    }


def change_jobs(assistant: Assistant, space: str, body: dict[str, Any]) -> None:
    """Do what a person chose in the list of jobs; without `jobs` it is meant for all that ask, wait or have failed.

    Raises ValueError for what is no such choice.
    """
    jobs: Sequence[int] | None = body.get("jobs")
    match body.get("action"):
        case "cancel" if jobs is None:
            assistant.intake.cancel_waiting(space)
        case "cancel":
            for job in jobs or ():
                assistant.intake.cancel(job)
        case "retry":
            for job in _chosen(assistant, space, jobs, "failed"):
                assistant.intake.retry(job, body.get("password"))
        case "dismiss":
            assistant.intake.dismiss(_chosen(assistant, space, jobs, "failed"))
        case "leave out":
            assistant.intake.dismiss(_chosen(assistant, space, jobs, "asking"))
        case "replace" | "both" as meaning:
            assistant.intake.settle(_chosen(assistant, space, jobs, "asking"), meaning)
        case unknown:
            raise ValueError(f"There is no action {unknown!r} on jobs.")


def _chosen(assistant: Assistant, space: str, jobs: Sequence[int] | None, kind: str) -> Sequence[int]:
    if jobs is not None:
        return jobs
    states: tuple[JobState, ...] = ("asking",) if kind == "asking" else ("failed", "cancelled")
    return [job.id for state in states for job in assistant.intake.jobs_in_state(space, state)]


async def _receive(request: Request, assistant: Assistant) -> Response:
    """Write the request's body to disk as it comes, then queue it. The name comes in the query."""
    name = shown_name(Path(request.query_params.get("name", "")).name)
    if not name:
        return JSONResponse({"error": "The upload has no file name."}, status_code=400)
    target = assistant.intake.incoming_file()
    source = dropped_source(name, request.query_params.get("source", name))
    try:
        sha256 = await _write_body(request, target, name, assistant)
        job = await run_in_threadpool(assistant.intake.upload, _space(request), name, target, source, sha256)
    except (ClientDisconnect, *EXPECTED) as error:
        target.unlink(missing_ok=True)
        return JSONResponse({"error": str(error) or f"{name}: the upload was broken off."}, status_code=400)
    return JSONResponse({"job": job.id, "name": name, "state": job.state})


async def _write_body(request: Request, target: Path, name: str, assistant: Assistant) -> str:
    """Write the body block by block and give its sha256; what is too large is refused before the rest comes."""
    assistant.intake.check_size(name, int(request.headers.get("content-length", 0)))
    digest, size = hashlib.sha256(), 0
    with target.open("wb") as file:

        def keep(block: bytes) -> None:
            digest.update(block)
            file.write(block)

        async for block in request.stream():
            size += len(block)
            assistant.intake.check_size(name, size)
            await asyncio.to_thread(keep, block)
    return digest.hexdigest()


def _space(request: Request) -> str:
    return request.query_params.get("space", "main")


def _job(job: Job) -> dict[str, Any]:
    return {
        "id": job.id,
        "name": job.name,
        "source": job.source,
        "state": job.state,
        "reason": job.reason,
        "document": job.document,
        "needs_password": job.needs_password,
        "pages": [job.pages_done, job.pages_total],
        "chunks": [job.chunks_done, job.chunks_total],
    }


def _current(assistant: Assistant, job: Job) -> dict[str, Any] | None:
    """The document that stands under a job's name already."""
    document = assistant.document_of_source(job.space, job.source)
    if document is None:
        return None
    return {"version": document.version, "added": document.added, "pages": document.pages}


def _row(document: Document) -> dict[str, Any]:
    return {
        "id": document.id,
        "name": document.name,
        "folder": shown_name(document.folder),
        "title": document.title,
        "state": document.state,
        "reason": document.reason,
        "pages": document.pages,
        "empty": len(document.unread_pages) - document.failed_pages,
        "failed": document.failed_pages,
        "chunks": document.chunks,
        "size": document.size,
        "added": document.added,
        "version": document.version,
    }
