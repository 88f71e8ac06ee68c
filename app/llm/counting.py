"""How many tokens a conversation has for one model, and how sure that is."""

import math
import threading
from collections.abc import Sequence

from app.llm.rendering import PromptRenderer
from app.llm.tokenizer import PromptTokenizer
from app.llm.types import Count, Message

_TEMPLATE_TOKENS = 32  # around each message, where the server does not show what the template adds; mostly 4 to 8
_MARGIN = 1.05
_MARGIN_TOKENS = 16
_MOST_REMEMBERED = 16  # prompts counted and perhaps not answered yet


class PromptCounter:
    """Counts conversations for one model and learns from what the server counted.

    A count is exact where the tokenizer's kind is known and the server shows the rendered prompt, or where an answer
    has shown that it is. Else a margin is added. A server that once counts more than was planned ends the trust: from
    then on the counts are raised by the worst ratio seen. (Fewer proves nothing: some versions leave out the tokens
    that they had in their cache.)
    """

    def __init__(self, tokenizer: PromptTokenizer, renderer: PromptRenderer, *, known: bool) -> None:
        """Take the parts, and whether the tokenizer's counts are known to be the server's."""
        self._tokenizer = tokenizer
        self._renderer = renderer
        self._lock = threading.Lock()
        self._trusted = known
        self._worst = 1.0  # accepted by counted
        self._counted: dict[int, tuple[int, bool]] = {}

    def count(self, messages: Sequence[Message]) -> Count:
        """Count the tokens of the whole prompt. Raises a ModelError where the server has to be asked and fails."""
        tokens, rendered = self._measure(messages)
        with self._lock:
            if len(self._counted) >= _MOST_REMEMBERED:
                del self._counted[next(iter(self._counted))]
            self._counted[hash(tuple(messages))] = (tokens, rendered)
            if rendered and self._trusted and self._worst == 1.0:
                return Count(tokens, exact=True)
            return Count(math.ceil(tokens * max(self._worst, 1.0) * _MARGIN) + _MARGIN_TOKENS, exact=False)

    def learn(self, messages: Sequence[Message], accepted: int) -> None:
        """Take how many tokens the server counted in a prompt that was counted here before."""
        with self._lock:
            tokens, rendered = self._counted.get(hash(tuple(messages)), (0, False))
            if tokens:
                self._worst = max(self._worst, accepted / tokens)
                self._trusted = self._trusted or (rendered and tokens == accepted)

    def _measure(self, messages: Sequence[Message]) -> tuple[int, bool]:
        prompt = self._renderer.render(messages)
        if prompt is not None:
            return self._tokenizer.count(prompt), True
        contents = "".join(f"{message.role}\n{message.content}\n" for message in messages)
        return self._tokenizer.count(contents) + _TEMPLATE_TOKENS * len(messages), False
