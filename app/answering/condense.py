"""Condense: a follow-up question and what was said before become a question that stands alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.answering.prompts import condense_messages
from app.answering.types import Turn
from app.llm.types import Message

STANDALONE_TOKENS = 96
LONGEST_GROWTH = 400
"""Characters that a rewritten question may be longer than the one asked: more is an answer, not a question."""


@dataclass(frozen=True, slots=True)
class Standalone:
    """The question to retrieve with, and how many of the oldest turns did not fit into the prompt that made it."""

    question: str
    left_out: int = 0


def condense(
    question: str,
    history: Sequence[Turn],
    control_tokens: Sequence[str],
    fits: Callable[[Sequence[Message]], bool],
    rewrite: Callable[[Sequence[Message]], str],
) -> Standalone:
    """Rewrite `question` so that it stands alone. Without history, or with an unusable rewriting, it stays as it is.

    `fits` says whether a prompt fits the window, `rewrite` asks the model. The newest turns that fit are used.
    """
    for first in range(len(history)):
        messages = condense_messages(question, history[first:], control_tokens)
        if fits(messages):
            return Standalone(usable(rewrite(messages), question, history), first)
    return Standalone(joined(question, history) if history else question, len(history))


def usable(rewritten: str, question: str, history: Sequence[Turn]) -> str:
    """The rewriting if it looks like a question of one line, else the last question and this one, joined."""
    line = next((line.strip().strip('"') for line in rewritten.splitlines() if line.strip()), "")
    if not line or len(line) > len(question) + LONGEST_GROWTH:
        return joined(question, history)
    return line


def joined(question: str, history: Sequence[Turn]) -> str:
    """The question before and this one: enough for retrieval to know what it is about."""
    return f"{history[-1].question} {question}"
