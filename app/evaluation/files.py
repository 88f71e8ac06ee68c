"""A report on disk: as a page to read, as JSON to open again, as CSV for a spreadsheet."""

from pathlib import Path

from app.evaluation.page import report_html
from app.evaluation.report import Report, report_csv, report_json


def write_report(report: Report, folder: Path) -> Path:
    """Write report.html, report.json and report.csv into a folder, which is made where it is not there.

    Gives the path of the page.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "report.json").write_text(report_json(report), encoding="utf-8")
    (folder / "report.csv").write_text(report_csv(report), encoding="utf-8", newline="")
    page = folder / "report.html"
    page.write_text(report_html(report), encoding="utf-8")
    return page
