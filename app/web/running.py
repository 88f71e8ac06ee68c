"""Answers that are being written, whoever looks: a thread owns each, the pages only look.

Streamlit interrupts a script at its own calls only, so a script that waited for the model itself could not be stopped
while the model reads the prompt. And a page that is loaded again, or left for another one, finds its answer here.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from app.answering.generate import Listener
from app.answering.types import Answer, Mode
from app.expected import EXPECTED


@dataclass(frozen=True, slots=True)
class Reading:
    """What the model reads before it writes: passages or whole documents, and since when (time.monotonic)."""

    mode: Mode  # the one that is under way: the auto mode reads as rag, or as long
    passages: int
    tokens: int
    since: float


class RunningAnswer:
    """Starts at once. Everything public may be read at any time; `done` is set when the answer has been kept.

    `begun` is the answer as it was before: empty, or what a stopped one had. `ask` writes it, `keep` stores it.
    """

    def __init__(self, begun: Answer, ask: Callable[[Listener], Answer], keep: Callable[[Answer], None]) -> None:
        self.begun = begun
        self.text = begun.text
        self.position = 0
        self.reading: Reading | None = None
        self.done = threading.Event()
        self._keep = keep
        self._cancelled = threading.Event()
        threading.Thread(target=self._run, args=(ask,), name="answer", daemon=True).start()

    def cancel(self) -> None:
        """Stop it; what came stays. Does nothing once it has ended."""
        self._cancelled.set()

    def _run(self, ask: Callable[[Listener], Answer]) -> None:
        try:
            if not self.begun.text:  # else what came earlier is kept already, and stays if the process dies now
                self._keep(replace(self.begun, ended_by="running"))
            self._keep(ask(Listener(self._hear, self._move, self._cancelled.is_set, self._plan)))
        except EXPECTED as error:
            self._keep(self._broken(str(error)))
        except Exception as error:
            self._keep(self._broken(f"Something unexpected went wrong ({type(error).__name__}): see the log."))
            raise
        finally:
            self.done.set()

    def _broken(self, reason: str) -> Answer:
        return replace(self.begun, text=self.text, ended_by="broken", warnings=(*self.begun.warnings, reason))

    def _hear(self, piece: str) -> None:
        self.text += piece

    def _move(self, position: int) -> None:
        self.position = position

    def _plan(self, mode: Mode, passages: int, tokens: int) -> None:
        self.text = self.begun.text  # the auto mode may begin anew, with whole documents
        self.reading = Reading(mode, passages, tokens, time.monotonic())


class RunningAnswers:
    """The running answers of this process by their chat: one at a time in each."""

    def __init__(self) -> None:
        self._by_chat: dict[str, RunningAnswer] = {}

    def start(
        self, chat: str, begun: Answer, ask: Callable[[Listener], Answer], keep: Callable[[Answer], None]
    ) -> RunningAnswer:
        """Start an answer in a chat; the one that was running there is stopped first."""
        if earlier := self.of(chat):
            earlier.cancel()
            earlier.done.wait()
        running = RunningAnswer(begun, ask, keep)
        # Those that ended unseen, their page closed, go too.
        self._by_chat = {each: known for each, known in self._by_chat.items() if not known.done.is_set()}
        self._by_chat[chat] = running
        return running

    def of(self, chat: str) -> RunningAnswer | None:
        """The answer that is being written in a chat now."""
        running = self._by_chat.get(chat)
        if running is not None and running.done.is_set():
            self._by_chat.pop(chat, None)
            return None
        return running


answers = RunningAnswers()
"""Those of this process."""
