"""Our own HTTP routes, beside Streamlit's on one port: health, page pictures, commands, and those of documents."""

import asyncio
import json
import queue
import secrets
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import asdict
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from app.assistant import EXPECTED, Assistant
from app.commands import COMMANDS, WrongUse, run
from app.document_routes import document_routes
from app.remote import TOKEN_HEADER


def routes(assistant: Callable[[], Assistant], token: str) -> list[Route]:
    """Routes over the room's assistant; `token` is what the command line of this machine's owner must show."""

    async def health(_: Request) -> Response:
        return JSONResponse({"ok": True})

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
        Route("/api/page/{document:int}/{page:int}.png", page_picture, methods=["GET"]),
        Route("/api/command", command, methods=["POST"]),
        *document_routes(assistant),
    ]


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
