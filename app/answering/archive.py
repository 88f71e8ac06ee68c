"""An Answer as a record to be kept, and back; and what is left of an Answer when documents that it drew on are erased.

Pure functions of values. Records are plain JSON values.
"""

from collections.abc import Collection, Mapping, Set
from dataclasses import asdict, fields, replace
from typing import Any

from app.answering.phrases import phrases_for
from app.answering.types import Answer, Citation, Mode, ModelUsed, Passage, Route, Timings, Tokens, Turn

VERSION = 1
"""Of the record. Keys may be added under the same version. Whoever changes the meaning of one changes the version, and
adds a migration to the chats, so that a program that knows only the old one refuses the file."""

ERASED = "This answer drew on a document that has been erased."
"""What stands in the place of an answer whose words may be those of an erased document."""

ERASED_NAME = "erased document"
"""What an erased document is called from then on."""

INTERRUPTED = "The server ended before the answer was complete. Ask again."
"""The warning of an answer that was being written when the process died."""


def answer_record(answer: Answer) -> dict[str, Any]:
    """Write an answer as a record. Its options must be plain JSON values, as those that are sent are."""
    return {"version": VERSION, **asdict(answer)}


def answer_from_record(record: Mapping[str, Any]) -> Answer:
    """Read a record. Keys that this program does not know are left out, those that it misses get their defaults."""
    known = _known(Answer, record)
    route = record.get("route")
    return Answer(
        **known
        | {
            "model": ModelUsed(**_known(ModelUsed, record["model"])),
            "tokens": Tokens(**_known(Tokens, record["tokens"])),
            "timings": Timings(**_known(Timings, record["timings"])),
            "citations": tuple(Citation(**_known(Citation, citation)) for citation in record["citations"]),
            "passages": tuple(_passage(passage) for passage in record["passages"]),
            "route": Route(**_known(Route, route)) if route else None,
        }
    )


def _passage(record: Mapping[str, Any]) -> Passage:
    starts = {name: tuple(map(tuple, record.get(name, ()))) for name in ("page_starts", "place_starts")}
    return Passage(**_known(Passage, record) | starts)


def _known(kind: type[Any], record: Mapping[str, Any]) -> dict[str, Any]:
    """Give what `kind` has fields for; JSON's lists become tuples again."""
    names = [field.name for field in fields(kind) if field.name in record]
    return {name: tuple(record[name]) if isinstance(record[name], list) else record[name] for name in names}


def begun(answer_id: str, question: str, mode: Mode, asked: float) -> Answer:
    """Make the answer to a question that was just asked, of which nothing is written yet."""
    return Answer(
        id=answer_id,
        question=question,
        standalone=question,
        mode=mode,
        requested=mode,
        model=ModelUsed(),
        options={},
        text="",
        refused=False,
        does_not_fit=False,
        citations=(),
        passages=(),
        tokens=Tokens(),
        timings=Timings(),
        ended_by="running",
        asked=asked,
    )


def reopened(answer: Answer) -> Answer:
    """Give an answer as it stands before it is written on: as it is, but of one that was held back nothing stands."""
    return replace(answer, text="", refused=False, held_back=False, citations=()) if answer.held_back else answer


def interrupted(answer: Answer) -> Answer:
    """Give the answer that was being written when the process died as what it is: broken off."""
    return replace(answer, ended_by="broken", warnings=(*answer.warnings, INTERRUPTED))


def documents_of(answer: Answer) -> set[int]:
    """Give the documents of which an answer holds words, or may: passages, quotes, names, or a completed question."""
    passages = {passage.document for passage in answer.passages if passage.text}
    citations = {citation.document_id for citation in answer.citations}
    return (passages | citations).union(answer.unread, answer.looked_first, answer.follows)


def as_turn(answer: Answer) -> Turn:
    """Give an answer as what was said before the next question."""
    return Turn(answer.question, answer.text, frozenset(documents_of(answer)))


def without_documents(answer: Answer, gone: Collection[int]) -> Answer:
    """Give what is left of an answer when the documents `gone` are erased; the question stays, the person wrote it.

    The text may repeat their words, and so may whatever was made of it or sent. Passages of other documents stay in
    their places; quotes do not, which stood for sentences that are gone.
    """
    lost = set(gone)
    if not lost & documents_of(answer):
        return answer
    rest = replace(
        answer,
        warnings=(),
        unread=tuple(document for document in answer.unread if document not in lost),
        looked_first=tuple(document for document in answer.looked_first if document not in lost),
    )
    if not lost & documents_of(rest):
        return rest
    return replace(
        rest,
        standalone=answer.question,
        text=ERASED,
        refused=False,
        held_back=False,
        citations=(),
        passages=tuple(_passage_without(passage, lost) for passage in answer.passages),
        unsupported=(),
        prompt=(),
        follows=(),
    )


def text_of(answer: Answer) -> str:
    """Give what an answer says to a person: its text, or, in the language of the question, why that is gone."""
    return phrases_for(answer.question).erased if answer.text == ERASED else answer.text


def _passage_without(passage: Passage, lost: Set[int]) -> Passage:
    if passage.document not in lost:
        return passage
    starts = passage.page_starts[:1]
    return replace(passage, document_name=ERASED_NAME, text="", place="", place_starts=(), page_starts=starts, head="")
