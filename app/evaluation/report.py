"""A run as a report: what was asked of what, what came of it, how it was made. The same from a run and from its file.

Pure. Files are written elsewhere.
"""

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from app.answering.types import Mode, ModelUsed
from app.evaluation.metrics import Score
from app.evaluation.plan import Run, calls_of
from app.evaluation.results import Quoted, Result, Row, results_of, rows_of

FORMAT = 1
"""Of the file. Keys may be added under the same number."""


class ReportError(Exception):
    """A file is not a report of this program; the message says so."""


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that is told of a run. `run` is its id where the room has it, `calls` how many it makes in all."""

    run: str
    title: str
    began: float  # seconds since 1970
    finished: float | None
    program: str
    server: str
    machine: str
    space: str
    documents: tuple[str, ...]  # names of those it was restricted to, () for all of the space
    settings: Mapping[str, Any]
    modes: tuple[Mode, ...]
    models: tuple[ModelUsed, ...]
    questions: int
    calls: int
    results: tuple[Result, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        """One for each mode and model."""
        return rows_of(self.results)


def report_of(run: Run, names: Mapping[int, str]) -> Report:
    """The report of a run; `names` are those of documents by their id."""
    plan = run.plan
    return Report(
        run=run.id,
        title=plan.title,
        began=run.began,
        finished=run.finished,
        program=plan.program,
        server=plan.server,
        machine=plan.machine,
        space=plan.space,
        documents=tuple(names[document] for document in plan.documents if document in names),
        settings=plan.settings,
        modes=plan.modes,
        models=plan.models,
        questions=len(plan.asked),
        calls=len(calls_of(plan)),
        results=results_of(run, names),
    )


def case_records(report: Report) -> list[dict[str, Any]]:
    """The results as plain JSON values, the score's among them."""
    records = []
    for result in report.results:
        record = {**asdict(result), "id": result.case, "call": result.id}
        del record["case"], record["score"]
        judged = asdict(result.score) if result.score else dict.fromkeys(field.name for field in fields(Score))
        records.append(record | judged)
    return records


def report_record(report: Report) -> dict[str, Any]:
    """The report as plain JSON values; reading them gives the same report."""
    told = {field.name: getattr(report, field.name) for field in fields(Report)}
    del told["results"]
    told["models"] = [asdict(model) for model in report.models]
    rows = [asdict(row) for row in report.rows]
    return {"muniment_evaluation": FORMAT, **told, "rows": rows, "cases": case_records(report)}


def report_json(report: Report) -> str:
    """The report as a file to keep and to open again."""
    return json.dumps(report_record(report), ensure_ascii=False, indent=1)


def read_report(text: str) -> Report:
    """Open a report's file. Raises ReportError."""
    try:
        record = json.loads(text)
        if record["muniment_evaluation"] != FORMAT:
            raise ReportError("This report was written by another version of Muniment and cannot be opened here.")
        told = {field.name: _frozen(record[field.name]) for field in fields(Report) if field.name in record}
        told["models"] = tuple(ModelUsed(**model) for model in record["models"])
        return Report(**told, results=tuple(map(_result, record["cases"])))
    except (ValueError, TypeError, KeyError) as error:
        raise ReportError("This file is not the JSON of an evaluation's report.") from error


def _result(record: Mapping[str, Any]) -> Result:
    known = {field.name: _frozen(record[field.name]) for field in fields(Result) if field.name in record}
    judged = {field.name: record[field.name] for field in fields(Score)}
    known |= {
        "id": record["call"],
        "case": record["id"],
        "citations": tuple(Quoted(**each) for each in record["citations"]),
        "score": None if judged["refused"] is None else Score(**judged),
    }
    return Result(**known)


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def report_csv(report: Report) -> str:
    """One line a result, for a spreadsheet: no cell begins as a formula does."""
    written = io.StringIO()
    records = case_records(report)
    columns = [name for name in (records[0] if records else {}) if name != "citations"]
    table = csv.DictWriter(written, [*columns, "cited"], extrasaction="ignore")
    table.writeheader()
    for record, result in zip(records, report.results, strict=True):
        cited = "; ".join(f"{each.document} p. {each.page}" for each in result.citations)
        record |= {"cited": cited, "expected": "; ".join(result.expected)}
        table.writerow({name: _cell(value) for name, value in record.items()})
    return written.getvalue()


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value
