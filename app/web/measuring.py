"""Measurements of effective windows that are under way, whoever looks: a thread owns each, the pages only look."""

import threading

from app.assistant import EXPECTED, Assistant
from app.evaluation.window import Stopped, measure
from app.records.windows import MeasuredWindow


class RunningMeasurement:
    """Starts at once. Everything public may be read at any time; `error` is there, if any, when `done` is set."""

    def __init__(self, assistant: Assistant, model: str, largest: int) -> None:
        self.so_far: MeasuredWindow | None = None
        self.line = ""
        self.error = ""
        self.done = threading.Event()
        self._cancelled = threading.Event()
        threading.Thread(target=self._run, args=(assistant, model, largest), name="window", daemon=True).start()

    def cancel(self) -> None:
        """Stop it; what was found stays, and it can be gone on with."""
        self._cancelled.set()

    @property
    def stopping(self) -> bool:
        """Whether it was told to stop."""
        return self._cancelled.is_set()

    def _run(self, assistant: Assistant, model: str, largest: int) -> None:
        try:
            measured = measure(
                assistant, model=model, largest=largest, on_trials=self._hear, cancelled=self._cancelled.is_set
            )
            self.error = "" if measured.trials else measured.ended
        except Stopped:
            self.error = "Stopped. What was found is kept."
        except EXPECTED as error:
            self.error = str(error)
        except Exception as error:
            self.error = f"Something unexpected went wrong ({type(error).__name__}): see the log."
            raise
        finally:
            self.done.set()

    def _hear(self, so_far: MeasuredWindow, line: str) -> None:
        self.so_far, self.line = so_far, line


class RunningMeasurements:
    """Those of this process, by the digest of their model; each stays until the next one of its model."""

    def __init__(self) -> None:
        self._by_model: dict[str, RunningMeasurement] = {}
        self._lock = threading.Lock()

    def start(self, assistant: Assistant, digest: str, model: str, largest: int) -> RunningMeasurement:
        """Measure a model, unless that is being done already."""
        with self._lock:
            known = self._by_model.get(digest)
            if known is None or known.done.is_set():
                known = self._by_model[digest] = RunningMeasurement(assistant, model, largest)
            return known

    def of(self, digest: str) -> RunningMeasurement | None:
        """The measurement of a model that is under way, or its last one."""
        return self._by_model.get(digest)


measurements = RunningMeasurements()
"""Those of this process."""
