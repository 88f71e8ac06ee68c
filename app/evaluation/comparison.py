"""One question put through several modes or models, one after the other, and what its answers have in common.

One after the other, since a chat server answers one at a time: side by side each would wait for the others, and no
timing would mean anything. A comparison is kept as a run: a death of the process loses the answer being written only.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from app.answering.archive import begun
from app.answering.compare import (
    Agreement,
    Difference,
    Overlap,
    PageOverlap,
    Strip,
    agreement,
    differences,
    evidence_strips,
    is_complete,
    page_overlap,
)
from app.answering.generate import SILENT, Listener
from app.answering.pack import choose_window
from app.answering.render import answer_json
from app.answering.request import EVERYTHING, Scope
from app.answering.types import Answer, Mode
from app.assistant import Assistant
from app.expected import EXPECTED
from app.records.chats import UnknownChat
from vectorstore.errors import UnknownDocument

KIND = "comparison"
"""What the plan of a run says that it is."""

ENDED = ("stop", "length")
"""How answers end by themselves: these are not asked again."""

READS_WHOLE: frozenset[Mode] = frozenset(("long", "auto"))
"""Modes that may read whole documents, and need a window for them."""

READS_PASSAGES: frozenset[Mode] = frozenset(("rag", "auto"))
"""Modes that read passages, or may."""


@dataclass(frozen=True, slots=True)
class Column:
    """One way to answer: a mode, and a model by its name ("" for the one taken by itself)."""

    mode: Mode
    model: str = ""


@dataclass(frozen=True, slots=True)
class ComparisonPlan:
    """What is asked in which ways. `warm` asks each way a second time directly after the first.

    `blind` hides from the person which column is which until they have voted.
    """

    question: str
    columns: tuple[Column, ...]
    scope: Scope = EVERYTHING
    warm: bool = False
    blind: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """A plan with the answers that there are: None for one that was not asked (yet)."""

    plan: ComparisonPlan
    answers: tuple[Answer | None, ...]
    warm: tuple[Answer | None, ...]

    @property
    def given(self) -> list[Answer]:
        """The first answers that there are."""
        return [answer for answer in self.answers if answer is not None]

    @property
    def agreement(self) -> Agreement:
        """What the answers have in common."""
        return agreement(self.given)

    @property
    def differences(self) -> tuple[tuple[Difference, ...], ...]:
        """The sentences of each column that not every other one says."""
        found = iter(differences(self.given))
        return tuple(() if answer is None else next(found) for answer in self.answers)

    @property
    def page_overlap(self) -> PageOverlap:
        """The pages that the answers share."""
        return page_overlap(self.given)


ListenerOf = Callable[[int, bool], Listener]
"""Gives who hears of a column (its index); True: of its second asking."""


def plan_record(plan: ComparisonPlan) -> dict[str, Any]:
    """Write a plan as plain JSON values. It holds no words of documents."""
    return {"kind": KIND, **asdict(plan)}


def plan_from_record(record: Mapping[str, Any]) -> ComparisonPlan:
    """Read a plan."""
    scope = record["scope"]
    return ComparisonPlan(
        question=record["question"],
        columns=tuple(Column(column["mode"], column["model"]) for column in record["columns"]),
        scope=Scope(scope["space"], tuple(scope["documents"]), scope["all_that_fit"]),
        warm=record["warm"],
        blind=record["blind"],
    )


def is_comparison(record: Mapping[str, Any]) -> bool:
    """Whether a run's plan is that of a comparison."""
    return record.get("kind") == KIND


def begin_comparison(assistant: Assistant, plan: ComparisonPlan) -> str:
    """Keep a plan; give the id of its run, of which nothing is asked yet. Raises UnknownName for a document.

    Documents are kept by their ids: a plan outlives them, and a name may say what is in one.
    """
    documents = assistant.find(plan.scope.documents, plan.scope.space)
    scope = replace(plan.scope, documents=tuple(str(document.id) for document in documents))
    run_id = assistant.runs.create(plan.question).id
    assistant.runs.keep_plan(run_id, plan_record(replace(plan, scope=scope)))
    return run_id


def load_comparison(assistant: Assistant, run_id: str) -> Comparison:
    """Read a comparison as far as it has come. Raises UnknownChat, also for a run that is something else."""
    record = assistant.runs.plan(run_id)
    if not is_comparison(record):
        raise UnknownChat
    plan = plan_from_record(record)
    kept = {answer.id: answer for answer in assistant.runs.answers(run_id)}

    def answers(*, again: bool) -> tuple[Answer | None, ...]:
        return tuple(kept.get(answer_id(run_id, index, again=again)) for index in range(len(plan.columns)))

    return Comparison(plan, answers(again=False), answers(again=True))


def answer_id(run_id: str, index: int, *, again: bool) -> str:
    """The id of a column's answer in its run."""
    return f"{run_id}-{index}{'-again' if again else ''}"


