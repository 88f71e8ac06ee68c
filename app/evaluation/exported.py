"""A comparison as a record that explains itself, written as JSON and read back.

It says what was asked of which documents and models, with which settings, on which machine, and what came.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from app.answering.archive import answer_from_record, answer_record
from app.answering.compare import EvidencePlace, Strip
from app.answering.types import Answer
from app.assistant import Assistant
from app.evaluation.comparison import (
    KIND,
    Comparison,
    comparison_strips,
    overlap_json,
    plan_from_record,
    plan_record,
)
from app.evaluation.machine import Machine, describe_machine
from vectorstore.errors import UnknownDocument

FORMAT = 1
"""Of the JSON. Keys may be added under the same number."""

REPLAYED = (
    *("llm", "windows", "answer_tokens", "temperature", "seed", "keep_alive"),
    *("passages", "passage_tokens", "embedder"),
)
"""The settings that shape an answer. Folders and addresses of the owner stay with him."""


class UnreadableRecord(Exception):
    """A file is no recorded comparison that this program can read; the message says why."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that was asked: the hash of its bytes tells whether another room has the same one."""

    id: int
    name: str
    sha256: str
    pages: int


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a comparison was made with."""

    muniment: str  # version
    server: str  # who ran the models, with its version where that is known
    machine: Machine
    settings: Mapping[str, Any]
    papers: tuple[Paper, ...]


@dataclass(frozen=True, slots=True)
class RecordedComparison:
    """A comparison with its surroundings; `strips` are those of each column, `recorded` is seconds since 1970."""

    comparison: Comparison
    strips: tuple[tuple[Strip, ...], ...]
    surroundings: Surroundings
    recorded: float


def record_comparison(assistant: Assistant, comparison: Comparison, now: float) -> RecordedComparison:
    """Put a comparison of this room together with what it was made with, as far as that is still so."""
    strips = comparison_strips(assistant, comparison)
    return RecordedComparison(comparison, strips, describe_surroundings(assistant, comparison), now)


def describe_surroundings(assistant: Assistant, comparison: Comparison) -> Surroundings:
    """Say with what this room answers now. Asks the chat server for its version."""
    server = assistant.models.look()
    name = {"ollama": "Ollama", "fake": "built-in stand-in", "none": "no chat server"}[server.provider]
    settings = {name: getattr(assistant.settings, name) for name in REPLAYED}
    return Surroundings(
        muniment=program_version(),
        server=f"{name} {server.version or ''}".strip(),
        machine=describe_machine(),
        settings={name: list(value) if isinstance(value, tuple) else value for name, value in settings.items()},
        papers=_papers(assistant, comparison),
    )


def program_version() -> str:
    """The version of Muniment; "" where it runs from a folder without having been installed."""
    try:
        return version("muniment")
    except PackageNotFoundError:
        return ""


def _papers(assistant: Assistant, comparison: Comparison) -> tuple[Paper, ...]:
    drawn = {passage.document for answer in comparison.given for passage in answer.passages}
    found = []
    for number in sorted(drawn.union(map(int, comparison.plan.scope.documents))):
        try:
            document = assistant.document(number)
        except UnknownDocument:
            continue
        found.append(Paper(document.id, document.name, document.sha256, document.pages))
    return tuple(found)


def recorded_json(recorded: RecordedComparison) -> str:
    """Write a record as a JSON document."""
    comparison, overlap = recorded.comparison, recorded.comparison.page_overlap
    document = {
        "kind": KIND,
        "format": FORMAT,
        "recorded": recorded.recorded,
        "question": comparison.plan.question,
        "plan": plan_record(comparison.plan),
        "agreement": comparison.agreement,
        "differences": [[asdict(each) for each in those] for those in comparison.differences],
        "page_overlap": {"cited": overlap_json(overlap.cited), "drawn": overlap_json(overlap.drawn)},
        "answers": [answer and answer_record(answer) for answer in comparison.answers],
        "warm": [answer and answer_record(answer) for answer in comparison.warm],
        "strips": [[asdict(strip) for strip in those] for those in recorded.strips],
        "surroundings": asdict(recorded.surroundings),
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def read_recorded(text: str) -> RecordedComparison:
    """Read what `recorded_json` wrote; what can be computed is computed anew. Raises UnreadableRecord."""
    try:
        document = json.loads(text)
        if not isinstance(document, dict) or document.get("kind") != KIND:
            raise UnreadableRecord("This file is no recorded comparison. Export one from the Compare page.")
        if document.get("format") != FORMAT:
            raise UnreadableRecord("Another version of Muniment recorded this comparison. Export it with this one.")
        answers, warm = (tuple(map(_answer, document[name])) for name in ("answers", "warm"))
        told = document["surroundings"]
        surroundings = Surroundings(
            muniment=told["muniment"],
            server=told["server"],
            machine=Machine(**told["machine"]),
            settings=told["settings"],
            papers=tuple(Paper(**paper) for paper in told["papers"]),
        )
        strips = tuple(tuple(map(_strip, those)) for those in document["strips"])
        comparison = Comparison(plan_from_record(document["plan"]), answers, warm)
        return RecordedComparison(comparison, strips, surroundings, float(document["recorded"]))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnreadableRecord(f"This file is damaged: {type(error).__name__} where it was read.") from error


def _answer(record: Mapping[str, Any] | None) -> Answer | None:
    return None if record is None else answer_from_record(record)


def _strip(record: Mapping[str, Any]) -> Strip:
    return Strip(
        record["document_id"],
        record["document"],
        tuple((float(start), float(end)) for start, end in record["drawn"]),
        tuple(EvidencePlace(**place) for place in record["cited"]),
    )
