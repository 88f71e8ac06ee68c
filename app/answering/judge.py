"""Ask the model whether the passages answer a question, before it writes: the odds of its first word, Yes or No.

Many small models answer although they are told to refuse; how likely one says Yes rather than No can tell more, and
costs one word, since the server keeps what it read for the answer. It is wrong at times, so a No alone refuses nothing:
the answer must lack support too. How good a model is at it, and where the line lies, differs, and is measured by
`app.evaluation.calibration`; a model that cannot judge is not asked.
"""

import math
from collections.abc import Sequence

from app.llm.types import Message

ALTERNATIVES = 20
"""Of the tokens that could come first, how many are looked at: as many as a server tells."""

JUDGE_REQUEST = "Do the passages contain the answer to this question? Reply with Yes or No only."


def judge_messages(messages: Sequence[Message]) -> tuple[Message, ...]:
    """Turn the prompt of an answer into one that asks for Yes or No. It begins as that does, so it is read once."""
    *before, request = messages
    return (*before, Message(request.role, f"{request.content}\n\n{JUDGE_REQUEST}"))


def log_odds(first: Sequence[tuple[str, float]]) -> float | None:
    """Give ln of how much likelier Yes is than No, by the (token, ln of its probability) that could have come first.

    One that is not among them counts as the least likely of them. None where neither is there.
    """
    spoken = {word: _likelihood(first, word) for word in ("yes", "no")}
    if not any(spoken.values()):
        return None
    least = math.exp(min(value for _, value in first))
    return math.log(spoken["yes"] or least) - math.log(spoken["no"] or least)


def _likelihood(first: Sequence[tuple[str, float]], word: str) -> float:
    return math.fsum(math.exp(value) for token, value in first if token.strip().lower() == word)
