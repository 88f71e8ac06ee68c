"""Our own HTTP routes, beside Streamlit's on one port: health, uploads to disk, page pictures, commands."""

import asyncio
import json
import queue
import secrets
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from app.assistant import EXPECTED, Assistant
from app.commands import COMMANDS, WrongUse, run
from app.remote import TOKEN_HEADER
from app.status import describe_status


def routes(assistant: Callable[[], Assistant], token: str) -> list[Route]:
    """Routes over the room's assistant; `token` is what the command line of this machine's owner must show."""

    async def health(_: Request) -> Response:
        return JSONResponse({"ok": True})

    async def status(_: Request) -> Response:
        return JSONResponse(asdict(await run_in_threadpool(describe_status, assistant())))

    async def upload(request: Request) -> Response:
        return await _receive(request, assistant())

    async def page_picture(request: Request) -> Response:
        document, page = request.path_params["document"], request.path_params["page"]
        try:
            picture = await run_in_threadpool(assistant().page_picture, document, page)
        except EXPECTED as error:
            return JSONResponse({"error": str(error)}, status_code=404)
        return Response(picture, media_type="image/png", headers={"Cache-Control": "private, max-age=300"})

    async def command(request: Request) -> Response:
        if not secrets.compare_digest(request.headers.get(TOKEN_HEADER, ""), token):
            return JSONResponse({"error": "The token is missing or wrong."}, status_code=403)
        body = await request.json()
        if body.get("command") not in COMMANDS:
            return JSONResponse({"error": f"There is no command {body.get('command')!r}."}, status_code=404)
        lines = _command_lines(assistant(), body["command"], body["arguments"])
        return StreamingResponse(lines, media_type="application/x-ndjson")

    return [
        Route("/api/health", health, methods=["GET"]),
        Route("/api/status", status, methods=["GET"]),
        Route("/api/upload", upload, methods=["POST"]),
        Route("/api/page/{document:int}/{page:int}.png", page_picture, methods=["GET"]),
        Route("/api/command", command, methods=["POST"]),
    ]


async def _receive(request: Request, assistant: Assistant) -> Response:
    """Write the request's body to disk as it comes, then queue it. The name comes in the query."""
    name = Path(request.query_params.get("name", "")).name
    if not name:
        return JSONResponse({"error": "The upload has no file name."}, status_code=400)
    target = assistant.incoming_file()
    try:
        await _write_body(request, target, name, assistant)
        job = assistant.upload(
            request.query_params.get("space", "main"), name, target, request.query_params.get("source", name)
        )
    except (ClientDisconnect, *EXPECTED) as error:
        target.unlink(missing_ok=True)
        return JSONResponse({"error": str(error) or f"{name}: the upload was broken off."}, status_code=400)
    return JSONResponse({"job": job.id, "name": name})


async def _write_body(request: Request, target: Path, name: str, assistant: Assistant) -> None:
    size = 0
    with target.open("wb") as file:
        async for block in request.stream():
            size += len(block)
            assistant.check_size(name, size)
            await asyncio.to_thread(file.write, block)


async def _command_lines(assistant: Assistant, command: str, arguments: dict[str, Any]) -> AsyncIterator[str]:
    """Run a command in a thread and give its messages as lines of JSON, as they come."""
    messages: queue.Queue[dict[str, Any]] = queue.Queue()

    def work() -> None:
        try:
            outcome = run(assistant, command, arguments, lambda line: messages.put({"progress": line}))
            messages.put({"outcome": asdict(outcome)})
        except WrongUse as error:
            messages.put({"wrong_use": str(error)})
        except EXPECTED as error:
            messages.put({"error": str(error)})
        except Exception as error:  # noqa: BLE001  # a thread has nobody to raise to; the caller waits for its last word
            messages.put({"error": f"Something unexpected went wrong ({type(error).__name__})."})

    threading.Thread(target=work, name=f"command {command}", daemon=True).start()
    while True:
        message = await asyncio.to_thread(messages.get)
        yield json.dumps(message, ensure_ascii=False) + "\n"
        if "progress" not in message:
            return
