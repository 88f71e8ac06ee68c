"""Answers in saved chats: kept, read back, and blanked when a document that they drew on is gone."""

from collections.abc import Callable, Collection
from dataclasses import replace

from app.answering.archive import (
    answer_from_record,
    answer_record,
    documents_of,
    interrupted,
    without_documents,
)
from app.answering.types import Answer
from app.records.chats import Chats, Record


class SavedAnswers:
    """The answers of a room's chats. `missing` tells which of some documents the room does not have (any more)."""

    def __init__(self, chats: Chats, missing: Callable[[Collection[int]], set[int]]) -> None:
        self._chats = chats
        self._missing = missing

    def answers(self, chat_id: str) -> list[Answer]:
        """The answers of a chat in order; raises UnknownChat."""
        return [answer_from_record(record) for record in self._chats.turns(chat_id)]

    def keep(self, chat_id: str, answer: Answer) -> None:
        """Add an answer to the end of a chat, or put it in the place of the one with its id; raises UnknownChat.

        What is written while it is not known from which passages is not kept: its documents could not be told.
        """
        running = answer.ended_by == "running"
        unknown = answer.ended_by in ("running", "broken") and not answer.passages
        kept = replace(answer, text="") if unknown else answer
        documents = documents_of(kept)
        self._chats.put(chat_id, answer.id, answer_record(kept), documents, running=running)
        # After putting: a document that was erased before is seen here, one that is erased from now on sees the answer.
        if self._missing(documents):
            self.blank_missing()

    def blank_missing(self) -> int:
        """Blank what draws on documents that are gone; give how many answers that changed.

        May be called at any time and again: after an erasing, and at the start for one whose process died.
        """
        gone = self._missing(self._chats.cited_documents())
        if not gone:
            return 0

        def blanked(record: Record) -> Record:
            return answer_record(without_documents(answer_from_record(record), gone))

        return self._chats.blank(gone, blanked)

    def end_running(self) -> int:
        """Mark the answers that were being written when the process died as broken off; give how many there were."""
        return self._chats.end_running(lambda record: answer_record(interrupted(answer_from_record(record))))
