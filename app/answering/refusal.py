"""Tell an answer from a refusal."""

import re

from app.answering.phrases import REFUSAL_IN_ANOTHER_LANGUAGE, REFUSALS
from ingest.sentences import sentence_spans

_LINES = "|".join(re.escape(line.rstrip(".。")) for line in REFUSALS)
_LINE = re.compile(rf"[\s\"'*_(]*(?:{_LINES})\b[.。\"'*_)]*(?:\s*\[\d+\])*\s*", re.IGNORECASE)
# Small models say it in their own words; only a whole answer of one such sentence counts.
_SOURCE = r"(?:passages?|documents?|texts?|context|excerpts?|information)"
_IN_OTHER_WORDS = re.compile(
    rf"\b{_SOURCE}\s+(?:above\s+)?(?:do|does|did)(?:\s+not|n't)\s+(?:\w+\s+)?"
    r"(?:contain|mention|provide|specify|state|say|address|describe|answer|give|tell)\b"
    rf"|\b(?:no\s+(?:information|mention|answer)|(?:is|are)(?:\s+not|n't)\s+(?:\w+\s+)?"
    rf"(?:mentioned|stated|specified|provided|given|contained|found|answered|described))\b[^.]*\b{_SOURCE}\b",
    re.IGNORECASE,
)
_MARKER = re.compile(r"\s*\[\d+\]")


def without_refusal(text: str) -> str:
    """Give the answer that is in a model's reply, "" where it is a refusal: it opens with the line, or says no more.

    A refusal line at the end of an answer is dropped: small models like to copy it from the rules.
    """
    if _LINE.match(text):
        return ""
    answer = _LINE.sub(" ", text).rstrip() if _LINE.search(text) else text
    said = _MARKER.sub("", answer.strip()).replace("’", "'")
    in_other_words = _IN_OTHER_WORDS.search(said) or REFUSAL_IN_ANOTHER_LANGUAGE.search(said)
    return "" if len(sentence_spans(said)) == 1 and in_other_words else answer
