"""A report and its progress in words, for a terminal and for pages: the same columns everywhere. Pure."""

from collections import Counter
from collections.abc import Sequence

from app.answering.types import MODE_NAMES
from app.evaluation.metrics import wilson
from app.evaluation.plan import Progress
from app.evaluation.report import Report
from app.evaluation.results import Row

COLUMNS = (
    "Mode",
    "Model",
    "Right",
    "95 % interval",
    "Exact",
    "F1",
    "Page hit",
    "Supported",
    "Refused rightly",
    "Refused wrongly",
    "Did not fit",
    "Failed",
    "Tokens each",
    "Seconds each",
)
NOTHING = "–"


def table_cells(row: Row) -> tuple[str, ...]:
    """A row as words, one for each of COLUMNS; counts stand beside what they are of."""
    answers = row.judged - row.unanswerable
    low, high = wilson(row.correct, row.judged)
    return (
        MODE_NAMES[row.mode],
        row.model or NOTHING,
        _of(row.correct, row.judged),
        f"{low:.0%} to {high:.0%}" if row.judged else NOTHING,
        _of(row.exact, answers),
        f"{row.f1 / answers:.2f}" if answers else NOTHING,
        _of(row.page_hit, row.with_pages),
        _of(row.supported, row.sentences),
        _of(row.refused_right, row.unanswerable),
        _of(row.refused_wrong, row.answerable),
        f"{row.does_not_fit:,}",
        f"{row.failed:,}",
        f"{row.tokens / row.counted:,.0f}" if row.counted else NOTHING,
        f"{row.seconds / row.measured:,.1f}" if row.measured else NOTHING,
    )


def text_table(rows: Sequence[Row]) -> str:
    """The table for a terminal."""
    lines = [COLUMNS, *map(table_cells, rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(COLUMNS))]
    return "\n".join(
        "  ".join(
            word.ljust(width) if at < 2 else word.rjust(width)
            for at, (word, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def progress_line(progress: Progress) -> str:
    """How far a run is, in one line."""
    parts = [f"{progress.done:,} of {progress.total:,} answers"]
    if progress.mode:
        parts += filter(None, (MODE_NAMES[progress.mode], progress.model))
    if progress.failed:
        parts.append(f"{progress.failed:,} failed")
    if progress.seconds_left is not None and progress.mode:
        parts.append(f"about {max(1, round(progress.seconds_left / 60)):,} min left")
    return " · ".join(parts)


def failures_line(report: Report) -> str:
    """What did not come, and what to do about it; "" where everything did."""
    failed = [result for result in report.results if result.state == "failed"]
    lines = []
    if failed:
        reasons = Counter(result.reason for result in failed).most_common(3)
        lines.append(f"{len(failed):,} failed, and are tried again when the same run is started again:")
        lines += [f"  {count:,} times: {reason}" for reason, count in reasons]
    if missing := report.calls - len(report.results):
        lines.append(f"{missing:,} of {report.calls:,} answers are still to come: start the same run again.")
    return "\n".join(lines)


def _of(hits: int, count: int) -> str:
    return f"{hits:,} of {count:,}" if count else NOTHING
