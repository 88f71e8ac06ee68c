"""A report as one HTML page that needs nothing else and in which nothing is live. Pure."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from html import escape

from app.answering.render import one_line
from app.answering.types import MODE_NAMES
from app.evaluation.readings import Chart, charts_of
from app.evaluation.report import Report
from app.evaluation.results import Result, Row
from app.evaluation.table import COLUMNS, table_cells

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""Even if something were live, a browser would load nothing."""

_STYLE = """
:root { color-scheme: light dark; --st-primary-color: light-dark(#1f5c46, #6fc3a2);
  --st-blue-text-color: light-dark(#24506b, #9cc7e0); --st-yellow-text-color: light-dark(#6f4e00, #e8cd82);
  --st-red-text-color: light-dark(#9c2f22, #f0a394); }
body { font: 1rem/1.6 system-ui, sans-serif; max-width: 66rem; margin: 2.5rem auto; padding: 0 1.25rem;
  color: light-dark(#20261f, #e7e4da); background: light-dark(#fbfaf6, #151916);
  overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
h1, h2, h3, figcaption { font-family: Georgia, serif; line-height: 1.25; }
h1 { font-size: 1.75rem; margin-bottom: .25rem; } h2 { font-size: 1.25rem; margin-top: 2.5rem; }
h3 { font-size: 1rem; margin: 0 0 .25rem; } .quiet, dl { font-size: .875rem; opacity: .85; }
.wide { overflow-x: auto; } table { border-collapse: collapse; font-size: .875rem; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0;
  border-top: 1px solid color-mix(in srgb, currentColor 18%, transparent); }
th { font-size: .8125rem; border: 0; overflow-wrap: normal; vertical-align: bottom; }
.rows td:nth-child(n+3), .rows th:nth-child(n+3) { text-align: right; }
.rows td { white-space: nowrap; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: 2rem; }
figure { margin: 0; } figcaption { font-size: 1.1rem; font-weight: 600; margin-bottom: .5rem; }
svg { width: 100%; max-width: 32rem; font-family: system-ui, sans-serif; }
.reading { border-left: 3px solid var(--st-primary-color); padding-left: .75rem; font-size: .9375rem; }
details { border-top: 1px solid color-mix(in srgb, currentColor 18%, transparent); padding: .5rem 0; }
summary { cursor: pointer; } blockquote { font-family: Georgia, serif; margin: .25rem 0 .5rem 1rem; }
.answer { white-space: pre-line; margin: .25rem 0; } .answered { margin: .75rem 0 0 1rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 1rem; } dd { margin: 0; }
@media print { body { margin: 0; max-width: none; color-scheme: light; } figure, details { break-inside: avoid; } }
"""


def report_html(report: Report) -> str:
    """The page of a report: how it was made, the table, the charts with their readings, every question."""
    title = escape(f"Evaluation: {' '.join(report.title.split())}")
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f'<h1>{title}</h1>\n<p class="quiet">{escape(summary_line(report))}</p>\n'
        f"{rows_html(report.rows)}\n{_charts(charts_of(report))}\n"
        f"<h2>Every question</h2>\n{_cases(report)}\n<h2>How it was made</h2>\n{_facts(report)}\n</body>\n</html>\n"
    )


def summary_line(report: Report) -> str:
    """What was run, and how much of it is there."""
    modes = ", ".join(MODE_NAMES[mode] for mode in report.modes)
    models = ", ".join(model.name for model in report.models)
    came = len(report.results)
    state = f"{came:,} answers" if came == report.calls else f"{came:,} of {report.calls:,} answers so far"
    parts = [f"{report.questions:,} questions", modes, models, state, date_line(report.finished or report.began)]
    return " · ".join(part for part in parts if part)


