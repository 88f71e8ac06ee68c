"""Condense: a follow-up question and what was said before become a question that stands alone."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from app.answering.prompts import condense_messages
from app.answering.quantities import Quantity
from app.answering.terms import read_terms
from app.answering.types import Turn
from app.llm.types import Message

STANDALONE_TOKENS = 96
LONGEST_GROWTH = 200
"""Characters that a rewritten question may be longer than the one asked: more is an answer, not a question."""
LONGEST_ANSWER = 600
"""Characters shown of an earlier answer: it serves to resolve "it" and "they"."""

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Standalone:
    """The question to retrieve with, and how many of the oldest turns did not fit into the prompt that made it."""

    question: str
    left_out: int = 0

    @property
    def warnings(self) -> tuple[str, ...]:
        """What to tell of turns that were left out."""
        if not self.left_out:
            return ()
        return (f"To understand this question, the {self.left_out} oldest turns did not fit and were left out.",)


def condense(
    question: str,
    history: Sequence[Turn],
    control_tokens: Sequence[str],
    window: Callable[[Sequence[Message]], int | None],
    rewrite: Callable[[Sequence[Message], int], str],
) -> Standalone:
    """Rewrite `question` so that it stands alone; where the rewriting is unusable, join it to the question before.

    `window` gives the window that a prompt fits in, None where there is none; `rewrite` asks the model in that window,
    and gives "" where it did not come to an end. The newest turns that fit are used.
    """
    turns = [replace(turn, answer=turn.answer[:LONGEST_ANSWER]) for turn in history]
    for first in range(len(turns)):
        messages = condense_messages(question, turns[first:], control_tokens)
        fitting = window(messages)
        if fitting is not None:
            return Standalone(usable(rewrite(messages, fitting), question, turns[first:]), first)
    return Standalone(joined(question, history), len(history))


def usable(reply: str, question: str, history: Sequence[Turn]) -> str:
    """Give the reply if it can be the question rewritten, else the last question and this one, joined.

    Small models like to answer instead, or to repeat the question before. So it must be one line, not much longer than
    the question, keep half of its content words and all of its numbers, and name nothing that was not spoken of.
    """
    line = reply.strip().removeprefix("Rewritten question:").strip().strip('"“”').strip()
    said = " ".join([question, *(f"{turn.question} {turn.answer}" for turn in history)])
    rewritten, asked, known = read_terms(line), read_terms(question), read_terms(said)
    kept = len(asked.words & rewritten.words) * 2 >= len(asked.words)
    new_words = rewritten.words - known.words
    new_numbers = [number for number in rewritten.quantities if not _has(known.quantities, number)]
    lost_numbers = [number for number in asked.quantities if not _has(rewritten.quantities, number)]
    fits = 0 < len(line) <= len(question) + LONGEST_GROWTH and "\n" not in line
    return (
        line if fits and kept and len(new_words) <= 1 and not new_numbers + lost_numbers else joined(question, history)
    )


def _has(known: Sequence[Quantity], number: Quantity) -> bool:
    return any(number.agrees(other) for other in known)


def joined(question: str, history: Sequence[Turn]) -> str:
    """Put the question before this one in front of it: enough for retrieval to know what it is about."""
    return f"{history[-1].question} {question}" if history else question


def borrowed(standalone: str, question: str, history: Sequence[Turn]) -> tuple[int, ...]:
    """Give the documents of earlier answers whose words may have come into the standalone question.

    None, if it has only words of the person's own questions.
    """
    own = _words(question).union(*(_words(turn.question) for turn in history))
    if _words(standalone) <= own:
        return ()
    return tuple(sorted(frozenset[int]().union(*(turn.documents for turn in history))))


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))
