"""Charts as static SVG that stand in a page and in an exported file alike: no script, nothing fetched. Pure.

Colours are the theme's variables, everything else `currentColor`. What a colour tells, a shape or a number tells too.
Each picture carries a title and a description for those who do not see it.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape

from app.evaluation.metrics import wilson

WIDTH = 440
"""Units across every chart; shown smaller on a narrow screen, where its words must still be legible."""
_LEFT, _RIGHT = 50, 22
_SMALL, _USUAL = 12, 13
_ROW = 46

_COLOURS = {
    "rag": "var(--st-primary-color)",
    "long": "var(--st-blue-text-color)",
    "auto": "var(--st-yellow-text-color)",
    "quotes": "var(--st-red-text-color)",
}
_SHAPES = {"rag": "circle", "long": "square", "auto": "diamond"}
_DASHES = {"long": "6 4", "auto": "2 4"}


@dataclass(frozen=True, slots=True)
class Cell:
    """Of the effective window: so many facts found, of those asked for, in texts of this length.

    `depth` is where the fact stood, 0 for the beginning of the text and 1 for its end.
    """

    tokens: int
    depth: float
    found: int
    asked: int


@dataclass(frozen=True, slots=True)
class Share:
    """So many of a count, of a mode; with what a person calls it."""

    label: str
    mode: str
    hits: int
    count: int


@dataclass(frozen=True, slots=True)
class Cost:
    """A share, and the tokens read for a question of it on average."""

    share: Share
    tokens: float


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds for the first question on a document and for each later one, on average."""

    label: str
    mode: str
    first: float
    later: float

    def total(self, questions: int) -> float:
        """Seconds for so many questions on one document."""
        return self.first + (questions - 1) * self.later if questions else 0.0


def share_chart(shares: Sequence[Share], title: str) -> str:
    """Each share as a point on a scale from 0 to 100 %, its 95 % interval as a line through it."""
    bottom = 8 + _ROW * len(shares)
    across = _scale(0, 1, 8, WIDTH - _RIGHT)
    parts = [
        piece
        for tick in (0, 0.25, 0.5, 0.75, 1)
        for piece in (
            _line(across(tick), 4, across(tick), bottom, faint=True),
            _text(across(tick), bottom + 18, f"{tick:.0%}", "start" if tick == 0 else "end" if tick == 1 else "middle"),
        )
    ]
    for row, share in enumerate(shares):
        parts += _share_row(share, 8 + _ROW * row, across)
    said = "; ".join(f"{share.label}: {share.hits} of {share.count}, {_interval(share)}" for share in shares)
    return _svg(title, said, bottom + 28, parts)


def _share_row(share: Share, top: float, across: Callable[[float], float]) -> list[str]:
    low, high = wilson(share.hits, share.count)
    middle, colour = top + 28, _colour(share.mode)
    parts = [
        _text(8, top + 14, share.label, "start", size=_USUAL),
        _text(WIDTH - _RIGHT, top + 14, f"{share.hits} of {share.count}", "end", size=_USUAL),
    ]
    if share.count:
        parts += [
            _line(across(low), middle, across(high), middle, colour=colour, width=3),
            *(_line(across(end), middle - 5, across(end), middle + 5, colour=colour, width=2) for end in (low, high)),
            _mark(share.mode, across(share.hits / share.count), middle),
        ]
    return parts


def cost_chart(costs: Sequence[Cost], title: str) -> str:
    """Right answers upwards, tokens a question to the right: best is at the top left."""
    top, bottom = 14, 232
    most = max((cost.tokens for cost in costs), default=0.0)
    ticks = _ticks(most)
    across = _scale(0, ticks[-1], _LEFT, WIDTH - _RIGHT)
    up = _scale(0, 1, bottom, top)
    parts = _grid(across, up, ticks, [0, 0.25, 0.5, 0.75, 1], (lambda value: f"{value:.0%}"))
    parts.append(_text((_LEFT + WIDTH - _RIGHT) / 2, bottom + 36, "tokens read for a question", "middle"))
    for cost in costs:
        low, high = wilson(cost.share.hits, cost.share.count)
        x, colour = across(cost.tokens), _colour(cost.share.mode)
        parts.append(_line(x, up(low), x, up(high), colour=colour, width=2))
        parts.append(_mark(cost.share.mode, x, up(_part(cost.share))))
    parts += _legend([(cost.share.label, cost.share.mode) for cost in costs], bottom + 56)
    said = "; ".join(
        f"{cost.share.label}: {_part(cost.share):.0%} right with {cost.tokens:,.0f} tokens a question" for cost in costs
    )
    return _svg(title, said, bottom + 56 + 20 * len(costs), parts)


