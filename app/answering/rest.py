"""The rest of an answer that stopped, put behind what came before. Pure."""

import re

from app.answering.refusal import without_refusal

_END_MARKERS = re.compile(r"(?:\s*\[\d+\])+\s*$")


def open_end(text: str) -> str:
    """Take the markers from the end of a text that stops inside a sentence: the sentence goes on there."""
    bare = _END_MARKERS.sub("", text)
    return text if bare.endswith((".", "!", "?", ":")) else bare


def joined_text(written: str, rest: str) -> str:
    """Put the rest of an answer behind what came before; a rest that is a refusal adds nothing."""
    if not written:
        return rest
    rest = without_refusal(rest)
    apart = "" if not rest or written[-1].isspace() or rest[0].isspace() or rest[0] in ".,;:!?)]" else " "
    return written + apart + rest
