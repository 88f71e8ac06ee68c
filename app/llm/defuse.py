"""Defuse the control tokens of a model inside text that comes from people and documents."""

import unicodedata
from collections.abc import Iterator, Sequence

BREAK = "\u200b"  # zero width space: invisible to people, and part of no control token


def defuse(text: str, control_tokens: Sequence[str]) -> str:
    """Return `text` with every control token in it broken by a zero width space, so that it is read as plain text.

    A chat model obeys `<|im_end|>` wherever it stands, so a document could end the user's turn and speak as the system.
    A string that becomes a control token only under NFKC (such as one written in full-width letters) is broken too, in
    case the server normalises. Nothing is removed; text without control tokens comes back as it is, and defusing twice
    does no more than defusing once. Defuse a message after it is put together: a token may be formed by its parts.
    """
    spans = _spans(text, range(len(text)), control_tokens)
    if not unicodedata.is_normalized("NFKC", text):
        pieces = [unicodedata.normalize("NFKC", character) for character in text]
        origin = [index for index, piece in enumerate(pieces) for _ in piece]
        spans |= _spans("".join(pieces), origin, control_tokens)
    return _broken(text, spans) if spans else text


def _spans(text: str, origin: Sequence[int], control_tokens: Sequence[str]) -> set[tuple[int, int]]:
    """Find the first and last characters of control tokens in `text`, as the indexes that `origin` gives for them."""
    return {
        (origin[start], origin[start + len(token) - 1])
        for token in control_tokens
        for start in _occurrences(text, token)
    }


def _occurrences(text: str, token: str) -> Iterator[int]:
    """Yield the starts of all occurrences of `token`, overlapping ones too."""
    start = text.find(token) if token else -1
    while start >= 0:
        yield start
        start = text.find(token, start + 1)


def _broken(text: str, spans: set[tuple[int, int]]) -> str:
    # A token of a single character has no inside to break: the break stands in its place.
    dropped = {first for first, last in spans if first == last}
    broken_after = {first for first, _ in spans}
    return "".join(
        ("" if index in dropped else character) + (BREAK if index in broken_after else "")
        for index, character in enumerate(text)
    )
