"""What an export says of an answer, in words: the same in every format."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from app.answering.archive import ERASED
from app.answering.types import Answer, Citation, Ending, FoundBy, Tokens, Verdict

VERDICTS: Mapping[Verdict, str] = {
    "supported": "supports the sentence",
    "partly": "supports the sentence in part",
    "unsupported": "does not support the sentence",
}
FOUND_BY: Mapping[FoundBy, str] = {"model": "named by the model", "program": "found by the program"}
ENDINGS: Mapping[Ending, str] = {
    "running": "This answer was still being written.",
    "cancelled": "This answer was stopped before it was complete.",
    "broken": "This answer broke off before it was complete.",
    "length": "This answer ended where the room for it was used up.",
}
REFUSED = "Refused: the passages found do not answer this question."
DOES_NOT_FIT = "Not sent: the question did not fit into the model's window."
UNSUPPORTED = "No support found for:"

# What a text must not hold in XML, and what turns the direction of reading around.
_ILLEGIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a sentence comes from: "[1] handbook.pdf p. 14 · Records", the quote, and how it stands to the sentence."""

    label: str
    quote: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A question with its answer: `text` is Markdown of a model, everything else is plain."""

    question: str
    states: tuple[str, ...]
    text: str
    sources: tuple[Source, ...]
    unsupported: tuple[str, ...]
    warnings: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]  # (what, its value)


def entry_of(answer: Answer) -> Entry:
    """Say everything of an answer in words."""
    sources = dict.fromkeys(_source(citation) for citation in answer.citations)
    return Entry(
        question=legible(answer.question),
        states=_states(answer),
        text=legible(answer.text),
        sources=tuple(sources),
        unsupported=tuple(map(legible, answer.unsupported)),
        warnings=tuple(map(legible, answer.warnings)),
        facts=tuple((name, legible(value)) for name, value in _facts(answer) if value),
    )


def date_line(seconds: float) -> str:
    """Seconds since 1970 as a date and time that mean the same everywhere."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")


def legible(text: str) -> str:
    """Text without the control characters that no file format takes, its lines ended as everywhere."""
    return _ILLEGIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _source(citation: Citation) -> Source:
    place = f" · {citation.place}" if citation.place else ""
    label = f"[{citation.marker}] {citation.document} p. {citation.page}{place}"
    verdict = f"{VERDICTS[citation.verdict]}, {FOUND_BY[citation.by]}"
    return Source(legible(" ".join(label.split())), legible(citation.quote), verdict)


def _states(answer: Answer) -> tuple[str, ...]:
    if answer.text == ERASED:
        return ()
    states = (REFUSED if answer.refused else "", DOES_NOT_FIT if answer.does_not_fit else "")
    return tuple(state for state in (*states, ENDINGS.get(answer.ended_by, "")) if state)


def _facts(answer: Answer) -> list[tuple[str, str]]:
    first, total = answer.timings.first_token, answer.timings.total
    return [
        ("Understood as", answer.standalone if answer.standalone != answer.question else ""),
        ("Asked", date_line(answer.asked) if answer.asked else ""),
        (
            "Mode",
            answer.mode if answer.mode == answer.requested else f"{answer.mode}, {answer.requested} was asked for",
        ),
        ("Model", answer.model.name),
        ("Digest", answer.model.digest),
        ("Passages", f"{len(answer.passages)}"),
        ("Tokens", _tokens(answer.tokens)),
        ("Time", ", ".join([*_seconds(first, "to the first word"), *_seconds(total, "in all")])),
    ]


def _tokens(tokens: Tokens) -> str:
    counts = {
        "planned": tokens.planned,
        "read by the model": tokens.accepted,
        "written": tokens.generated,
        "in the window": tokens.window,
    }
    return ", ".join(f"{count:,} {name}" for name, count in counts.items() if count is not None)


def _seconds(seconds: float | None, until: str) -> list[str]:
    return [] if seconds is None else [f"{seconds:.1f} s {until}"]
