"""Tell whether a sentence about several years, or versions of a paper, keeps each figure with the year of its own."""

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


def keeps_years(claim: Terms, quote: Terms) -> bool:
    """Whether no figure of a claim about several years stands beside another year in a quote about several.

    "12 million in 2024 and 10 million in 2023" has the words and figures of a quote that has them the other way round.
    Where one of the two has not as many figures as years, nothing can be told.
    """
    said = _by_year(quote)
    return not any(
        year != other and figure.agrees(known) and all(year != same or not figure.agrees(mine) for mine, same in said)
        for figure, year in _by_year(claim)
        for known, other in said
    )


def _by_year(terms: Terms) -> list[tuple[Quantity, int | None]]:
    """Pair figures and years in their order, [] where there are not as many of both, or fewer than two."""
    years = [figure.year for figure in terms.quantities if figure.year is not None]
    figures = [figure for figure in terms.quantities if figure.year is None and not figure.weak]
    return list(zip(figures, years, strict=True)) if len(years) == len(figures) > 1 else []


def has_figure(texts: Sequence[Terms], figure: Quantity) -> bool:
    """Whether one of the texts has a figure that is the same."""
    return any(figure.agrees(other) for terms in texts for other in terms.quantities)


def _lends(context: Terms, year: Quantity) -> bool:
    return any(other.year == year.year for other in context.quantities)
