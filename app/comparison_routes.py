"""HTTP routes of comparisons: one as a file that explains itself."""

import time
from collections.abc import Callable
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.assistant import Assistant
from app.chat_routes import file_name
from app.evaluation.comparison import load_comparison
from app.evaluation.exported import record_comparison, recorded_json
from app.evaluation.exported_page import recorded_html
from app.expected import EXPECTED

MEDIA_TYPES = {"html": "text/html; charset=utf-8", "json": "application/json"}


def comparison_routes(assistant: Callable[[], Assistant]) -> list[Route]:
    """The routes over the room's assistant."""

    async def export(request: Request) -> Response:
        run, ending = request.path_params["run"], request.path_params["ending"]
        if ending not in MEDIA_TYPES:
            return JSONResponse({"error": "Comparisons are exported as html or json."}, status_code=404)
        try:
            title, body = await run_in_threadpool(export_comparison, assistant(), run, ending)
        except EXPECTED as error:
            return JSONResponse({"error": str(error)}, status_code=404)
        headers = {
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file_name(title))}.{ending}",
            "Cache-Control": "no-store",
        }
        return Response(body, media_type=MEDIA_TYPES[ending], headers=headers)

    return [Route("/api/comparison/{run}.{ending}", export, methods=["GET"])]


def export_comparison(assistant: Assistant, run_id: str, ending: str) -> tuple[str, str]:
    """Question and file of a comparison. Raises UnknownChat."""
    comparison = load_comparison(assistant, run_id)
    recorded = record_comparison(assistant, comparison, time.time())
    return comparison.plan.question, recorded_html(recorded) if ending == "html" else recorded_json(recorded)
