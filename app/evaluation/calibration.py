"""Whether a model can judge: it is asked about texts of which we know what they answer, and keeps the mark it earns.

How ready a model is to answer is its own: one answers nearly everything, another hardly anything, and many are as ready
where the text does not answer as where it does. So each model has its own mark, or none.
"""

import time
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import asdict
from statistics import fmean
from typing import Any

from app.answering.generate import Generated, Listener
from app.answering.judge import ALTERNATIVES, judge_messages, readiness
from app.answering.pack import choose_window
from app.answering.prompts import answer_messages
from app.answering.types import Passage
from app.assistant import Assistant
from app.evaluation.judge_probes import JUDGE_PROBES, JudgeProbe
from app.llm.errors import ServerNotRunning
from app.llm.types import ChatModel, Message
from app.records.judges import Judge

LEAST_SEPARATION = 0.8
"""Below it a model is not asked: real papers are harder than the texts here, and little would be left."""


class CalibrationStopped(Exception):
    """Whoever asked for it wants no more of it."""


def calibrate(
    assistant: Assistant,
    *,
    model: str = "",
    on_progress: Callable[[str], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
    probes: Sequence[JudgeProbe] = JUDGE_PROBES,
) -> Judge:
    """Measure whether a model can judge, and keep it. Nothing of the owner's papers is read.

    Raises ServerNotRunning where no model answers, other ModelErrors, and CalibrationStopped.
    """
    chat = assistant.models.choose(model)
    if chat is None:
        raise ServerNotRunning("No chat model answers here.", "`muniment doctor` says how to add one.")
    description = chat.describe()
    ready: dict[bool, list[float | None]] = {True: [], False: []}
    questions = [(probe, known, question) for probe in probes for known, question in _questions(probe)]
    for number, (probe, known, question) in enumerate(questions, 1):
        messages = probe_messages(probe, question, description.control_tokens)
        began, judged = (_ask(assistant, chat, each, cancelled) for each in (messages, judge_messages(messages)))
        ready[known].append(readiness(began.alternatives, judged.alternatives))
        on_progress(f"{description.name}: question {number} of {len(questions)}")
    separation, least = mark(ready[True], ready[False])
    judge = Judge(description.digest, description.name, separation, least, len(questions), time.time())
    assistant.judges.keep(judge)
    return judge


def probe_messages(probe: JudgeProbe, question: str, control_tokens: Sequence[str]) -> tuple[Message, ...]:
    """Write the prompt as it is for an answer from one passage."""
    passage = Passage(0, "house.pdf", probe.text, 0, len(probe.text), ((1, 0),), "")
    return answer_messages(question, [passage], control_tokens)


def mark(answered: Sequence[float | None], missed: Sequence[float | None]) -> tuple[float, float | None]:
    """Give how well the two are told apart (.5 is guessing, 1 without fault), and the least readiness to let pass.

    The mark is halfway between the means of the two kinds. (Where most of so few are told right depends on two or three
    of them.) None where they are told apart too badly, or where the server or the model did not say Yes or No. Pure.
    """
    yes, no = (sorted(value for value in values if value is not None) for values in (answered, missed))
    if len(yes) < len(answered) or len(no) < len(missed) or not yes or not no:
        return 0.5, None
    below = sum(bisect_left(no, value) + bisect_right(no, value) for value in yes)
    separation = below / 2 / len(yes) / len(no)
    return separation, None if separation < LEAST_SEPARATION else (fmean(yes) + fmean(no)) / 2


def judge_line(judge: Judge) -> str:
    """Say in a sentence or two whether a model can judge, and what follows."""
    told = f"{judge.model} tells what is answered from what is not in {judge.separation:.0%} of the pairs"
    if judge.least_readiness is None:
        return f"{told}: too few, so it is not asked whether passages answer a question. Half is guessing."
    return f"{told}, so it is asked if the passages answer before it writes; where it is not ready to, it refuses."


def judge_json(judge: Judge) -> dict[str, Any]:
    """What was measured, as `calibrate --json` gives it."""
    return {"can_judge": judge.least_readiness is not None, **asdict(judge)}


def _questions(probe: JudgeProbe) -> list[tuple[bool, str]]:
    return [*((True, question) for question in probe.answered), *((False, question) for question in probe.missed)]


def _ask(
    assistant: Assistant, chat: ChatModel, messages: Sequence[Message], cancelled: Callable[[], bool]
) -> Generated:
    needed = chat.count(messages).tokens + 1
    window = choose_window(needed, assistant.settings.windows, chat.describe().trained_window) or needed
    listener = Listener(cancelled=cancelled)
    said = assistant.converse(chat, messages, window=window, max_tokens=1, alternatives=ALTERNATIVES, listener=listener)
    if said.ended_by == "cancelled" or cancelled():
        raise CalibrationStopped
    if said.broken is not None:
        raise said.broken
    return said
