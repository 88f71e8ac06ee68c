"""Tell how ready a model is to answer from the passages, before it writes: by what its first word could be.

Many small models answer although they are told to refuse; how likely they would have refused tells more than what they
write. Two prompts cost one word each, since the server keeps what it read: that of the answer (how likely does it begin
as the refusal?), and the same with the question whether the passages hold the answer (how likely is Yes, and No?). How
good a model is at it, and where the line lies, differs, and is measured by `app.evaluation.calibration`; a model that
cannot judge is not asked.
"""

import math
from collections.abc import Sequence

from app.answering.prompts import REFUSAL
from app.llm.types import Message

ALTERNATIVES = 20
"""Of the tokens that could come first, how many are looked at: as many as a server tells."""

_SURE = 1e-6  # no likelihood is taken for more than 1 less this

JUDGE_REQUEST = "Do the passages contain the answer to this question? Reply with Yes or No only."


def judge_messages(messages: Sequence[Message]) -> tuple[Message, ...]:
    """Turn the prompt of an answer into one that asks for Yes or No. It begins as that does, so it is read once."""
    *before, request = messages
    return (*before, Message(request.role, f"{request.content}\n\n{JUDGE_REQUEST}"))


def readiness(answering: Sequence[tuple[str, float]], judging: Sequence[tuple[str, float]]) -> float | None:
    """Add ln of the odds that the answer begins otherwise than the refusal, and ln of those of Yes against No.

    Both are of the (token, ln of its probability) that could have come first; one that is not among them counts as the
    least likely of them. None where the server does not tell, or the model says neither Yes nor No. The sum is what
    Bayes' rule makes of two independent signs.
    """
    said = _odds_of_yes(judging)
    return _odds_of_answering(answering) + said if answering and said is not None else None


def _odds_of_answering(first: Sequence[tuple[str, float]]) -> float:
    refusing = min(max(_likelihood(first, REFUSAL.split()[0]), _least(first)), 1 - _SURE)
    return math.log(1 - refusing) - math.log(refusing)


def _odds_of_yes(first: Sequence[tuple[str, float]]) -> float | None:
    spoken = {word: _likelihood(first, word) for word in ("yes", "no")}
    if not any(spoken.values()):
        return None
    return math.log(spoken["yes"] or _least(first)) - math.log(spoken["no"] or _least(first))


def _least(first: Sequence[tuple[str, float]]) -> float:
    return math.exp(min(value for _, value in first))


def _likelihood(first: Sequence[tuple[str, float]], word: str) -> float:
    return math.fsum(math.exp(value) for token, value in first if token.strip().lower() == word.lower())
