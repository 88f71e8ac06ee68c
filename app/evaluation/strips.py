"""Documents as strips from their beginning to their end: what an answer drew of each, and where its evidence lies.

Plain HTML in the colours of what it stands in; the same picture on the page and in an exported file. Pure.
"""

from html import escape

from app.answering.compare import Strip

STYLE = """
.strip-bar { position: relative; height: .9rem; border-radius: .2rem; overflow: hidden;
  background: color-mix(in srgb, currentColor 7%, transparent); }
.strip-bar i { position: absolute; top: 0; bottom: 0; min-width: 2px; }
.strip-bar .drawn { background: color-mix(in srgb, currentColor 20%, transparent); }
.strip-bar .cited { width: 4px; margin-left: -2px; background: var(--strip-mark, currentColor); }
.strip-bar .unsupported { opacity: .45; }
"""
"""Of the strips; `--strip-mark` is the colour of what is cited."""


def strip_html(strip: Strip) -> str:
    """Draw a strip: faint where the answer drew, a mark for each quote that it cites."""
    drawn = "".join(
        f'<i class="drawn" style="left:{100 * start:.2f}%;width:{100 * (end - start):.2f}%"></i>'
        for start, end in strip.drawn
    )
    cited = "".join(f'<i class="cited {at.verdict}" style="left:{100 * at.at:.2f}%"></i>' for at in strip.cited)
    return f'<div class="strip-bar" role="img" aria-label="{escape(strip_words(strip))}">{drawn}{cited}</div>'


def strip_words(strip: Strip) -> str:
    """What a strip shows, in a sentence."""
    read = sum(end - start for start, end in strip.drawn)
    share = "all of it" if read > 0.995 else f"{100 * read:.0f} % of it"
    if not strip.cited:
        return f"{strip.document}: {share} was read, nothing of it is cited."
    places = dict.fromkeys(f"page {at.page} ({part_of(at.at)})" for at in strip.cited)
    return f"{strip.document}: {share} was read; cited: {', '.join(places)}."


def part_of(at: float) -> str:
    """In which third of a document a place lies."""
    return "early" if at < 1 / 3 else "in the middle" if at < 2 / 3 else "late"
