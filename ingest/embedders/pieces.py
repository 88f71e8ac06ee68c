"""Queries of any length: one that is longer than the model reads is embedded in pieces, never cut."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ingest.tokens import TextTooLong, TokenCounter
from vectorstore.types import Vectors


def check_lengths(lengths: list[int], limit: int) -> None:
    """Raise TextTooLong for the longest text if it has more tokens than `limit`."""
    longest = max(lengths, default=0)
    if longest > limit:
        raise TextTooLong(longest, limit)


def split_to_fit(text: str, limit: int, count: TokenCounter) -> list[str]:
    """Halve `text` at the space nearest before its middle until every piece has at most `limit` tokens."""
    if len(text) < 2 or count([text])[0] <= limit:
        return [text]
    middle = len(text) // 2
    space = text.rfind(" ", 1, middle + 1)
    cut = space if space > 0 else middle
    return split_to_fit(text[:cut], limit, count) + split_to_fit(text[cut:], limit, count)


def embed_long(
    text: str, limit: int, count: TokenCounter, embed: Callable[[list[str]], Vectors]
) -> NDArray[np.float32]:
    """Embed a text of any length: the mean of its pieces' vectors weighted by their tokens, of length one."""
    pieces = split_to_fit(text, limit, count)
    vectors = embed(pieces)
    if len(pieces) == 1:
        only: NDArray[np.float32] = vectors[0]
        return only
    weights = np.asarray(count(pieces), np.float32)
    mean: NDArray[np.float32] = unit_rows((weights @ vectors)[np.newaxis])[0]
    return mean


def unit_rows(rows: Vectors) -> Vectors:
    """Scale every row to length one."""
    lengths: Vectors = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / lengths
