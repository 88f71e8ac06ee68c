"""Question sets: JSON lines, each a question with what is known of its answer.

A line is `{id, question, answers?, document?, pages?, unanswerable?}`:

- `answers` are words that a right answer holds; one of them suffices. Where the line has a `count` or `sources`, they
  are parts of one answer, and a right one holds them all.
- `document` (its name or id, or a list of them) restricts the question to it in every mode; `pages` are the pages of it
  where the answer stands, from 1.
- `unanswerable` marks what the documents do not answer: right is to refuse.
- `sources` stands in place of document and pages for an answer that draws on several documents: a list of
  `{document, pages}`. `near` is the same for what is unanswerable: where the documents come close.

Other keys are left alone, so that a set may carry more than is used here.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


class CaseError(Exception):
    """A question set cannot be read; the message names the line, what is wrong with it, and what is expected."""


@dataclass(frozen=True, slots=True)
class Source:
    """A document (name or id) with the pages where an answer stands; () where they are not known."""

    document: str
    pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """A question, and what is known of its answer.

    `all_parts` says that a right answer holds all `answers`, not one of them. `sources` name the documents that the
    question is asked of, () for all; of an unanswerable one they have no pages.
    """

    id: str
    question: str
    answers: tuple[str, ...] = ()
    all_parts: bool = False
    sources: tuple[Source, ...] = ()
    unanswerable: bool = False

    @property
    def documents(self) -> tuple[str, ...]:
        """The documents that the question is asked of, by name or id; () for all."""
        return tuple(dict.fromkeys(source.document for source in self.sources))


def read_cases(text: str) -> tuple[Case, ...]:
    """Read a question set; raises CaseError for the first line that is not as it should be, and for an empty set."""
    cases: dict[str, Case] = {}
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        if not line.strip():
            continue
        case = _read_line(number, line)
        if case.id in cases:
            raise CaseError(f"Line {number}: the id {case.id!r} stands before already. Every question needs its own.")
        cases[case.id] = case
    if not cases:
        raise CaseError('The question set is empty. A line is {"id": "1", "question": "…", "answers": ["…"]}.')
    return tuple(cases.values())


def _read_line(number: int, line: str) -> Case:
    try:
        read = json.loads(line)
    except ValueError as error:
        raise CaseError(f"Line {number} is not JSON: {error}.") from error
    if not isinstance(read, dict):
        raise CaseError(f"Line {number} must be an object: {{id, question, answers?, document?, pages?, …}}.")
    question = read.get("question")
    if not isinstance(question, str) or not question.strip():
        raise CaseError(f"Line {number} has no `question`: a text that is not empty.")
    identity = read.get("id", str(number))
    if not isinstance(identity, str | int) or not str(identity):
        raise CaseError(f"Line {number}: `id` must be a text or a number.")
    unanswerable = read.get("unanswerable") or False
    if not isinstance(unanswerable, bool):
        raise CaseError(f"Line {number}: `unanswerable` must be true or false.")
    answers = _texts(number, "answers", read.get("answers"))
    if unanswerable and answers:
        raise CaseError(f"Line {number} is unanswerable and has answers: leave out one of the two.")
    parts = bool(read.get("sources")) or "count" in read
    return Case(str(identity), question, answers, parts, _sources(number, read, unanswerable), unanswerable)


def _sources(number: int, read: Mapping[str, Any], unanswerable: bool) -> tuple[Source, ...]:
    listed = read.get("near" if unanswerable else "sources") or []
    if not isinstance(listed, list) or not all(isinstance(each, dict) and each.get("document") for each in listed):
        raise CaseError(f"Line {number}: `sources` and `near` must be lists of {{document, pages}}.")
    if listed and read.get("document"):
        raise CaseError(f"Line {number} has both `document` and a list of sources: leave out one of the two.")
    named = listed or [
        {"document": name, "pages": read.get("pages")} for name in _texts(number, "document", read.get("document"))
    ]
    if read.get("pages") and not named:
        raise CaseError(f"Line {number} has `pages` and no `document` that they are in.")
    return tuple(
        Source(str(each["document"]), () if unanswerable else _pages(number, each.get("pages"))) for each in named
    )


def _texts(number: int, key: str, value: object) -> tuple[str, ...]:
    """One text or number, or a list of them."""
    values = value if isinstance(value, list) else [] if value is None else [value]
    if not all(isinstance(each, str | int | float) and not isinstance(each, bool) and str(each) for each in values):
        raise CaseError(f"Line {number}: `{key}` must be a text, or a list of texts that are not empty.")
    return tuple(map(str, values))


def _pages(number: int, value: object) -> tuple[int, ...]:
    values = value if isinstance(value, list) else [] if value is None else [value]
    if not all(isinstance(each, int) and not isinstance(each, bool) and each > 0 for each in values):
        raise CaseError(f"Line {number}: `pages` must be page numbers, counted from 1.")
    return tuple(values)


def named_documents(cases: Iterable[Case]) -> tuple[str, ...]:
    """Every document that a set names, once, in the order of the set."""
    return tuple(dict.fromkeys(name for case in cases for name in case.documents))
