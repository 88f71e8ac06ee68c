"""HTTP routes of evaluations: a run's report as a file."""

from collections.abc import Callable
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.assistant import Assistant
from app.chat_routes import file_name
from app.evaluation.page import report_html
from app.evaluation.recorded import RECORDED, recorded_report
from app.evaluation.report import Report, ReportError, report_csv, report_json, report_of
from app.evaluation.run import EvaluationError, document_names, read_run
from app.expected import EXPECTED

WRITERS: dict[str, tuple[str, Callable[[Report], str]]] = {
    "html": ("text/html; charset=utf-8", report_html),
    "json": ("application/json", report_json),
    "csv": ("text/csv; charset=utf-8", report_csv),
}


def evaluation_routes(assistant: Callable[[], Assistant]) -> list[Route]:
    """The routes over the room's assistant. An address holds the run's id, and nothing of its words."""

    async def report(request: Request) -> Response:
        ending = request.path_params["ending"]
        if ending not in WRITERS:
            return JSONResponse({"error": "Reports are html, json or csv."}, status_code=404)
        media_type, write = WRITERS[ending]
        try:
            found = await run_in_threadpool(find_report, assistant(), request.path_params["run"])
        except (*EXPECTED, EvaluationError, ReportError) as error:
            return JSONResponse({"error": str(error)}, status_code=404)
        headers = {
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file_name(found.title))}.{ending}",
            "Cache-Control": "no-store",
        }
        return Response(await run_in_threadpool(write, found), media_type=media_type, headers=headers)

    return [Route("/api/evaluation/{run}.{ending}", report, methods=["GET"])]


def find_report(assistant: Assistant, run_id: str) -> Report:
    """The report of a run, or of the recorded one. Raises UnknownChat, EvaluationError, ReportError."""
    if run_id == RECORDED:
        if (recorded := recorded_report()) is None:
            raise EvaluationError("There is no recorded run here.")
        return recorded
    run = read_run(assistant, run_id)
    return report_of(run, document_names(assistant, run))
