"""A document's outline, found again in the text of its pages. Pure."""

import re
from collections.abc import Sequence

from vectorstore.types import Heading

Outline = tuple[tuple[int, str, int], ...]
"""(depth from 1, title, page number), in order."""

_WORD = re.compile(r"\w+")


def outline_headings(texts: Sequence[str], outline: Outline) -> dict[int, tuple[Heading, ...]]:
    """Find the outline's titles in the pages' texts: headings by page number, in the order of the text.

    A title stands where a line begins with its words. Nothing is given when most titles cannot be found: such an
    outline names other things than headings (files, slides), and the page's own sizes tell more.
    """
    found: dict[int, list[Heading]] = {}
    count = 0
    for depth, title, number in outline:
        if not 0 < number <= len(texts):
            continue
        offset = _find(texts[number - 1], title)
        if offset is not None:
            found.setdefault(number, []).append(Heading(offset, depth, title))
            count += 1
    if count * 2 < len(outline):
        return {}
    return {number: _in_order(headings) for number, headings in found.items()}


def _find(text: str, title: str) -> int | None:
    words = _WORD.findall(title)
    if not words:
        return None
    pattern = r"^[^\w\n]*(?:[\w.]+\W+){0,3}?" + r"\W+".join(map(re.escape, words[:20]))
    match = re.search(pattern, text, re.MULTILINE | re.IGNORECASE)
    return match.start() if match else None


def _in_order(headings: list[Heading]) -> tuple[Heading, ...]:
    """Sort by place; of several titles at one place the last (deepest) stays."""
    by_offset = {heading.offset: heading for heading in headings}
    return tuple(by_offset[offset] for offset in sorted(by_offset))
