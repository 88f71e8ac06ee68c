"""What came of a run: a result for each call, and a row for each mode and model that sums them up. Pure.

Rows hold counts and sums, no rates.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from app.answering.archive import ERASED, ERASED_NAME
from app.answering.types import Answer, Mode
from app.evaluation.metrics import Score, tokens_read
from app.evaluation.plan import Call, Plan, Run, calls_of, is_missing

State = Literal["done", "failed", "erased"]


@dataclass(frozen=True, slots=True)
class Quoted:
    """A citation as a result shows it."""

    document: str
    page: int
    quote: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one call. None is what nobody said, or what the question set says nothing about.

    `mode` is the one asked for, `answered_by` the one that gave the answer, which differs for auto. `first` tells of a
    call in the long mode whether its documents were read for it, or stood ready from the call before. `score` is None
    where the call failed, or its words were erased before they were judged.
    """

    id: str
    case: str
    question: str
    expected: tuple[str, ...]
    unanswerable: bool
    mode: Mode
    model: str
    state: State
    reason: str  # why it failed, or why auto went where it went
    answered_by: Mode
    text: str
    citations: tuple[Quoted, ...]
    score: Score | None
    tokens: int | None
    cached: int | None
    generated: int | None
    window: int | None
    seconds: float | None
    first_token: float | None
    retrieve: float | None
    load: float | None
    prefill: float | None
    decode: float | None
    first: bool | None


@dataclass(frozen=True, slots=True)
class Row:
    """The results of one mode and model: counts, and sums over the results that count.

    `n` are the results that were judged or at least came: those that were refused or did not fit are among them, those
    that failed or were erased are not. `judged` are those of `n` of which the set says what is right, and `correct`
    those of them that are: for a question with answers, the answer holds them after normalisation, so that one that was
    refused or did not fit is not right; for an unanswerable one, it was refused.
    """

    mode: Mode
    model: str
    n: int
    correct: int
    page_hit: int
    refused_right: int
    refused_wrong: int
    tokens: int
    seconds: float
    judged: int
    exact: int
    f1: float
    answerable: int
    unanswerable: int
    with_pages: int
    does_not_fit: int
    sentences: int
    supported: int
    failed: int
    counted: int  # results that `tokens` sums up
    measured: int  # results that `seconds` sums up


def results_of(run: Run, names: Mapping[int, str]) -> tuple[Result, ...]:
    """The results of the calls that were made, in the order of the plan; `names` are those of documents by their id."""
    made = [call for call in calls_of(run.plan) if call.id in run.answers]
    first = _first_readings(run.plan, made, run.answers)
    return tuple(
        _result(run, call, run.answers[call.id], names, first.get(call.id))
        for call in made
        if run.answers[call.id].ended_by != "running"
    )


def _result(run: Run, call: Call, answer: Answer, names: Mapping[int, str], first: bool | None) -> Result:
    asked, erased, failed = run.plan.asked[call.number], answer.text == ERASED, is_missing(answer)
    route = answer.route.why if answer.route else ""
    return Result(
        id=call.id,
        case=asked.case.id,
        question=asked.case.question,
        expected=asked.case.answers,
        unanswerable=asked.case.unanswerable,
        mode=call.mode,
        model=call.model.name,
        state="failed" if failed else "erased" if erased else "done",
        reason=" ".join(answer.warnings[-1:]) if failed else route,
        answered_by=answer.mode,
        text=answer.text,
        citations=tuple(
            Quoted(names.get(each.document_id, ERASED_NAME), each.page, each.shown, each.verdict)
            for each in answer.citations
        ),
        score=None if failed else run.scores.get(call.id),
        tokens=tokens_read(answer),
        cached=answer.tokens.cached,
        generated=answer.tokens.generated,
        window=answer.tokens.window,
        seconds=answer.timings.total,
        first_token=answer.timings.first_token,
        retrieve=answer.timings.retrieve,
        load=answer.timings.load,
        prefill=answer.timings.prefill,
        decode=answer.timings.decode,
        first=first,
    )


def _first_readings(plan: Plan, made: Iterable[Call], answers: Mapping[str, Answer]) -> dict[str, bool]:
    """For each call in the long mode that was sent: whether its documents were read for it.

    Where the server tells how much stood ready, that says it; else the call before it in time does: the documents stand
    ready if it sent the same ones to the same model.
    """
    first: dict[str, bool] = {}
    ready: tuple[str, tuple[int, ...]] | None = None
    for call in sorted(made, key=lambda call: answers[call.id].asked):
        answer = answers[call.id]
        sent = call.mode == "long" and not answer.does_not_fit and not is_missing(answer)
        reading = (call.model.name, plan.scope_of(call.number)) if sent else None
        if reading is not None:
            cached, accepted = answer.tokens.cached, answer.tokens.accepted
            told = None if cached is None or accepted is None else cached < accepted / 2
            first[call.id] = reading != ready if told is None else told
        if call.mode != "quotes" and not answer.does_not_fit:
            ready = reading
    return first


def rows_of(results: Sequence[Result]) -> tuple[Row, ...]:
    """Sum up results, in the order in which each mode and model first comes."""
    kinds = dict.fromkeys((result.mode, result.model) for result in results)
    return tuple(
        _row(mode, model, [result for result in results if (result.mode, result.model) == (mode, model)])
        for mode, model in kinds
    )


def _row(mode: Mode, model: str, results: Sequence[Result]) -> Row:
    came = [(result, result.score) for result in results if result.score is not None]
    scores = [score for _, score in came]
    return Row(
        mode=mode,
        model=model,
        n=len(came),
        correct=sum(score.correct is True for score in scores),
        page_hit=sum(score.page_hit is True for score in scores),
        refused_right=sum(score.refused and result.unanswerable for result, score in came),
        refused_wrong=sum(score.refused and not result.unanswerable for result, score in came),
        tokens=sum(result.tokens or 0 for result, _ in came),
        seconds=round(sum(result.seconds or 0.0 for result, _ in came), 3),
        judged=sum(score.correct is not None for score in scores),
        exact=sum(score.exact is True for score in scores),
        f1=round(sum(score.f1 or 0.0 for score in scores), 4),
        answerable=sum(not result.unanswerable for result, _ in came),
        unanswerable=sum(result.unanswerable for result, _ in came),
        with_pages=sum(score.page_hit is not None for score in scores),
        does_not_fit=sum(score.does_not_fit for score in scores),
        sentences=sum(score.sentences for score in scores),
        supported=sum(score.supported for score in scores),
        failed=sum(result.state == "failed" for result in results),
        counted=sum(result.tokens is not None for result, _ in came),
        measured=sum(result.seconds is not None for result, _ in came),
    )
