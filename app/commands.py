"""What each command does, as a function of the Assistant: the terminal and a running server call the same ones.

Each gives an Outcome: the exit code, the JSON document of the contract, and the same for a person to read.
"""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from app.answering.generate import SILENT, Listener
from app.answering.render import answer_json, answer_text
from app.answering.request import Scope
from app.answering.retrieve import Hit
from app.answering.types import Answer
from app.assistant import Assistant
from app.doctor import examine
from app.evaluation.calibration import calibrate, judge_json, judge_line
from app.evaluation.cases import CaseError, read_cases
from app.evaluation.comparison import (
    Column,
    ComparisonPlan,
    begin_comparison,
    comparison_json,
    run_comparison,
)
from app.evaluation.exported import record_comparison, recorded_json
from app.evaluation.exported_page import recorded_html
from app.evaluation.files import write_report
from app.evaluation.report import case_records, report_of
from app.evaluation.run import EvaluationError, begin_run, carry_out, document_names, plan_run
from app.evaluation.table import failures_line, progress_line, text_table
from app.evaluation.terminal import comparison_text
from app.evaluation.window import measure, window_json, window_lines
from vectorstore.types import Document, Job

OK, NOTHING, FAILED = 0, 1, 3

Arguments = Mapping[str, Any]
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a command ended: exit code, JSON document, and text for a person."""

    code: int
    document: Mapping[str, Any]
    text: str


class WrongUse(Exception):
    """The command cannot be carried out as it was given; exit code 2."""


def run(assistant: Assistant, command: str, arguments: Arguments, progress: Progress) -> Outcome:
    """Carry out a command; `arguments` are plain JSON values, `progress` hears lines while it works."""
    return COMMANDS[command](assistant, arguments, progress)


def ingest(assistant: Assistant, arguments: Arguments, progress: Progress) -> Outcome:
    """Take in files and folders; exit code 3 only if every one of them failed."""
    report = assistant.intake.ingest(
        [Path(path) for path in arguments["paths"]],
        arguments["space"],
        progress,
    )
    documents = [_ingested(job, report.documents) for job in report.jobs]
    ready = [entry for entry in documents if entry["state"] == "ready"]
    document = {
        "documents": documents,
        "skipped": [asdict(skipped) for skipped in report.skipped],
        "pages": sum(entry["pages"] for entry in ready),
        "chunks": sum(entry["chunks"] for entry in ready),
        "seconds": round(report.seconds, 3),
    }
    lines = [_document_line(entry) for entry in documents] + [f"skipped  {s.name}: {s.reason}" for s in report.skipped]
    lines.append(f"{document['pages']} pages, {document['chunks']} chunks in {report.seconds:.1f} s")
    if not documents:
        return Outcome(NOTHING, document, "\n".join(lines))
    return Outcome(OK if ready else FAILED, document, "\n".join(lines))


def documents(assistant: Assistant, arguments: Arguments, _: Progress) -> Outcome:
    """List the documents of a space, or of all."""
    listed = [document_json(document) for document in assistant.documents(arguments["space"])]
    text = (
        "\n".join(_document_line(entry) for entry in listed)
        or "No documents yet. Add some with `muniment ingest PATH`."
    )
    return Outcome(OK, {"documents": listed}, text)


def delete(assistant: Assistant, arguments: Arguments, _: Progress) -> Outcome:
    """Erase documents by name or id; the receipt says what went and whether anything stayed."""
    receipt = assistant.delete([document.id for document in assistant.find(arguments["documents"])])
    names = [document_json(document) for document in receipt.documents]
    removed = {name: getattr(receipt, name) for name in ("chunks", "vectors", "keywords", "files", "chats")}
    counts = ", ".join(f"{count} {name}" for name, count in removed.items())
    left = "Nothing of them is left." if not receipt.residue else f"STILL ON DISK: {', '.join(receipt.residue)}"
    text = "\n".join([*(f"deleted  {entry['name']}" for entry in names), f"removed {counts}. {left}"])
    code = FAILED if receipt.residue else OK
    return Outcome(code, {"documents": names, "removed": removed, "residue": list(receipt.residue)}, text)


def search(assistant: Assistant, arguments: Arguments, _: Progress) -> Outcome:
    """Find pages for one query, or for each line of a file."""
    queries = _questions(arguments["query"], arguments["queries"])
    results = [_search_one(assistant, query, arguments) for query in queries]
    text = "\n\n".join(_result_text(result, with_query=len(results) > 1) for result in results)
    found = any(result["hits"] for result in results)
    return Outcome(OK if found or arguments["queries"] else NOTHING, {"results": results}, text)


def ask(assistant: Assistant, arguments: Arguments, progress: Progress) -> Outcome:
    """Answer one question, or each line of a file (then the exit code is 0)."""
    if arguments["questions"]:
        answers = []
        for number, question in enumerate(lines := _questions(None, arguments["questions"]), 1):
            progress(f"question {number} of {len(lines)}")
            answers.append(_ask_one(assistant, question, arguments))
        return Outcome(
            OK,
            {"answers": [answer_json(answer) for answer in answers]},
            "\n\n".join(f"{answer.question}\n{_answer_lines(answer)}" for answer in answers),
        )
    answer = _ask_one(assistant, {"text": arguments["question"]}, arguments)
    code = NOTHING if answer.refused or answer.does_not_fit else OK
    return Outcome(code, answer_json(answer), _answer_lines(answer))


def window(assistant: Assistant, arguments: Arguments, progress: Progress) -> Outcome:
    """Measure how far a model really reads; exit code 1 where nothing can be said of it."""
    measured = measure(
        assistant,
        model=arguments["model"],
        largest=arguments["largest"],
        scope=Scope(arguments["space"], tuple(arguments["document"])),
        on_trials=lambda _, line: progress(line),
    )
    code = NOTHING if measured.effective is None else OK
    return Outcome(code, window_json(measured), "\n".join(window_lines(measured)))


def calibration(assistant: Assistant, arguments: Arguments, progress: Progress) -> Outcome:
    """Measure whether a model can judge; exit code 1 where it cannot."""
    judge = calibrate(assistant, model=arguments["model"], on_progress=progress)
    return Outcome(NOTHING if judge.least_readiness is None else OK, judge_json(judge), judge_line(judge))


def evaluate(assistant: Assistant, arguments: Arguments, progress: Progress) -> Outcome:
    """Put a question set through modes and models; a run that was ended goes on where it stopped."""
    file = Path(arguments["questions"])
    try:
        cases = read_cases(file.read_text(encoding="utf-8"))
        scope = Scope(arguments["space"], tuple(arguments["document"]))
        plan = plan_run(assistant, file.stem, cases, arguments["modes"], arguments["model"], scope)
        run_id = begin_run(assistant, plan, new=arguments["new"])
        run = carry_out(assistant, run_id, lambda so_far: progress(progress_line(so_far)))
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUse(f"{file} cannot be read: {error}.") from error
    except CaseError as error:
        raise WrongUse(f"{file}: {error}") from error
    except EvaluationError as error:
        raise WrongUse(str(error)) from error
    report = report_of(run, document_names(assistant, run))
    written = write_report(report, Path(arguments["report"])) if arguments["report"] else None
    document = {
        "rows": [asdict(row) for row in report.rows],
        "cases": case_records(report),
        "report": str(written) if written else None,
        "run": run_id,
    }
    text = "\n\n".join(filter(None, [text_table(report.rows), failures_line(report), f"{written}" if written else ""]))
    return Outcome(OK if any(row.n for row in report.rows) else FAILED, document, text)


def compare(assistant: Assistant, arguments: Arguments, progress: Progress) -> Outcome:
    """Put one question through several modes or models; exit code 3 only if every one of them failed."""
    models = arguments["model"] or [""]
    columns = tuple(Column(mode, model) for model in models for mode in arguments["modes"])
    if len(columns) < 2 or len(set(columns)) < len(columns):
        raise WrongUse("A comparison needs at least two different columns: name several modes, or several models.")

    def tell(index: int, again: bool) -> Listener:
        progress(f"column {index + 1} of {len(columns)}{', again' if again else ''}: {columns[index].mode}")
        return SILENT

    scope = Scope(arguments["space"], tuple(arguments["document"]), arguments["all_that_fit"])
    plan = ComparisonPlan(arguments["question"], columns, scope, warm=arguments["warm"])
    run_id = begin_comparison(assistant, plan)
    comparison = run_comparison(assistant, run_id, tell)
    if arguments["export"]:
        file = Path(arguments["export"])
        recorded = record_comparison(assistant, comparison, time.time())
        try:
            file.write_text(recorded_html(recorded) if file.suffix == ".html" else recorded_json(recorded), "utf-8")
        except OSError as error:
            raise WrongUse(f"{file} cannot be written: {error.strerror}. Choose another place.") from error
    answers = comparison.given
    code = OK if any(not (answer.refused or answer.does_not_fit) for answer in answers) else NOTHING
    if all(answer.ended_by == "broken" and not answer.text for answer in answers):
        code = FAILED
    return Outcome(code, comparison_json(run_id, comparison), comparison_text(comparison))


def doctor(assistant: Assistant, _: Arguments, __: Progress) -> Outcome:
    """Check what is needed, with a remedy for what is missing."""
    report = examine(assistant)
    marks = {True: "ok ", False: "NO "}
    lines = [
        f"{marks[check.ok]} {check.name}" + (f"\n    {check.advice}" if check.advice else "") for check in report.checks
    ]
    return Outcome(OK if report.ok else FAILED, report.as_json(), "\n".join(lines))


def verify(assistant: Assistant, arguments: Arguments, _: Progress) -> Outcome:
    """Check catalog, vectors, keywords and files against each other."""
    health = assistant.verify(repair=not arguments["no_repair"])
    document = {"ok": health.ok, **asdict(health)}
    lines = [f"rebuilt  {what}" for what in health.repaired] + [f"PROBLEM  {what}" for what in health.problems]
    lines.append(
        f"{health.documents} documents, {health.chunks} chunks, {health.vectors} vectors, {health.keywords} keywords"
    )
    return Outcome(OK if health.ok else FAILED, document, "\n".join(lines))


def reembed(assistant: Assistant, _: Arguments, progress: Progress) -> Outcome:
    """Read and embed every document anew with the embedding model that is set now."""
    kept = assistant.reembed(progress)
    count, name = len(assistant.documents()), assistant.embedder.signature_name
    document = {"documents": count, "embedder": name, "kept": kept}
    return Outcome(OK, document, "\n".join([*kept, f"{count} documents now stand in the index of {name}"]))


COMMANDS: Mapping[str, Callable[[Assistant, Arguments, Progress], Outcome]] = {
    "ingest": ingest,
    "documents": documents,
    "delete": delete,
    "search": search,
    "ask": ask,
    "window": window,
    "calibrate": calibration,
    "eval": evaluate,
    "compare": compare,
    "doctor": doctor,
    "verify": verify,
    "reembed": reembed,
}


def document_json(document: Document) -> dict[str, Any]:
    """A document as `documents --json` lists it."""
    return {
        "id": document.id,
        "name": document.name,
        "state": document.state,
        "reason": document.reason,
        "pages": document.pages,
        "pages_without_text": len(document.unread_pages),
        "chunks": document.chunks,
        "size": document.size,
        "added": document.added,
        "version": document.version,
        "space": document.space,
        "folder": document.folder,
        "title": document.title,
        "unread_pages": list(document.unread_pages),
    }


def _ingested(job: Job, documents: tuple[Document, ...]) -> dict[str, Any]:
    """One file of an ingest: its document, or, where it never became one, what the job says."""
    document = next((d for d in documents if d.id == job.document), None)
    entry = (
        document_json(document)
        if document
        else {"id": None, "name": job.name, "pages": 0, "pages_without_text": 0, "chunks": 0}
    )
    return entry | {"state": job.state, "reason": job.reason, "unchanged": job.unchanged, "source": job.source}


def _document_line(entry: Mapping[str, Any]) -> str:
    without = entry["pages_without_text"]
    unread = f", {without} of {entry['pages']} pages have no text" if without else ""
    if entry["state"] != "ready":
        return f"{entry['state']:<8} {entry['name']}: {entry['reason']}"
    same = ", unchanged" if entry.get("unchanged") else ""
    return (
        f"ready    {entry['name']}  (id {entry['id']}, {entry['pages']} pages, {entry['chunks']} chunks{unread}{same})"
    )


def _questions(text: str | None, file: str | None) -> list[dict[str, Any]]:
    if file is None:
        return [{"text": text}]
    try:
        lines = [json.loads(line) for line in Path(file).read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, ValueError) as error:
        raise WrongUse(f"{file} is not a file of JSON lines: {error}.") from error
    if not all(isinstance(line, dict) and "text" in line for line in lines):
        raise WrongUse(f"{file}: every line must be an object with a text: {{id, text, document?}}.")
    return lines


def _search_one(assistant: Assistant, query: Mapping[str, Any], arguments: Arguments) -> dict[str, Any]:
    only = (query["document"],) if query.get("document") else ()
    began = time.perf_counter()
    hits = assistant.search(query["text"], arguments["count"], Scope(arguments["space"], only))
    seconds = time.perf_counter() - began
    return {
        "id": query.get("id"),
        "query": query["text"],
        "hits": [_hit_json(hit) for hit in hits],
        "seconds": round(seconds, 6),
    }


def _hit_json(hit: Hit) -> dict[str, Any]:
    entry = asdict(hit)
    return entry | {"score": round(hit.score, 6)}


def _result_text(result: Mapping[str, Any], *, with_query: bool) -> str:
    lines = [result["query"]] if with_query else []
    for hit in result["hits"]:
        place = f" · {hit['place']}" if hit["place"] else ""
        lines += [f"{hit['document']} p. {hit['page']}{place}", f"    {' '.join(hit['text'].split())[:200]}"]
    return "\n".join(lines) if result["hits"] else "Nothing found."


def _ask_one(assistant: Assistant, question: Mapping[str, Any], arguments: Arguments) -> Answer:
    only = (question["document"],) if question.get("document") else tuple(arguments["document"])
    answer = assistant.ask(
        question["text"],
        mode=arguments["mode"],
        model=arguments["model"],
        scope=Scope(arguments["space"], only, arguments["all_that_fit"]),
        question_id=question.get("id", ""),
    )
    return assistant.go_on(answer) if answer.held_back and arguments["anyway"] else answer


def _answer_lines(answer: Answer) -> str:
    way_out = "\n`--anyway` has the model answer all the same." if answer.held_back else ""
    return f"{answer_text(answer)}{way_out}"