def pace_chart(paces: Sequence[Pace], questions: int, title: str) -> str:
    """Seconds in all against the number of questions asked on one document, from 1 to `questions`."""
    top, bottom = 14, 232
    ticks = _ticks(max((pace.total(questions) for pace in paces), default=0.0))
    steps = sorted({round(1 + part * (questions - 1)) for part in (0, 0.25, 0.5, 0.75, 1)})
    across = _scale(1, max(questions, 2), _LEFT, WIDTH - _RIGHT)
    up = _scale(0, ticks[-1], bottom, top)
    parts = _grid(across, up, steps, ticks, (lambda value: f"{_short(value)} s"))
    parts.append(_text((_LEFT + WIDTH - _RIGHT) / 2, bottom + 36, "questions on one document", "middle"))
    for pace in paces:
        ends = [(across(number), up(pace.total(number))) for number in (1, questions)]
        parts.append(_path(ends, _colour(pace.mode), _DASHES.get(pace.mode, "")))
        parts += [_mark(pace.mode, x, y) for x, y in ends]
    parts += _legend([(pace.label, pace.mode) for pace in paces], bottom + 56)
    said = "; ".join(
        f"{pace.label}: {pace.first:.1f} s for the first question, {pace.later:.1f} s for each later one"
        for pace in paces
    )
    return _svg(title, said, bottom + 56 + 20 * len(paces), parts)


def heat_map(cells: Sequence[Cell], advertised: int | None) -> str:
    """How far a model really reads: text lengths to the right, depth of the fact downwards, darker is found more often.

    The window that the model is advertised with stands as a line where it falls among the lengths, in tokens.
    """
    lengths = sorted({cell.tokens for cell in cells})
    depths = sorted({cell.depth for cell in cells})
    top, left, right = 30, 58, WIDTH - _RIGHT
    wide = (right - left - 14) / max(1, len(lengths))
    high = 30
    bottom = top + high * len(depths)
    parts = [
        piece
        for cell in cells
        for piece in _cell(cell, left + wide * lengths.index(cell.tokens), top + high * depths.index(cell.depth), wide)
    ]
    parts += [
        _text(left + wide * (at + 0.5), bottom + 18, _short(length), "middle") for at, length in enumerate(lengths)
    ]
    parts += [_text(left - 8, top + high * (at + 0.5) + 4, f"{depth:.0%}", "end") for at, depth in enumerate(depths)]
    parts.append(_text((left + right) / 2, bottom + 38, "length of the text in tokens", "middle"))
    parts.append(_text(left - 8, top - 13, "depth", "end"))
    if advertised is not None:
        x = left + wide * sum(length <= advertised for length in lengths) + (7 if advertised > max(lengths) else 0)
        parts.append(_line(x, top - 8, x, bottom, width=2, dash="4 3"))
        side = "start" if x < WIDTH / 2 else "end"
        parts.append(_text(min(x, right), top - 13, f"advertised {advertised:,}", side))
    said = "; ".join(
        f"{cell.found} of {cell.asked} at {cell.tokens:,} tokens, depth {cell.depth:.0%}" for cell in cells
    )
    return _svg("How far this model really reads", said, bottom + 48, parts)


