"""Comparisons that are being made, whoever looks: a thread owns each, the pages only look. See running.py for why."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from app.answering.generate import Listener
from app.answering.types import Mode
from app.evaluation.comparison import ListenerOf
from app.web.running import Reading


@dataclass
class RunningColumn:
    """What a column has heard so far, of its first asking or of its second."""

    text: str = ""
    position: int = 0
    reading: Reading | None = None
    again: bool = False


class RunningComparison:
    """Starts at once. Everything public may be read at any time; `done` is set when all that was asked is kept.

    `current` is the column that is asked now, None before the first.
    """

    def __init__(self, columns: int, run: Callable[[ListenerOf], object]) -> None:
        self.columns = [RunningColumn() for _ in range(columns)]
        self.current: int | None = None
        self.done = threading.Event()
        self._cancelled = threading.Event()
        threading.Thread(target=self._run, args=(run,), name="comparison", daemon=True).start()

    def cancel(self) -> None:
        """Stop the column that is asked now, and ask no other; what came stays."""
        self._cancelled.set()

    def _run(self, run: Callable[[ListenerOf], object]) -> None:
        try:
            run(self._listener)
        finally:
            self.done.set()

    def _listener(self, index: int, again: bool) -> Listener:
        column = self.columns[index] = RunningColumn(again=again)
        self.current = index

        def hear(piece: str) -> None:
            column.text += piece

        def move(position: int) -> None:
            column.position = position

        def plan(mode: Mode, passages: int, tokens: int) -> None:
            column.text = ""  # the auto mode may begin anew, with whole documents
            column.reading = Reading(mode, passages, tokens, time.monotonic())

        return Listener(hear, move, self._cancelled.is_set, plan)


class RunningComparisons:
    """The running comparisons of this process by their run."""

    def __init__(self) -> None:
        self._by_run: dict[str, RunningComparison] = {}

    def start(self, run_id: str, columns: int, run: Callable[[ListenerOf], object]) -> RunningComparison:
        """Start a comparison, or give the one that is running already."""
        if running := self.of(run_id):
            return running
        self._by_run = {each: known for each, known in self._by_run.items() if not known.done.is_set()}
        running = self._by_run[run_id] = RunningComparison(columns, run)
        return running

    def of(self, run_id: str) -> RunningComparison | None:
        """The comparison of a run that is being made now."""
        running = self._by_run.get(run_id)
        return None if running is None or running.done.is_set() else running


comparisons = RunningComparisons()
"""Those of this process."""
