"""What an evaluation is to do: which questions, in which modes, by which models, of which documents, in which order.

Pure. As a record a plan holds no words of documents: documents are numbers in it, and the expected answers are kept
beside it, where they go when their document is erased.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from app.answering.types import Answer, Mode, ModelUsed
from app.evaluation.cases import Case
from app.evaluation.metrics import Score

KIND = "evaluation"
"""Of a run's record: comparisons lie in the same place."""

MODES: tuple[Mode, ...] = ("quotes", "rag", "closed", "long", "auto")
"""In the order in which they are run: what reads whole documents comes last, and together."""

WITHOUT_MODEL: tuple[Mode, ...] = ("quotes",)
GROUPED: tuple[Mode, ...] = ("long", "auto")
"""Modes whose questions on the same documents follow each other, so that the server reads these once."""

Source = tuple[frozenset[int], frozenset[int]]
"""Documents that one name of a question set stands for, and the pages of them where the answer stands."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A case with its documents found in the room."""

    case: Case
    sources: tuple[Source, ...]

    @property
    def documents(self) -> tuple[int, ...]:
        """The documents that it is asked of, () for those of the whole run."""
        return tuple(sorted({document for documents, _ in self.sources for document in documents}))

    @property
    def pages(self) -> tuple[Source, ...]:
        """Those of its sources of which pages are known."""
        return tuple(source for source in self.sources if source[1])


@dataclass(frozen=True, slots=True)
class Call:
    """One question to one mode and model. `id` is the answer's in the run."""

    id: str
    number: int  # of the case, from 0
    mode: Mode
    model: ModelUsed


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole run. `documents` are those of it, () for all of the space; `within` all that these are at its start."""

    title: str
    asked: tuple[Asked, ...]
    modes: tuple[Mode, ...]
    models: tuple[ModelUsed, ...]  # none where only quotes are asked for
    space: str
    documents: tuple[int, ...]
    within: str  # a digest of the documents that are asked where a case names none
    settings: Mapping[str, Any] = field(default_factory=dict)  # those that make another answer
    server: str = ""  # version of the chat server
    program: str = ""  # version of Muniment
    machine: str = ""  # what it is carried out on

    def scope_of(self, number: int) -> tuple[int, ...]:
        """The documents of a case, () for all of the space."""
        return self.asked[number].documents or self.documents


@dataclass(frozen=True, slots=True)
class Run:
    """A run as it is kept. `answers` and `scores` have the ids of its calls; a call that was not made has neither.

    An answer whose document was erased is blank, and has its score if it was judged before.
    """

    id: str
    plan: Plan
    began: float  # seconds since 1970
    finished: float | None
    answers: Mapping[str, Answer]
    scores: Mapping[str, Score]

    @property
    def missing(self) -> list[Call]:
        """Calls that have not been made, or failed."""
        return [call for call in calls_of(self.plan) if is_missing(self.answers.get(call.id))]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is. `seconds_left` is None until a call of each of its modes and models was measured."""

    done: int
    total: int
    failed: int
    seconds_left: float | None
    mode: Mode | None = None  # of the call that is being made
    model: str = ""


def is_missing(answer: Answer | None) -> bool:
    """Whether a call with this answer is to be made (again)."""
    return answer is None or answer.ended_by in ("running", "broken")


def calls_of(plan: Plan) -> list[Call]:
    """Every call in its order: a model is loaded once, and the questions on one document follow each other."""
    calls = []
    for at, model in enumerate(plan.models or (ModelUsed(),)):
        for mode in [mode for mode in MODES if mode in plan.modes]:
            if mode in WITHOUT_MODEL and at:
                continue  # these answers were asked for with the first model, and by none
            numbers = _grouped(plan) if mode in GROUPED else range(len(plan.asked))
            used = ModelUsed() if mode in WITHOUT_MODEL else model
            calls += [Call(_call_id(number, mode, at), number, mode, used) for number in numbers]
    return calls


def _call_id(number: int, mode: Mode, model: int) -> str:
    return f"{number + 1}-{mode}-{model + 1}"


def _grouped(plan: Plan) -> list[int]:
    """The cases, those on the same documents together, in the order of the first of each."""
    first: dict[tuple[int, ...], int] = {}
    for number in range(len(plan.asked)):
        first.setdefault(plan.scope_of(number), number)
    return sorted(range(len(plan.asked)), key=lambda number: (first[plan.scope_of(number)], number))


def digest_of(plan: Plan) -> str:
    """The same for plans that ask the same of the same: an unfinished run of such a plan goes on where it stopped."""
    told = {
        "cases": [asdict(asked.case) for asked in plan.asked],
        "sources": [_sources_record(asked.sources) for asked in plan.asked],
        "modes": sorted(plan.modes),
        "models": [asdict(model) for model in plan.models],
        "scope": [plan.space, plan.documents, plan.within],
        "settings": dict(plan.settings),
        "program": plan.program,
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def plan_record(plan: Plan) -> dict[str, Any]:
    """A plan as plain JSON values, without the expected answers."""
    return {
        "kind": KIND,
        "digest": digest_of(plan),
        "title": plan.title,
        "cases": [
            {
                "id": asked.case.id,
                "question": asked.case.question,
                "expected": len(asked.case.answers),
                "all_parts": asked.case.all_parts,
                "unanswerable": asked.case.unanswerable,
                "sources": _sources_record(asked.sources),
            }
            for asked in plan.asked
        ],
        "modes": list(plan.modes),
        "models": [asdict(model) for model in plan.models],
        "space": plan.space,
        "documents": list(plan.documents),
        "within": plan.within,
        "settings": dict(plan.settings),
        "server": plan.server,
        "program": plan.program,
        "machine": plan.machine,
    }


def plan_from_record(record: Mapping[str, Any]) -> Plan:
    """Read a plan; its cases have no answers until `with_answers` gives them theirs."""
    return Plan(
        title=record["title"],
        asked=tuple(_asked(case) for case in record["cases"]),
        modes=tuple(record["modes"]),
        models=tuple(ModelUsed(**model) for model in record["models"]),
        space=record["space"],
        documents=tuple(record["documents"]),
        within=record["within"],
        settings=record["settings"],
        server=record["server"],
        program=record["program"],
        machine=record["machine"],
    )


def with_answers(plan: Plan, answers: Mapping[int, Sequence[str]]) -> Plan:
    """The plan with the expected answers of its cases, by their numbers."""
    return replace(
        plan,
        asked=tuple(
            replace(asked, case=replace(asked.case, answers=tuple(answers.get(number, ()))))
            for number, asked in enumerate(plan.asked)
        ),
    )


def _sources_record(sources: Iterable[Source]) -> list[dict[str, list[int]]]:
    return [{"documents": sorted(documents), "pages": sorted(pages)} for documents, pages in sources]


def _asked(record: Mapping[str, Any]) -> Asked:
    case = Case(record["id"], record["question"], all_parts=record["all_parts"], unanswerable=record["unanswerable"])
    sources = tuple((frozenset(each["documents"]), frozenset(each["pages"])) for each in record["sources"])
    return Asked(case, sources)