def run_comparison(
    assistant: Assistant, run_id: str, listener_of: ListenerOf = lambda _index, _again: SILENT
) -> Comparison:
    """Ask in every way of a run's plan, in its order, and keep each answer as soon as it is there.

    All columns of a model are sent in one window, so that it is not loaded anew between them. A column that fails is
    kept as broken with the reason, and the next one is asked; a listener that cancels ends its answer, and the rest is
    not asked. What ended by itself in an earlier call is not asked again. Answers time themselves: a wait for other
    questions counts nowhere.
    """
    kept = load_comparison(assistant, run_id)
    plan = kept.plan
    windows = defaultdict(int, shared_windows(assistant, plan))
    for index, column in enumerate(plan.columns):
        for again in (False, True) if plan.warm else (False,):
            answer = (kept.warm if again else kept.answers)[index]
            if answer is None or answer.ended_by not in ENDED:
                listener = listener_of(index, again)
                if listener.cancelled():
                    return load_comparison(assistant, run_id)
                empty = _empty(plan, column, answer_id(run_id, index, again=again))
                answer = _ask(
                    assistant, run_id, empty, column.model, plan.scope, windows.get(column.model, 0), listener
                )
            windows[column.model] = max(windows.get(column.model, 0), answer.tokens.window or 0)
            if not is_complete(answer) or not answer.model.name:
                break
    return load_comparison(assistant, run_id)


def shared_windows(assistant: Assistant, plan: ComparisonPlan) -> dict[str, int]:
    """For each model, the largest window that one of its columns needs, in tokens; 0 where none is known."""
    settings = assistant.settings
    passages = choose_window(settings.passage_tokens + settings.answer_tokens, settings.windows, None) or 0
    needed: dict[str, int] = {}
    for model in dict.fromkeys(column.model for column in plan.columns):
        modes = {column.mode for column in plan.columns if column.model == model}
        # Counted once for both modes: the documents are the same.
        whole = _window_of_documents(assistant, plan, model) if modes & READS_WHOLE else 0
        needed[model] = max(whole, passages if modes & READS_PASSAGES else 0)
    return needed


def _window_of_documents(assistant: Assistant, plan: ComparisonPlan, model: str) -> int:
    try:
        fit = assistant.fit(question=plan.question, model=model, scope=plan.scope)
    except EXPECTED:  # what keeps them from being counted keeps the column from being asked, which tells it then
        return 0
    return (fit.window or 0) if fit else 0


def _empty(plan: ComparisonPlan, column: Column, identity: str) -> Answer:
    scope = tuple(map(int, plan.scope.documents))
    return replace(begun(identity, plan.question, column.mode, time.time()), scope=scope)


def _ask(
    assistant: Assistant, run_id: str, empty: Answer, model: str, scope: Scope, least_window: int, listener: Listener
) -> Answer:
    """Ask, and keep that it is being asked, then what came of it."""
    assistant.runs.keep(run_id, replace(empty, ended_by="running"))
    try:
        answer = assistant.ask(
            empty.question,
            mode=empty.requested,
            model=model,
            scope=scope,
            listener=listener,
            question_id=empty.id,
            least_window=least_window,
        )
    except EXPECTED as error:
        answer = _broken(empty, str(error))
    except Exception as error:
        reason = f"Something unexpected went wrong ({type(error).__name__}): see the log."
        assistant.runs.keep(run_id, _broken(empty, reason))
        raise
    assistant.runs.keep(run_id, answer)
    return answer


def _broken(empty: Answer, reason: str) -> Answer:
    return replace(empty, ended_by="broken", warnings=(reason,))


def comparison_strips(assistant: Assistant, comparison: Comparison) -> tuple[tuple[Strip, ...], ...]:
    """Where in the documents each column drew and cites; documents that are gone are left out."""
    lengths: dict[int, int] = {}
    for document in {passage.document for answer in comparison.given for passage in answer.passages}:
        try:
            pages = assistant.pages(document)
        except UnknownDocument:
            continue
        lengths[document] = max((page.start + len(page.text) for page in pages), default=0)
    return tuple(() if answer is None else evidence_strips(answer, lengths) for answer in comparison.answers)


def comparison_json(run_id: str, comparison: Comparison) -> dict[str, Any]:
    """The document of `compare --json`."""
    overlap = comparison.page_overlap
    return {
        "run": run_id,
        "question": comparison.plan.question,
        "answers": [answer_json(answer) for answer in comparison.given],
        "warm": [answer_json(answer) for answer in comparison.warm if answer is not None],
        "agreement": comparison.agreement,
        "differences": [[asdict(each) for each in those] for those in differences(comparison.given)],
        "page_overlap": {"cited": overlap_json(overlap.cited), "drawn": overlap_json(overlap.drawn)},
    }


def overlap_json(overlap: Overlap) -> dict[str, Any]:
    """Pages that answers share: the share of all, and the pages as {document_id, document, page}."""
    return {
        "share": overlap.share,
        "shared": [asdict(page) for page in overlap.shared],
        "pages": [[asdict(page) for page in pages] for pages in overlap.pages],
    }
