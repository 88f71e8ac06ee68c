"""What an export says of an answer, in words: the same in every format."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from app.answering.archive import ERASED, text_of
from app.answering.phrases import ExportLabels, Phrases, phrases_for
from app.answering.render import named_unsupported
from app.answering.types import Answer, Citation, Ending, Timings, Tokens
from vectorstore.language import language_of

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

    language: str  # its code
    right_to_left: bool
    question: str
    states: tuple[str, ...]
    text: str
    sources_title: str
    sources: tuple[Source, ...]
    unsupported: tuple[str, ...]  # what the program says of each sentence without support
    warnings: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]  # (what, its value)


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above a chat."""

    language: str  # its code
    right_to_left: bool
    title: str
    line: str


def head_of(title: str, answers: Sequence[Answer], now: float) -> Head:
    """Say when a chat was exported, in the language of its first question."""
    question = answers[0].question if answers else title
    phrases = phrases_for(question)
    line = phrases.fill(phrases.export.exported, when=date_line(now))
    return Head(language_of(question), phrases.right_to_left, legible(title), line)


def entry_of(answer: Answer) -> Entry:
    """Say everything of an answer in words, in the language of its question."""
    phrases = phrases_for(answer.question)
    sources = dict.fromkeys(_source(citation, phrases) for citation in answer.citations)
    return Entry(
        language=language_of(answer.question),
        right_to_left=phrases.right_to_left,
        question=legible(answer.question),
        states=_states(answer, phrases.export),
        text=legible(text_of(answer)),
        sources_title=phrases.page.sources,
        sources=tuple(sources),
        unsupported=tuple(f"{phrases.no_support} “{legible(sentence)}”" for sentence in named_unsupported(answer)),
        warnings=tuple(map(legible, answer.warnings)),
        facts=tuple((name, legible(value)) for name, value in _facts(answer, phrases) if value),
    )


def date_line(seconds: float) -> str:
    """Seconds since 1970 as a date and time that mean the same everywhere."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")


def legible(text: str) -> str:
    """Text without the control characters that no file format takes, its lines ended as everywhere."""
    return _ILLEGIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _source(citation: Citation, phrases: Phrases) -> Source:
    labels = phrases.export
    place = f" · {citation.place}" if citation.place else ""
    where = phrases.fill(phrases.page.page, document=citation.document, page=str(citation.page))
    verdict = {"supported": labels.supported, "partly": labels.partly, "unsupported": labels.unsupported}
    by = {"model": labels.model, "program": labels.program}
    label = " ".join(f"[{citation.marker}] {where}{place}".split())
    lacks = f"; {phrases.fill(labels.lacks, words=', '.join(citation.lacks))}" if citation.lacks else ""
    worth = f"{verdict[citation.verdict]}, {by[citation.by]}{lacks}"
    return Source(legible(label), legible(citation.shown), legible(worth))


def _states(answer: Answer, labels: ExportLabels) -> tuple[str, ...]:
    if answer.text == ERASED:
        return ()
    endings: dict[Ending, str] = {
        "running": labels.running,
        "cancelled": labels.cancelled,
        "broken": labels.broken,
        "length": labels.length,
    }
    states = (labels.refused if answer.refused else "", labels.not_sent if answer.does_not_fit else "")
    return tuple(state for state in (*states, endings.get(answer.ended_by, "")) if state)


def _facts(answer: Answer, phrases: Phrases) -> list[tuple[str, str]]:
    mode, requested, labels = answer.mode, answer.requested, phrases.export
    return [
        (labels.understood_as, answer.standalone if answer.standalone != answer.question else ""),
        (labels.asked, date_line(answer.asked) if answer.asked else ""),
        (labels.mode, mode if mode == requested else phrases.fill(labels.another_mode, mode=mode, requested=requested)),
        (labels.model_name, answer.model.name),
        (labels.digest, answer.model.digest),
        (labels.passages, phrases.fill("{count}", count=len(answer.passages))),
        (labels.tokens, _tokens(answer.tokens, phrases)),
        (labels.time, _seconds(answer.timings, phrases)),
    ]


def _tokens(tokens: Tokens, phrases: Phrases) -> str:
    labels = phrases.export
    counts = (
        (labels.planned, tokens.planned),
        (labels.accepted, tokens.accepted),
        (labels.generated, tokens.generated),
        (labels.window, tokens.window),
    )
    return ", ".join(phrases.fill(label, count=count) for label, count in counts if count is not None)


def _seconds(timings: Timings, phrases: Phrases) -> str:
    times = ((phrases.export.first_word, timings.first_token), (phrases.export.total, timings.total))
    return ", ".join(phrases.fill(label, seconds=seconds) for label, seconds in times if seconds is not None)
