"""Run a question set through modes and models: one call at a time, each answer kept when it comes.

A run that was ended, or whose process died, goes on where it stopped. A call that fails is kept with its reason, does
not end the run, and is made again when the run is carried out the next time.
"""

import hashlib
import json
import os
import platform
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from importlib.metadata import version
from typing import Any

import psutil

from app.answering.archive import ERASED, begun
from app.answering.generate import Listener
from app.answering.request import Scope
from app.answering.types import Answer, Mode, ModelUsed
from app.assistant import Assistant
from app.evaluation.cases import Case, named_documents
from app.evaluation.metrics import Score, score
from app.evaluation.plan import (
    GROUPED,
    KIND,
    WITHOUT_MODEL,
    Asked,
    Call,
    Plan,
    Progress,
    Run,
    calls_of,
    digest_of,
    is_missing,
    plan_from_record,
    plan_record,
    with_answers,
)
from app.expected import EXPECTED
from app.records.chats import Chat

PREPARING = {"kind": KIND, "digest": "", "cases": None}
"""The record of a run that is being written down."""


class EvaluationError(Exception):
    """A run cannot be begun or gone on with; the message says why and what to do."""


def plan_run(
    assistant: Assistant,
    title: str,
    cases: Sequence[Case],
    modes: Sequence[Mode],
    models: Sequence[str] = (),
    scope: Scope = Scope(),  # noqa: B008  # frozen
) -> Plan:
    """Plan a run: find its models and documents. `models` are names, () for the one taken by itself.

    Raises EvaluationError where a document is not there or no model is, and what Assistant raises for a model's name.
    """
    needed = [mode for mode in modes if mode not in WITHOUT_MODEL]
    used = [_model(assistant, name) for name in models or [""]] if needed else []
    documents = tuple(sorted(document.id for document in assistant.find(scope.documents, scope.space)))
    settings = assistant.settings
    return Plan(
        title=title,
        asked=_find_documents(assistant, cases, scope.space),
        modes=tuple(dict.fromkeys(modes)),
        models=tuple(dict.fromkeys(used)),
        space=scope.space,
        documents=documents,
        within=_within(assistant, scope.space, documents),
        settings={
            "answer_tokens": settings.answer_tokens,
            "passages": settings.passages,
            "passage_tokens": settings.passage_tokens,
            "windows": list(settings.windows),
            "temperature": settings.temperature,
            "seed": settings.seed,
            "embedder": assistant.embedder.signature_name,
        },
        server=(assistant.models.look().version or "") if needed else "",
        program=version("muniment"),
        machine=_machine(),
    )


def _machine() -> str:
    """What the answers are made on, as far as it makes them faster or slower."""
    memory = psutil.virtual_memory().total / 1024**3
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GiB of memory"


def _model(assistant: Assistant, name: str) -> ModelUsed:
    model = assistant.models.choose(name)
    if model is None:
        raise EvaluationError(
            "No chat model answers here, and these modes need one. `muniment doctor` says how to add one; "
            "the mode quotes needs none."
        )
    description = model.describe()
    return ModelUsed(description.provider, description.name, description.digest)


def _find_documents(assistant: Assistant, cases: Sequence[Case], space: str) -> tuple[Asked, ...]:
    found: dict[str, frozenset[int]] = {}
    absent = []
    for name in named_documents(cases):
        try:
            found[name] = frozenset(document.id for document in assistant.find([name], space))
        except EXPECTED:
            absent.append(name)
    if absent:
        raise EvaluationError(
            f"The question set asks of documents that are not in this room: {', '.join(absent)}. "
            "Add them with `muniment ingest`, or take their questions out."
        )
    return tuple(
        Asked(case, tuple((found[source.document], frozenset(source.pages)) for source in case.sources))
        for case in cases
    )


def _within(assistant: Assistant, space: str, documents: Sequence[int]) -> str:
    """What is asked where a case names no document; a document more or less makes other answers."""
    all_ready = [document.id for document in assistant.documents(space) if document.state == "ready"]
    return hashlib.sha256(json.dumps(sorted(documents or all_ready)).encode()).hexdigest()


# Kept runs


_writing = threading.Lock()
_carried_out: set[str] = set()
"""Runs that are being carried out by this process, the only one that has the room."""


