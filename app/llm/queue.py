"""One answer at a time: a bounded queue of our own, since Ollama does not say how many wait or where one stands."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from app.llm.errors import ServerBusy

CHECK_SECONDS = 0.1


class AnswerQueue:
    """Lets one holder through at a time, in the order they came; at most `waiting` more may wait."""

    def __init__(self, waiting: int) -> None:
        self._waiting = waiting
        self._line: list[object] = []
        self._moved = threading.Condition()

    @contextmanager
    def turn(self, cancelled: Callable[[], bool], on_position: Callable[[int], None]) -> Iterator[bool]:
        """Wait for the turn and hold it; gives False where `cancelled` became true before it came.

        `on_position` hears how many are before this one, when that changes. Raises ServerBusy when the line is full.
        """
        ticket = self._join()
        try:
            yield self._wait(ticket, cancelled, on_position)
        finally:
            with self._moved:
                self._line.remove(ticket)
                self._moved.notify_all()

    def _join(self) -> object:
        ticket = object()
        with self._moved:
            if len(self._line) > self._waiting:
                raise ServerBusy(
                    f"{self._waiting} questions are already waiting for the model.",
                    "Ask again in a moment; the setting waiting_questions allows more.",
                )
            self._line.append(ticket)
        return ticket

    def _wait(self, ticket: object, cancelled: Callable[[], bool], on_position: Callable[[int], None]) -> bool:
        told = -1
        while not cancelled():
            with self._moved:
                before = self._line.index(ticket)
                if before == told and before:
                    self._moved.wait(CHECK_SECONDS)
                    continue
            if before != told:
                on_position(before)
                told = before
            if before == 0:
                return True
        return False
