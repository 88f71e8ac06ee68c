"""Lines of a page with their places, and the pieces into which wide gaps part them. Pure, free of any PDF library."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

LIST_ITEM = re.compile(r"[•‣▪◦●○■□❖➢►·–—*-]\s|[•‣▪◦●○■□❖➢►]|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4})[.)]\s")
WIDE = 0.8
"""A gap between words this many times as wide as the line is high parts two cells; justified lines have none."""

_LEAST_STRETCHED = 3  # gaps
_ALIKE = 0.15  # of the height: difference of gaps that are as wide as each other
_LIST_MARK = re.compile(
    r"[^\w\s]|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]|\(?\d{1,3}(?:\.\d{1,3})+[.)]?|\[[^\]]{1,12}\]"
)
_AFTER_FIGURE = re.compile(r"[)%]+")
_CURRENCY = frozenset(["$", "€", "£", "¥", "US$", "EUR", "USD", "GBP", "CHF", "($", "-$", "(€", "(£"])


@dataclass(frozen=True, slots=True)
class Gap:
    """White space of a line wider than between words: the character of the text at which it begins, and its edges."""

    at: int
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page and its box in points, x to the right and y up. `hyphen`: its last word goes on in the next."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    hyphen: bool = False
    gaps: tuple[Gap, ...] = ()

    @property
    def height(self) -> float:
        """Height of the letters' boxes."""
        return self.top - self.bottom

    def pieces(self) -> "list[Piece]":
        """Give what stands between the gaps; marks of list items, currencies and brackets with what they belong to."""
        if not self.gaps or self._is_stretched():
            return [Piece(self.text, self.left, self.bottom, self.right, self.top, self.hyphen)]
        edges = [Gap(0, self.left, self.left), *self.gaps, Gap(len(self.text), self.right, self.right)]
        found = [
            Piece(self.text[one.at : other.at].strip(), one.right, self.bottom, other.left, self.top)
            for one, other in pairwise(edges)
        ]
        found[-1] = replace(found[-1], hyphen=self.hyphen)
        return list(_put_together(_with_currencies_before(found)))

    def _is_stretched(self) -> bool:
        """Whether the line is a short one of words that was stretched to its column's width: all its gaps are alike."""
        words = self.text.split()
        gaps = self.gaps[1:] if _LIST_MARK.fullmatch(words[0]) else self.gaps
        figures = sum(word[0].isdigit() for word in words)
        if len(gaps) < max(_LEAST_STRETCHED, len(words) - 2) or figures * 2 > len(words):
            return False
        widths = [gap.right - gap.left for gap in gaps]
        return max(widths) - min(widths) < _ALIKE * self.height


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a line, or of several lines below each other, and its box. `hyphen`: its last word goes on."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    hyphen: bool = False

    def followed_by(self, *others: "Piece") -> "Piece":
        """Put other pieces behind this one."""
        text, hyphen = self.text, self.hyphen
        for other in others:
            text, hyphen = text + ("" if hyphen else " ") + other.text, other.hyphen
        pieces = (self, *others)
        return Piece(
            text,
            min(piece.left for piece in pieces),
            min(piece.bottom for piece in pieces),
            max(piece.right for piece in pieces),
            max(piece.top for piece in pieces),
            hyphen,
        )


def is_beside(left: Line, right: Line) -> bool:
    """Whether a line stands on the level of another, to the right of it."""
    return abs(left.bottom - right.bottom) < 0.4 * left.height and right.left >= left.left


def _with_currencies_before(pieces: list[Piece]) -> list[Piece]:
    """Move a currency from the end of a piece to the next, whose figure it is: "(4) $" is right before "5,798"."""
    moved = list(pieces)
    for index, (one, other) in enumerate(pairwise(pieces)):
        *words, last = one.text.split()
        if words and last in _CURRENCY and other.text[:1].isdigit():
            moved[index] = replace(moved[index], text=moved[index].text[: -len(last)].rstrip())
            moved[index + 1] = replace(other, text=f"{last} {other.text}")
    return moved


def _put_together(pieces: list[Piece]) -> Iterator[Piece]:
    waiting: Piece | None = None
    for number, piece in enumerate(pieces):
        if waiting and (_AFTER_FIGURE.fullmatch(piece.text) or _leads(waiting, number == 1 == len(pieces) - 1)):
            waiting = waiting.followed_by(piece)
            continue
        if waiting:
            yield waiting
        waiting = piece
    if waiting:
        yield waiting


def _leads(piece: Piece, is_item: bool) -> bool:
    """Whether a piece only leads to the next: a currency, or the mark of a list item, which has nothing else."""
    return piece.text in _CURRENCY or (is_item and _LIST_MARK.fullmatch(piece.text) is not None)