def begin_run(assistant: Assistant, plan: Plan, *, new: bool = False) -> str:
    """Give the id of the newest run of the same plan, or of a new one, always that if `new`."""
    digest = digest_of(plan)
    with _writing:
        for run in () if new else list_runs(assistant):
            if assistant.runs.plan(run.id)["digest"] == digest:
                return run.id
        _sweep(assistant)
        run_id = assistant.runs.create(plan.title).id
        assistant.runs.keep_plan(run_id, PREPARING)
        for number, asked in enumerate(plan.asked):
            if asked.case.answers:
                assistant.runs.keep(run_id, _expected(number, asked))
        assistant.runs.keep_plan(run_id, plan_record(plan) | {"began": time.time(), "finished": None, "scores": {}})
    return run_id


def _sweep(assistant: Assistant) -> None:
    """Delete what a process that died while it wrote a run down has left."""
    for run in assistant.runs.all():
        if assistant.runs.plan(run.id) == PREPARING:
            assistant.runs.delete(run.id)


def list_runs(assistant: Assistant) -> list[Chat]:
    """The evaluations of the room, the one that was last worked at first."""
    return [run for run in assistant.runs.all() if assistant.runs.plan(run.id).get("cases") is not None]


def read_run(assistant: Assistant, run_id: str) -> Run:
    """A run with everything that came of it so far. Raises UnknownChat, EvaluationError for what is no evaluation."""
    record = assistant.runs.plan(run_id)
    if record.get("kind") != KIND or record["cases"] is None:
        raise EvaluationError("This is no evaluation. Choose one from the list.")
    kept = {answer.id: answer for answer in assistant.runs.answers(run_id)}
    expected = {number: _gold(kept.pop(_expected_id(number), None)) for number in range(len(record["cases"]))}
    plan = with_answers(plan_from_record(record), expected)
    scores = {call_id: Score(**values) for call_id, values in record["scores"].items()}
    lost = {number for number, case in enumerate(record["cases"]) if case["expected"] and not expected[number]}
    for call in calls_of(plan):
        answer = kept.get(call.id)
        if call.id in scores or answer is None or is_missing(answer):
            continue
        if answer.text != ERASED and call.number not in lost:
            asked = plan.asked[call.number]
            scores[call.id] = score(asked.case, answer, asked.pages)
    return Run(run_id, plan, record["began"], record["finished"], kept, scores)


def document_names(assistant: Assistant, run: Run) -> dict[int, str]:
    """Names of the documents that a run speaks of, by their ids, as far as they are still there."""
    named = {citation.document_id for answer in run.answers.values() for citation in answer.citations}
    names = {}
    for document in named.union(run.plan.documents):
        try:
            names[document] = assistant.document(document).name
        except EXPECTED:  # erased meanwhile
            continue
    return names


def delete_run(assistant: Assistant, run_id: str) -> None:
    """Erase a run; raises EvaluationError while it is being carried out."""
    if run_id in _carried_out:
        raise EvaluationError("This run is being carried out. Stop it first.")
    assistant.runs.delete(run_id)


def _expected(number: int, asked: Asked) -> Answer:
    """The expected answers as an answer of the run: kept as such, they are blanked with the documents of the case."""
    empty = begun(_expected_id(number), asked.case.question, "quotes", 0.0)
    return replace(empty, text=json.dumps(asked.case.answers), ended_by="stop", follows=asked.documents)


def _expected_id(number: int) -> str:
    return f"{number + 1}-expected"


def _gold(answer: Answer | None) -> list[str]:
    if answer is None or answer.text == ERASED:
        return []
    return list(json.loads(answer.text))


# Carrying out


