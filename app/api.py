"""Our own HTTP routes, beside Streamlit's on one port: health, pages and boxes on them, commands, documents."""

import asyncio
import json
import queue
import secrets
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import asdict, dataclass
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from app.assistant import Assistant
from app.chat_routes import chat_routes
from app.commands import COMMANDS, WrongUse, run
from app.comparison_routes import comparison_routes
from app.document_routes import document_routes
from app.evaluation_routes import evaluation_routes
from app.expected import EXPECTED
from app.pictures import WIDTH
from app.status import describe_status
from vectorstore.room import TOKEN_HEADER

LEAST_WIDTH, MOST_WIDTH = 100, 3200
"""Pixels across the picture of a page: what is asked beyond is not drawn."""
MOST_QUOTES, LONGEST_QUOTE = 100, 10_000
"""Of one request for boxes; the second in characters."""

NOT_KEPT = {"Cache-Control": "no-store"}
"""Pages of documents stay out of the browser's cache on disk: no delete would reach them there. They are asked for
again, which the pictures kept in memory here make cheap, and which finds out whether the document is still there.
"""


def routes(assistant: Callable[[], Assistant], token: str) -> list[Route]:
    """Routes over the room's assistant; `token` is what the command line of this machine's owner must show."""

    async def health(_: Request) -> Response:
        return JSONResponse({"ok": True})

    async def status(_: Request) -> Response:
        return JSONResponse(asdict(await run_in_threadpool(describe_status, assistant())))

    async def page_picture(request: Request) -> Response:
        try:
            width = int(request.query_params.get("width", WIDTH))
        except ValueError:
            return _refused("The width of a picture is a number of pixels.", 400)
        width = min(max(width, LEAST_WIDTH), MOST_WIDTH)
        try:
            picture = await run_in_threadpool(assistant().drawing.picture, *_place(request), width)
        except EXPECTED as error:
            return _refused(str(error), 404)
        return Response(picture, media_type="image/png", headers=NOT_KEPT)

    async def page_text(request: Request) -> Response:
        try:
            page = await run_in_threadpool(assistant().page, *_place(request))
        except EXPECTED as error:
            return _refused(str(error), 404)
        return JSONResponse({"number": page.number, "label": page.label, "text": page.text}, headers=NOT_KEPT)

    async def boxes(request: Request) -> Response:
        try:
            asked = _BoxesAsked.read(await request.json())
        except ValueError:
            return _refused("Boxes are asked for with a document, a page and at most 100 quotes.", 400)
        try:
            found = await run_in_threadpool(assistant().drawing.boxes, asked.document, asked.page, asked.quotes)
        except EXPECTED as error:
            return _refused(str(error), 404)
        return JSONResponse({"boxes": [[asdict(box) for box in quote] for quote in found]}, headers=NOT_KEPT)

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
        Route("/api/page/{document:int}/{page:int}.png", page_picture, methods=["GET"]),
        Route("/api/page/{document:int}/{page:int}.json", page_text, methods=["GET"]),
        Route("/api/boxes", boxes, methods=["POST"]),
        Route("/api/command", command, methods=["POST"]),
        *document_routes(assistant),
        *chat_routes(assistant),
        *evaluation_routes(assistant),
        *comparison_routes(assistant),
    ]


def _refused(reason: str, status: int) -> Response:
    """An answer whose message is for the person."""
    return JSONResponse({"error": reason}, status_code=status, headers=NOT_KEPT)


def _place(request: Request) -> tuple[int, int]:
    """Document and page in the path of a request."""
    return request.path_params["document"], request.path_params["page"]


@dataclass(frozen=True, slots=True)
class _BoxesAsked:
    """The body of a request for boxes. It comes by POST, since no address or log may hold words of a document."""

    document: int
    page: int
    quotes: list[str]

    @classmethod
    def read(cls, body: Any) -> "_BoxesAsked":
        """Check what came. Raises ValueError."""
        match body:
            case {"document": int(document), "page": int(page), "quotes": [*quotes]} if len(quotes) <= MOST_QUOTES:
                if all(isinstance(quote, str) and len(quote) <= LONGEST_QUOTE for quote in quotes):
                    return cls(document, page, quotes)
        raise ValueError("not a document, a page and quotes")


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
