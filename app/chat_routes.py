"""HTTP routes of saved chats: a whole chat, or one answer of it, as a file with its sources."""

import re
import time
from collections.abc import Callable, Sequence
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.answering.types import Answer
from app.assistant import Assistant
from app.expected import EXPECTED
from app.export import export_docx, export_html, export_markdown

MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
}
LONGEST_NAME = 80


def chat_routes(assistant: Callable[[], Assistant]) -> list[Route]:
    """The routes over the room's assistant."""

    async def export(request: Request) -> Response:
        chat, ending = request.path_params["chat"], request.path_params["ending"]
        if ending not in MEDIA_TYPES:
            return JSONResponse({"error": "Exports are docx, html or md."}, status_code=404)
        try:
            title, body = await run_in_threadpool(
                export_chat, assistant(), chat, request.query_params.get("answer"), ending
            )
        except EXPECTED as error:
            return JSONResponse({"error": str(error)}, status_code=404)
        headers = {
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file_name(title))}.{ending}",
            "Cache-Control": "no-store",
        }
        return Response(body, media_type=MEDIA_TYPES[ending], headers=headers)

    return [Route("/api/export/{chat}.{ending}", export, methods=["GET"])]


def export_chat(assistant: Assistant, chat_id: str, answer_id: str | None, ending: str) -> tuple[str, bytes]:
    """Title and bytes of a chat as a file, or of one of its answers. Raises UnknownChat."""
    title = assistant.chats.chat(chat_id).title
    answers = assistant.chats.answers(chat_id)
    if answer_id is not None:
        answers = [answer for answer in answers if answer.id == answer_id]
        title = answers[0].question if answers else title
    return title, write(title, answers, ending, time.time())


def write(title: str, answers: Sequence[Answer], ending: str, now: float) -> bytes:
    """The file in the format that its ending names."""
    match ending:
        case "docx":
            return export_docx(title, answers, now)
        case "html":
            return export_html(title, answers, now).encode()
        case _:
            return export_markdown(title, answers, now).encode()


def file_name(title: str) -> str:
    """A name that every file system takes."""
    return re.sub(r"[^\w.-]+", " ", title)[:LONGEST_NAME].strip(" .") or "chat"
