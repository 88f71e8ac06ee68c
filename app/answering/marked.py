"""Mark sentences of a text in the HTML that was rendered from it. Pure."""

import re
from collections.abc import Iterable, Iterator

from app.answering.render import safe_html

_PART = re.compile(r"<button\b.*?</button>|<[^>]*>|[^<]+", re.DOTALL)


def mark_sentences(html: str, sentences: Iterable[str], name: str = "differs") -> str:
    """Wrap `sentences` (Markdown, as written in the text) in <mark class=name>, wherever the rendered text has them.

    `html` must come from our own renderer: it is cut at its tags. Buttons, which citations are, are no text. A sentence
    that is not found stays unmarked.
    """
    parts = _PART.findall(html)
    letters = [
        (part, place)
        for part, text in enumerate(parts)
        if not text.startswith("<")
        for place, letter in enumerate(text)
        if not letter.isspace()
    ]
    plain = "".join(parts[part][place] for part, place in letters)
    spans: dict[int, list[tuple[int, int]]] = {}
    for start, end in _found(plain, sentences):
        for part in {part for part, _ in letters[start:end]}:
            inside = [place for each, place in letters[start:end] if each == part]
            spans.setdefault(part, []).append((inside[0], inside[-1] + 1))
    return "".join(_wrapped(text, spans.get(part, []), name) for part, text in enumerate(parts))


def visible(markdown: str) -> str:
    """The letters of Markdown that a reader sees, escaped as in HTML, without white space."""
    return "".join("".join(part for part in _PART.findall(safe_html(markdown)) if not part.startswith("<")).split())


def _found(plain: str, sentences: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Yield where sentences stand among the letters; none overlaps one before it."""
    taken = 0
    for start, end in sorted(
        (start, start + len(wanted))
        for wanted in map(visible, dict.fromkeys(sentences))
        if wanted and (start := plain.find(wanted)) >= 0
    ):
        if start >= taken:
            yield start, end
            taken = end


def _wrapped(text: str, spans: Iterable[tuple[int, int]], name: str) -> str:
    for start, end in sorted(spans, reverse=True):
        text = f'{text[:start]}<mark class="{name}">{text[start:end]}</mark>{text[end:]}'
    return text