def _cell(cell: Cell, x: float, y: float, wide: float) -> list[str]:
    part = cell.found / cell.asked if cell.asked else 0.0
    words = f"{cell.found}/{cell.asked}"
    box = (
        f'<rect x="{x + 1:.1f}" y="{y + 1:.1f}" width="{wide - 2:.1f}" height="28" rx="3" '
        f'fill="{_colour("rag")}" fill-opacity="{0.04 + 0.46 * part:.2f}" stroke="currentColor" stroke-opacity=".18"/>'
    )
    return [box, _text(x + wide / 2, y + 19, words, "middle")]


# What charts are made of


def _scale(low: float, high: float, start: float, end: float) -> Callable[[float], float]:
    """Where a value stands: `low` at `start`, `high` at `end`."""
    return lambda value: start + (value - low) / (high - low) * (end - start)


def _ticks(most: float) -> list[float]:
    """Round numbers from 0 to at least `most`, three to six of them."""
    if most <= 0:
        return [0.0, 0.5, 1.0]
    size = 10 ** math.floor(math.log10(most / 4))
    step = next(size * factor for factor in (1, 2, 2.5, 5, 10) if size * factor * 5 >= most)
    return [step * number for number in range(math.ceil(most / step - 1e-9) + 1)]


def _grid(
    across: Callable[[float], float],
    up: Callable[[float], float],
    to_the_right: Sequence[float],
    upwards: Sequence[float],
    words: Callable[[float], str],
) -> list[str]:
    start, end = across(to_the_right[0]), across(to_the_right[-1])
    parts = [_line(start, up(value), end, up(value), faint=True) for value in upwards]
    parts += [_text(_LEFT - 8, up(value) + 4, words(value), "end") for value in upwards]
    parts += [_text(across(value), up(upwards[0]) + 18, _short(value), "middle") for value in to_the_right]
    return parts


def _legend(entries: Iterable[tuple[str, str]], top: float) -> list[str]:
    return [
        piece
        for row, (label, mode) in enumerate(entries)
        for piece in (
            _mark(mode, _LEFT + 6, top + 20 * row - 4),
            _text(_LEFT + 20, top + 20 * row, label, "start", size=_USUAL),
        )
    ]


def _svg(title: str, description: str, height: float, parts: Iterable[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {WIDTH} {height:.0f}" class="chart">'
        f"<title>{escape(title)}</title><desc>{escape(description)}.</desc>{''.join(parts)}</svg>"
    )


def _text(x: float, y: float, words: str, anchor: str, size: int = _SMALL) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" fill="currentColor">'
        f"{escape(words)}</text>"
    )


def _line(
    x1: float,
    y1: float,
    x2: float,
    y2: float,
    *,
    colour: str = "currentColor",
    width: float = 1,
    faint: bool = False,
    dash: str = "",
) -> str:
    extra = ' stroke-opacity=".16"' if faint else f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" stroke-width="{width}"'
        f"{extra}/>"
    )


def _path(points: Sequence[tuple[float, float]], colour: str, dash: str) -> str:
    drawn = "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<path d="{drawn}" fill="none" stroke="{colour}" stroke-width="2.5"{dashed}/>'


def _mark(mode: str, x: float, y: float) -> str:
    colour = _colour(mode)
    match _SHAPES.get(mode):
        case "circle":
            return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5.5" fill="{colour}"/>'
        case "square":
            return f'<rect x="{x - 5:.1f}" y="{y - 5:.1f}" width="10" height="10" fill="{colour}"/>'
        case "diamond":
            around = f"{x:.1f},{y - 7:.1f} {x + 7:.1f},{y:.1f} {x:.1f},{y + 7:.1f} {x - 7:.1f},{y:.1f}"
            return f'<polygon points="{around}" fill="{colour}"/>'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="none" stroke="{colour}" stroke-width="2.5"/>'


def _colour(mode: str) -> str:
    return _COLOURS.get(mode, "currentColor")


def _part(share: Share) -> float:
    return share.hits / share.count if share.count else 0.0


def _interval(share: Share) -> str:
    low, high = wilson(share.hits, share.count)
    return f"between {low:.0%} and {high:.0%}"


def _short(value: float) -> str:
    """A number of an axis."""
    return f"{value:,.0f}" if value >= 1000 else f"{value:.6g}"
