"""Tell an answer from a refusal."""

import re

from app.answering.prompts import REFUSAL
from ingest.sentences import sentence_spans

_LINE = re.compile(rf"[\s\"'*_(]*{re.escape(REFUSAL.rstrip('.'))}\b[.\"'*_)]*(?:\s*\[\d+\])*\s*", re.IGNORECASE)
# Small models say it in their own words; only a whole answer of one such sentence counts.
_IN_OTHER_WORDS = re.compile(
    r"\b(passages?|documents?|text|context|excerpts?|information)\b[^.]*"
    r"\b(not|don't|doesn't|isn't|aren't|no)\b[^.]*"
    r"\b(contain|mention|provide|specif|state|include|answer|say|address|describe|information|given|found)",
    re.IGNORECASE,
)


def without_refusal(text: str) -> str:
    """Give the answer that is in a model's reply, "" where it is a refusal: it opens with the line, or says no more.

    A refusal line at the end of an answer is dropped: small models like to copy it from the rules.
    """
    if _LINE.match(text):
        return ""
    answer = _LINE.sub(" ", text).rstrip() if _LINE.search(text) else text
    single = len(sentence_spans(answer.strip())) == 1
    return "" if single and _IN_OTHER_WORDS.search(answer.replace("’", "'")) else answer