def date_line(seconds: float) -> str:
    """Seconds since 1970 as a date and time that mean the same everywhere."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")


def rows_html(rows: Sequence[Row]) -> str:
    """The table of modes and models, in a box of its own that scrolls where it is too wide."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in COLUMNS)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in table_cells(row)) + "</tr>" for row in rows)
    return (
        '<div class="wide" tabindex="0" role="region" aria-label="Modes and models">'
        f'<table class="rows"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def _charts(charts: Iterable[Chart]) -> str:
    figures = "".join(
        f"<figure><figcaption>{escape(chart.question)}</figcaption>{chart.svg}"
        f'<p class="reading">{escape(chart.reading)}</p></figure>'
        for chart in charts
    )
    return f'<h2>What it says</h2>\n<div class="charts">{figures}</div>' if figures else ""


def _cases(report: Report) -> str:
    by_case: dict[str, list[Result]] = {}
    for result in report.results:
        by_case.setdefault(result.case, []).append(result)
    return "\n".join(_case(results) for results in by_case.values())


def _case(results: Sequence[Result]) -> str:
    first = results[0]
    expected = "; ".join(first.expected) or ("no answer in the documents" if first.unanswerable else "not known")
    marks = " ".join(f"{MODE_NAMES[result.mode]} {judgement(result)}." for result in results)
    answers = "".join(_answer(result) for result in results)
    return (
        f'<details><summary>{escape(first.question)} <span class="quiet">{escape(marks)}</span></summary>'
        f'<p class="quiet">{escape(first.case)} · expected: {escape(expected)}</p>{answers}</details>'
    )


def _answer(result: Result) -> str:
    name = " · ".join(filter(None, (MODE_NAMES[result.mode], result.model, judgement(result))))
    cited = "".join(
        f"<div>{escape(each.document)} p. {each.page} ({escape(each.verdict)})</div>"
        f"<blockquote>{escape(each.quote)}</blockquote>"
        for each in result.citations
    )
    reason = f'<p class="quiet">{escape(result.reason)}</p>' if result.reason else ""
    return (
        f'<div class="answered"><h3>{escape(name)}</h3><p class="answer">{escape(result.text)}</p>{reason}{cited}</div>'
    )


def judgement(result: Result) -> str:
    """How an answer stands to its question, in a word or two."""
    score = result.score
    if result.state == "failed":
        return "failed"
    if score is None:
        return "erased"
    if score.does_not_fit:
        return "did not fit"
    if score.refused:
        return "refused rightly" if result.unanswerable else "refused wrongly"
    if score.correct is None:
        return "not judged"
    return "right" if score.correct else "wrong"


def _facts(report: Report) -> str:
    facts = [
        ("Questions", f"{report.questions:,}"),
        ("Documents", ", ".join(report.documents) or f"all of the space {report.space}, or those of each question"),
        *(("Model", " ".join(filter(None, (model.name, model.digest)))) for model in report.models),
        ("Chat server", f"Ollama {report.server}" if report.server else ""),
        ("Muniment", report.program),
        ("Machine", report.machine),
        ("Begun", date_line(report.began)),
        ("Finished", date_line(report.finished) if report.finished else "not yet"),
        *((name, _shown(value)) for name, value in report.settings.items()),
    ]
    said = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in facts if value)
    notes = "".join(f"<p>{escape(one_line(note))}</p>" for note in NOTES)
    return f"<dl>{said}</dl><div class='quiet'>{notes}</div>"


NOTES = (
    """Right: the answer holds the expected words (all of them where they are parts of one answer), compared in lower
    case, without punctuation and articles, as whole words. Where the documents do not answer, right is to refuse.""",
    "An answer that was refused or did not fit counts as not right where there is one. Failed ones are not counted.",
    """Page hit: a citation on a page where the answer stands, one for each document that it stands in. Supported:
    sentences that a cited quote supports, of those that claim something. Intervals are Wilson's, at 95 %.""",
    "Tokens are those that a model read, as the server counted them. Closed book is the model alone, as a control.",
    """Seconds run from the question to the whole answer. In the break-even, loading the model and waiting for others
    who ask the same server are left out.""",
)


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
