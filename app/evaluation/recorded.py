"""The run that comes with the program: over the sample documents, by a real model, for those who have none yet."""

from dataclasses import replace

from app.evaluation.report import Report, read_report
from app.samples import recorded_file

RECORDED = "recorded"
"""Stands where a run of the room has its id."""


def recorded_report() -> Report | None:
    """The recorded run, None where none comes with this program. Raises ReportError where it cannot be read."""
    file = recorded_file("evaluation.json")
    if file is None:
        return None
    # Its run is one of another room.
    return replace(read_report(file.read_text(encoding="utf-8")), run="")
