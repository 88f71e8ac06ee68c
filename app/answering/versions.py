"""Tell whether a sentence about several versions of a paper keeps each figure with the year of its own version."""

from collections.abc import Sequence

from app.answering.quantities import Quantity
from app.answering.terms import Terms


def keeps_versions(claim: Terms, quotes: Sequence[tuple[Terms, Terms]]) -> bool:
    """Whether each year that only the contexts have stands for the figure of the quote that has that context.

    `quotes` are pairs of a quote and where it stands: document and headings. "From 12 characters in 2024 to 14 in 2026"
    takes its years from the names of two policies, and is false with the years the other way round. Years and figures
    are paired in their order, so there must be as many of the one as of the other.
    """
    said = [quote for quote, _ in quotes]
    years = [figure for figure in claim.quantities if figure.year is not None and not has_figure(said, figure)]
    figures = [figure for figure in claim.quantities if has_figure(said, figure)]
    return len(years) == len(figures) and all(
        any(has_figure([quote], figure) and _lends(context, year) for quote, context in quotes)
        for year, figure in zip(years, figures, strict=True)
    )


def has_figure(texts: Sequence[Terms], figure: Quantity) -> bool:
    """Whether one of the texts has a figure that is the same."""
    return any(figure.agrees(other) for terms in texts for other in terms.quantities)


def _lends(context: Terms, year: Quantity) -> bool:
    return any(other.year == year.year for other in context.quantities)
