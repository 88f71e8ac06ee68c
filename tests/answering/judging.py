"""A chat model that says Yes or No with given odds where it is asked to judge, and else quotes.

Asked what its answer could begin with, it would as soon refuse as not, so its readiness is the odds of Yes.
"""

import math
from dataclasses import replace

from app.answering.judge import JUDGE_REQUEST
from app.llm.fake import FakeChatModel
from app.llm.types import ModelDescription


class Judging(FakeChatModel):
    """`odds` gives ln of the odds of Yes for the text of a prompt, None for neither word. Keeps the options it had."""

    PREFILL = 0.5

    def __init__(self, odds, digest="judge", reply="", accepted=None):
        super().__init__(replies=["The", "Yes", reply] if reply else ())
        self.accepted = accepted
        self.odds, self.digest, self.asked = odds, digest, []

    def describe(self):
        return ModelDescription("fake", "judging", self.digest, None, None, ("<|start|>",))

    def stream(self, messages, options):
        self.asked.append(options)
        stream = super().stream(messages, options)
        return _Telling(stream, self._first(messages[-1].content) if options.alternatives else (), self.accepted)

    def _first(self, prompt):
        if not prompt.endswith(JUDGE_REQUEST):
            return (("Not", math.log(0.5)), ("The", math.log(0.5)))
        odds = self.odds(prompt)
        if odds is None:
            return (("The", -0.1),)
        yes = 1 / (1 + math.exp(-odds))
        return (("Yes", math.log(yes)), ("No", math.log(1 - yes)))


class _Telling:
    """A stream whose completion says what could have come first."""

    def __init__(self, stream, first, accepted):
        self._stream, self._first, self._accepted = stream, first, accepted

    @property
    def completion(self):
        told = self._stream.completion
        accepted = told and (self._accepted or told.accepted)
        return told and replace(told, first=self._first, prefill=Judging.PREFILL, accepted=accepted)

    def __iter__(self):
        return iter(self._stream)

    def close(self):
        self._stream.close()
