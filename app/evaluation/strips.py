"""Documents as strips from their beginning to their end: what an answer drew of each, and where its evidence lies.

Static SVG in the colours of what it stands in; the same picture on the page and in an exported file. Pure.
"""

from html import escape

from app.answering.compare import Strip

WIDTH, HEIGHT = 600, 14
LEAST = 3.0
"""Width of a mark that would be too thin to be seen."""


def strip_svg(strip: Strip) -> str:
    """Draw a strip: faint where the answer drew, a mark for each quote that it cites."""
    told = escape(strip_words(strip))
    drawn = "".join(
        f'<rect x="{start * WIDTH:.1f}" width="{max(LEAST, (end - start) * WIDTH):.1f}" height="{HEIGHT}" '
        'fill="currentColor" opacity=".22"/>'
        for start, end in strip.drawn
    )
    cited = "".join(
        f'<rect x="{min(at.at * WIDTH, WIDTH - LEAST):.1f}" width="{LEAST}" height="{HEIGHT}" '
        f'fill="var(--strip-mark, currentColor)" opacity="{".45" if at.verdict == "unsupported" else "1"}"/>'
        for at in strip.cited
    )
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" width="100%" height="{HEIGHT}" preserveAspectRatio="none" role="img" '
        f'aria-label="{told}"><title>{told}</title>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="currentColor" opacity=".08"/>{drawn}{cited}</svg>'
    )


def strip_words(strip: Strip) -> str:
    """What a strip shows, in a sentence."""
    read = sum(end - start for start, end in strip.drawn)
    share = "all of it" if read > 0.995 else f"{100 * read:.0f} % of it"
    if not strip.cited:
        return f"{strip.document}: {share} was read, nothing of it is cited."
    places = ", ".join(f"page {at.page} ({part_of(at.at)})" for at in strip.cited)
    return f"{strip.document}: {share} was read; cited: {places}."


def part_of(at: float) -> str:
    """In which third of a document a place lies."""
    return "early" if at < 1 / 3 else "in the middle" if at < 2 / 3 else "late"
