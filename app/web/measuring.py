"""Measurements of models that are under way, whoever looks: a thread owns each, the pages only look."""

import threading
from collections.abc import Callable

from app.assistant import Assistant
from app.evaluation.calibration import CalibrationStopped, calibrate
from app.evaluation.window import Stopped, measure
from app.expected import EXPECTED
from app.records.windows import MeasuredWindow

Cancelled = Callable[[], bool]
Work = Callable[["RunningMeasurement", Cancelled], str]
"""What measures: it tells how far it has come in `line` and `so_far`, and gives an error or ""."""


class RunningMeasurement:
    """Starts at once. Everything public may be read at any time; `error` is there, if any, when `done` is set."""

    def __init__(self, work: Work) -> None:
        self.so_far: MeasuredWindow | None = None
        self.line = ""
        self.error = ""
        self.done = threading.Event()
        self._cancelled = threading.Event()
        threading.Thread(target=self._run, args=(work,), name="measurement", daemon=True).start()

    def cancel(self) -> None:
        """Stop it."""
        self._cancelled.set()

    @property
    def stopping(self) -> bool:
        """Whether it was told to stop."""
        return self._cancelled.is_set()

    def _run(self, work: Work) -> None:
        try:
            self.error = work(self, self._cancelled.is_set)
        except EXPECTED as error:
            self.error = str(error)
        except Exception as error:
            self.error = f"Something unexpected went wrong ({type(error).__name__}): see the log."
            raise
        finally:
            self.done.set()


class RunningMeasurements:
    """Those of one kind in this process, by the digest of their model; each stays until the next one of its model."""

    def __init__(self) -> None:
        self._by_model: dict[str, RunningMeasurement] = {}
        self._lock = threading.Lock()

    def start(self, digest: str, work: Work) -> RunningMeasurement:
        """Measure a model, unless that is being done already."""
        with self._lock:
            known = self._by_model.get(digest)
            if known is None or known.done.is_set():
                known = self._by_model[digest] = RunningMeasurement(work)
            return known

    def of(self, digest: str) -> RunningMeasurement | None:
        """The measurement of a model that is under way, or its last one."""
        return self._by_model.get(digest)


def window_of(assistant: Assistant, model: str, largest: int) -> Work:
    """Measure how far a model reads; what was found before a stop stays, and can be gone on with."""

    def work(running: RunningMeasurement, cancelled: Cancelled) -> str:
        def hear(so_far: MeasuredWindow, line: str) -> None:
            running.so_far, running.line = so_far, line

        try:
            measured = measure(assistant, model=model, largest=largest, on_trials=hear, cancelled=cancelled)
        except Stopped:
            return "Stopped. What was found is kept."
        return "" if measured.trials else measured.ended

    return work


def judge_of(assistant: Assistant, model: str) -> Work:
    """Measure whether a model can judge; what was asked before a stop is forgotten."""

    def work(running: RunningMeasurement, cancelled: Cancelled) -> str:
        def hear(line: str) -> None:
            running.line = line

        try:
            calibrate(assistant, model=model, on_progress=hear, cancelled=cancelled)
        except CalibrationStopped:
            return "Stopped. Nothing was kept."
        return ""

    return work


windows = RunningMeasurements()
"""How far models read: the measurements of this process."""

judges = RunningMeasurements()
"""Whether models can judge: the measurements of this process."""