def carry_out(
    assistant: Assistant,
    run_id: str,
    on_progress: Callable[[Progress], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Run:
    """Make the calls of a run that are missing, and give it as it then is. `cancelled` ends it soon, also in a call.

    Raises EvaluationError where its documents have changed, or it is being carried out already.
    """
    with _writing:
        if run_id in _carried_out:
            raise EvaluationError("This run is being carried out already.")
        _carried_out.add(run_id)
    try:
        run = read_run(assistant, run_id)
        missing = run.missing
        if missing:
            _check_documents(assistant, run.plan)
        _make_calls(assistant, run, missing, on_progress, cancelled)
        return _judge(assistant, run_id)
    finally:
        _carried_out.discard(run_id)


def _check_documents(assistant: Assistant, plan: Plan) -> None:
    named = {document for asked in plan.asked for document in asked.documents} | set(plan.documents)
    try:
        for document in named:
            assistant.document(document)
    except EXPECTED as error:
        raise EvaluationError("A document of this run has been erased: it cannot go on. Begin a new one.") from error
    everything = any(not plan.scope_of(number) for number in range(len(plan.asked)))
    if everything and _within(assistant, plan.space, plan.documents) != plan.within:
        raise EvaluationError(
            "The room has other documents than when this run began: it cannot go on. Begin a new one."
        )


def _make_calls(
    assistant: Assistant,
    run: Run,
    missing: Sequence[Call],
    on_progress: Callable[[Progress], None],
    cancelled: Callable[[], bool],
) -> None:
    total = len(calls_of(run.plan))
    failed = 0
    seconds = {call_id: answer.timings.total or 0.0 for call_id, answer in run.answers.items()}
    windows: dict[str, int] = {}
    for at, call in enumerate(missing):
        left = _seconds_left(missing[at:], seconds, calls_of(run.plan))
        on_progress(Progress(total - len(missing) + at - failed, total, failed, left, call.mode, call.model.name))
        if call.model.name not in windows:
            windows[call.model.name] = _window(assistant, run.plan, call.model)
        answer = _ask(assistant, run.plan, call, windows[call.model.name], cancelled)
        if cancelled():
            return
        assistant.runs.keep(run.id, answer)
        failed += is_missing(answer)
        seconds[call.id] = answer.timings.total or 0.0
    on_progress(Progress(total - failed, total, failed, 0.0))


def _ask(assistant: Assistant, plan: Plan, call: Call, window: int, cancelled: Callable[[], bool]) -> Answer:
    """Make one call; where it fails, the answer says why."""
    question = plan.asked[call.number].case.question
    try:
        return assistant.ask(
            question,
            mode=call.mode,
            model=call.model.name,
            scope=Scope(plan.space, tuple(map(str, plan.scope_of(call.number)))),
            listener=Listener(cancelled=cancelled),
            question_id=call.id,
            least_window=window,
        )
    except EXPECTED as error:
        empty = begun(call.id, question, call.mode, time.time())
        return replace(empty, model=call.model, ended_by="broken", warnings=(str(error),))


def _window(assistant: Assistant, plan: Plan, model: ModelUsed) -> int:
    """The one window in which a model answers all of a run, in tokens; 0 leaves it to each prompt.

    Large enough for the longest whole document that fits, since a change of the window loads the model anew.
    """
    if not set(GROUPED) & set(plan.modes) or not model.name:
        return 0
    longest: dict[tuple[int, ...], str] = {}
    for number, asked in enumerate(plan.asked):
        scope = plan.scope_of(number)
        longest[scope] = max(longest.get(scope, ""), asked.case.question, key=len)
    fits = [
        assistant.fit(question=question, model=model.name, scope=Scope(plan.space, tuple(map(str, scope))))
        for scope, question in longest.items()
    ]
    return max((fit.window or 0 for fit in fits if fit is not None), default=0)


def _seconds_left(missing: Sequence[Call], seconds: Mapping[str, float], calls: Sequence[Call]) -> float | None:
    """Seconds that the missing calls will take if they take as long as those of their mode and model did so far."""
    measured: dict[tuple[Mode, str], list[float]] = {}
    for call in calls:
        if seconds.get(call.id):
            measured.setdefault((call.mode, call.model.name), []).append(seconds[call.id])
    if any((call.mode, call.model.name) not in measured for call in missing):
        return None
    means = {kind: sum(each) / len(each) for kind, each in measured.items()}
    return sum(means[call.mode, call.model.name] for call in missing)


def _judge(assistant: Assistant, run_id: str) -> Run:
    """Keep the scores of what came: they outlive the words that they were made of."""
    run = read_run(assistant, run_id)
    finished = (run.finished or time.time()) if not run.missing else None
    record: dict[str, Any] = {"finished": finished, "scores": {key: asdict(value) for key, value in run.scores.items()}}
    assistant.runs.keep_plan(run_id, {**assistant.runs.plan(run_id), **record})
    return replace(run, finished=finished)
