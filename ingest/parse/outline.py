"""A document's outline, found again in the text of its pages. Pure."""

import re
from collections.abc import Sequence

from vectorstore.types import Heading

Outline = tuple[tuple[int, str, int], ...]
"""(depth from 1, title, page number), in order."""

_WORD = re.compile(r"\w+")
_SAID = re.compile(r"[^\W\d_]{2}")  # two letters together: more than "1.2", "(b)" or "A."
_COMPARED = 20  # words of a title


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
    """Offset of the line that begins with the title's words; only the number of the heading may stand before them."""
    words = _WORD.findall(title)
    if not words:
        return None
    pattern = r"\W+".join(map(re.escape, words[:_COMPARED]))
    for match in re.finditer(pattern, text, re.IGNORECASE):
        line = text.rfind("\n", 0, match.start()) + 1
        if not _SAID.search(text, line, match.start()):
            return line
    return None


def _in_order(headings: list[Heading]) -> tuple[Heading, ...]:
    """Sort by place; of several titles at one place the last (deepest) stays."""
    by_offset = {heading.offset: heading for heading in headings}
    return tuple(by_offset[offset] for offset in sorted(by_offset))
