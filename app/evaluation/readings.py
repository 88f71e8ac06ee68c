"""What the charts of a report show, each with one sentence on what it says, computed from the data. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from app.answering.types import MODE_NAMES, Mode
from app.evaluation.charts import Cost, Pace, Share, cost_chart, pace_chart, share_chart
from app.evaluation.metrics import sign_test
from app.evaluation.report import Report
from app.evaluation.results import Result, Row

LIKELY_CHANCE = 0.05
"""A difference that chance alone gives more often than this is called undecided."""
LONGEST_PACE = 50
"""Questions on one document up to which the break-even is drawn."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A question, the picture that answers it, and its reading."""

    question: str
    svg: str
    reading: str


def charts_of(report: Report) -> tuple[Chart, ...]:
    """The charts that a report has data for."""
    rows = [row for row in report.rows if row.judged]
    if not rows:
        return ()
    right, cost = "Which is right more often?", "What does a right answer cost?"
    charts = [Chart(right, share_chart([_share(row, report) for row in rows], right), right_reading(report))]
    counted = [row for row in rows if row.counted]
    if counted:
        costs = [Cost(_share(row, report), row.tokens / row.counted) for row in counted]
        charts.append(Chart(cost, cost_chart(costs, cost), cost_reading(counted, report)))
    question = "After how many questions on a document is long context cheaper?"
    charts += [
        Chart(question, pace_chart(paces, _questions(paces), question), pace_reading(paces, report, model))
        for model in dict.fromkeys(row.model for row in rows)
        if (paces := paces_of(report, model))
    ]
    return tuple(charts)


def right_reading(report: Report) -> str:
    """Who was right more often, and whether so many questions decide it."""
    rows = sorted((row for row in report.rows if row.judged), key=lambda row: -row.correct / row.judged)
    best = rows[0]
    told = f"{label_of(best, report)} was right in {best.correct} of {best.judged}"
    others = [row for row in rows[1:] if row.mode != "closed"]
    if not others:
        return f"{told}."
    second = others[0]
    ahead, behind = _differing(report, best, second)
    chance = sign_test(ahead, behind)
    told += f", {label_of(second, report)} in {second.correct} of {second.judged}"
    if not ahead + behind:
        return f"{told}; no question tells the two apart."
    split = f"where only one of them was right, it was the first {ahead} times and the second {behind} times"
    decided = "chance alone seldom does that" if chance <= LIKELY_CHANCE else "which chance alone may do"
    return f"{told}; {split}, {decided} (p = {chance:.2g})."


def cost_reading(rows: Sequence[Row], report: Report) -> str:
    """Tokens read for each right answer."""
    # Closed book is a control: it reads nothing, and nobody would ask this way.
    right = sorted(
        (row for row in rows if row.correct and row.tokens and row.mode != "closed"),
        key=lambda row: row.tokens / row.correct,
    )
    if not right:
        return "No answer was right, so nothing can be said of its cost."
    prices = [f"{row.tokens / row.correct:,.0f} tokens with {label_of(row, report)}" for row in right]
    return f"A right answer cost {_listed(prices)}: all tokens read, shared among the right answers."


def paces_of(report: Report, model: str) -> list[Pace]:
    """How long RAG and long context take a question, on questions that both answered; [] where that is not known.

    Loading the model and waiting for others is left out. For long context the first question on a document pays for
    reading it.
    """
    sent = {
        (result.mode, result.case): result
        for result in report.results
        if result.model == model and result.score is not None and not result.score.does_not_fit
    }
    both = [case for mode, case in sent if mode == "rag" and ("long", case) in sent]
    rag = [_seconds(sent["rag", case]) for case in both]
    long = [sent["long", case] for case in both]
    first = [_seconds(result) for result in long if result.first]
    later = [_seconds(result) for result in long if result.first is False]
    if not (rag and first and later):
        return []
    steady = _mean(rag)
    return [
        Pace(MODE_NAMES["rag"], "rag", steady, steady),
        Pace(MODE_NAMES["long"], "long", _mean(first), _mean(later)),
    ]


def break_even(rag: Pace, long: Pace) -> int | None:
    """The number of questions on one document from which on long context takes no longer in all; None: never."""
    if long.first <= rag.first:
        return 1 if long.later <= rag.later else None
    saved = rag.later - long.later
    return 1 + math.ceil((long.first - rag.first) / saved - 1e-9) if saved > 0 else None


def pace_reading(paces: Sequence[Pace], report: Report, model: str) -> str:
    """From which question on long context is cheaper, in seconds measured."""
    rag, long = paces
    who = f" with {model}" if len(report.models) > 1 else ""
    measured = (
        f"a question took {rag.later:.1f} s by RAG; the first one on whole documents took {long.first:.1f} s, "
        f"each later one {long.later:.1f} s"
    )
    even = break_even(rag, long)
    if even is None:
        return f"Long context does not end up cheaper{who}: {measured}."
    return f"Long context is cheaper{who} from {_nth(even)} question on a document on: {measured}."


def label_of(row: Row, report: Report) -> str:
    """A row as a person calls it; the model only where there are several."""
    return MODE_NAMES[row.mode] + (f" · {row.model}" if len(report.models) > 1 and row.model else "")


def _share(row: Row, report: Report) -> Share:
    return Share(label_of(row, report), row.mode, row.correct, row.judged)


def _differing(report: Report, one: Row, other: Row) -> tuple[int, int]:
    """Questions that only the one got right, and that only the other did, of those that both were judged on."""
    rights = [_right_by_case(report, row.mode, row.model) for row in (one, other)]
    both = rights[0].keys() & rights[1].keys()
    return (
        sum(rights[0][case] and not rights[1][case] for case in both),
        sum(rights[1][case] and not rights[0][case] for case in both),
    )


def _right_by_case(report: Report, mode: Mode, model: str) -> dict[str, bool]:
    return {
        result.case: result.score.correct
        for result in report.results
        if (result.mode, result.model) == (mode, model) and result.score and result.score.correct is not None
    }


def _seconds(result: Result) -> float:
    """What a question took by itself: retrieving, reading and writing; where the server does not say, all but loading.

    Others who ask the same server make an answer wait, which says nothing of its mode.
    """
    if result.prefill is not None and result.decode is not None:
        return (result.retrieve or 0.0) + result.prefill + result.decode
    return max(0.0, (result.seconds or 0.0) - (result.load or 0.0))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _questions(paces: Sequence[Pace]) -> int:
    """How many questions to draw: past the break-even, where there is one that can be shown."""
    even = break_even(*paces)
    return min(LONGEST_PACE, max(10, 2 * even)) if even else 10


def _nth(number: int) -> str:
    words = {1: "the first", 2: "the second", 3: "the third"}
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return words.get(number, f"the {number}{ending}")


def _listed(parts: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))
