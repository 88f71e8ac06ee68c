"""A chat model that says Yes or No with given odds where it is asked to judge, and else quotes."""

import math
from dataclasses import replace

from app.answering.judge import JUDGE_REQUEST
from app.llm.fake import FakeChatModel
from app.llm.types import ModelDescription


class Judging(FakeChatModel):
    """`odds` gives ln of the odds of Yes for the text of a prompt, None for neither word. Keeps the options it had."""

    PREFILL = 0.5

    def __init__(self, odds, digest="judge", reply="", breaks=None, accepted=None):
        super().__init__(replies=["Yes", reply] if reply else ())
        self.breaks, self.accepted = breaks, accepted
        self.odds, self.digest, self.asked = odds, digest, []

    def describe(self):
        return ModelDescription("fake", "judging", self.digest, None, None, ("<|start|>",))

    def stream(self, messages, options):
        self.asked.append(options)
        if not options.alternatives:  # the answer itself
            self._error, self._error_after = self.breaks, 2
        stream = super().stream(messages, options)
        odds = self.odds(messages[-1].content) if messages[-1].content.endswith(JUDGE_REQUEST) else None
        yes = 1 / (1 + math.exp(-odds)) if odds is not None else 0.0
        first = (("Yes", math.log(yes)), ("No", math.log(1 - yes))) if yes else (("The", -0.1),)
        return _Telling(stream, first if options.alternatives else (), self.accepted)


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
