"""Answers in saved chats and runs: kept, read back, and blanked when a document that they drew on is gone.

A run (a comparison, an evaluation) is kept as a chat is: several answers under one title, in a file of their own.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any

from app.answering.archive import (
    answer_from_record,
    answer_record,
    documents_of,
    interrupted,
    without_documents,
)
from app.answering.types import Answer
from app.records.chats import Chat, Chats, Record


class SavedAnswers:
    """The saved chats of a room, or its runs. Everything raises UnknownChat for one that is not there (any more).

    `missing` tells which of some documents the room does not have (any more).
    """

    def __init__(self, chats: Chats, missing: Callable[[Collection[int]], set[int]]) -> None:
        """Finishes what a dead process left undone: answers that it was writing, and erasing."""
        self._chats = chats
        self._missing = missing
        self.end_running()
        self.blank_missing()

    def all(self) -> list[Chat]:
        """Every chat, the one that was last spoken in first."""
        return self._chats.chats()

    def chat(self, chat_id: str) -> Chat:
        """One chat."""
        return self._chats.chat(chat_id)

    def create(self, title: str) -> Chat:
        """Begin a chat, named after its first question."""
        return self._chats.create(title)

    def rename(self, chat_id: str, title: str) -> Chat:
        """Give a chat another title, unless that is empty."""
        return self._chats.rename(chat_id, title)

    def delete(self, chat_id: str) -> None:
        """Erase a chat; returns when nothing of it is left."""
        self._chats.delete(chat_id)

    def plan(self, chat_id: str) -> Mapping[str, Any]:
        """What a run is to do, as `keep_plan` was given it; {} before."""
        return self._chats.plan(chat_id)

    def keep_plan(self, chat_id: str, plan: Mapping[str, Any]) -> None:
        """Keep what a run is to do, in plain JSON values. No words of documents: erasing does not look there."""
        self._chats.put_plan(chat_id, plan)

    def answers(self, chat_id: str) -> list[Answer]:
        """The answers of a chat, in the order in which they were first kept."""
        return [answer_from_record(record) for record in self._chats.turns(chat_id)]

    def keep(self, chat_id: str, answer: Answer) -> None:
        """Add an answer to the end of a chat, or put it in the place of the one with its id.

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

    def residue(self) -> tuple[str, ...]:
        """Name the file if something of what was blanked or deleted may still lie in it."""
        return self._chats.residue()

    def close(self) -> None:
        """Release the file."""
        self._chats.close()
