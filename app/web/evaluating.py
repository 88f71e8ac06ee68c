"""Evaluations that are being carried out, whoever looks: a thread owns each, the pages only look."""

import threading

from app.assistant import Assistant
from app.evaluation.plan import Progress
from app.evaluation.run import EvaluationError, carry_out
from app.expected import EXPECTED


class RunningEvaluation:
    """Starts at once. Everything public may be read at any time; `error` is there, if any, when `done` is set."""

    def __init__(self, assistant: Assistant, run_id: str) -> None:
        self.run_id = run_id
        self.progress: Progress | None = None
        self.error = ""
        self.done = threading.Event()
        self._cancelled = threading.Event()
        threading.Thread(target=self._run, args=(assistant,), name="evaluation", daemon=True).start()

    def cancel(self) -> None:
        """Stop it; every answer that came stays, and it can be gone on with."""
        self._cancelled.set()

    @property
    def stopping(self) -> bool:
        """Whether it was told to stop."""
        return self._cancelled.is_set()

    def _run(self, assistant: Assistant) -> None:
        try:
            carry_out(assistant, self.run_id, self._hear, self._cancelled.is_set)
        except (*EXPECTED, EvaluationError) as error:
            self.error = str(error)
        except Exception as error:
            self.error = f"Something unexpected went wrong ({type(error).__name__}): see the log."
            raise
        finally:
            self.done.set()

    def _hear(self, progress: Progress) -> None:
        self.progress = progress


class RunningEvaluations:
    """Those of this process, by their run; each stays until it is asked for after its end."""

    def __init__(self) -> None:
        self._by_run: dict[str, RunningEvaluation] = {}
        self._lock = threading.Lock()

    def start(self, assistant: Assistant, run_id: str) -> RunningEvaluation:
        """Carry out a run, unless that is being done already."""
        with self._lock:
            known = self._by_run.get(run_id)
            if known is None or known.done.is_set():
                known = self._by_run[run_id] = RunningEvaluation(assistant, run_id)
            return known

    def of(self, run_id: str) -> RunningEvaluation | None:
        """The evaluation of a run that is being carried out, or the last one that was."""
        return self._by_run.get(run_id)


evaluations = RunningEvaluations()
"""Those of this process."""
