"""Tell whether a sentence about several years, or versions of a paper, keeps each figure with the year of its own."""

from collections.abc import Iterable, Sequence

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


def are_of_its_years(claim: Terms, quotes: Sequence[tuple[Terms, Terms]]) -> bool:
    """Whether no figure of a claim stands only in quotes of other years than the claim's; `quotes` as above.

    "140 EUR in 2024" is not said by a policy of 2021 that has the 140 and another one that has the 2024.
    """
    asked = _years((claim,))
    figures = [figure for figure in claim.quantities if figure.year is None and not figure.weak]
    held = [[_years(quote) for quote in quotes if has_figure(quote[:1], figure)] for figure in figures]
    return not asked or all(
        any(not years or years & asked for years in years_of_each) for years_of_each in held if years_of_each
    )


def _years(texts: Iterable[Terms]) -> set[int]:
    return {figure.year for terms in texts for figure in terms.quantities if figure.year is not None}


def keeps_bounds(claim: Terms, quote: Terms) -> bool:
    """Whether no figure that a claim makes a bound is a plain one in a quote that has another one so bounded.

    "5 % at most" is not said by "5 % a week, but 20 % at most".
    """
    bounded = [figure for figure in claim.quantities if figure.bound]
    return not any(
        all(not known.bound for known in quote.quantities if figure.agrees(known))
        and any(
            other.bound == figure.bound and other.unit == figure.unit and not figure.agrees(other)
            for other in quote.quantities
        )
        for figure in bounded
        if has_figure([quote], figure)
    )


def keeps_years(claim: Terms, quote: Terms) -> bool:
    """Whether no figure of a claim about several years stands beside another year in a quote about several.

    "12 million in 2024 and 10 million in 2023" has the words and figures of a quote that has them the other way round.
    Where one of the two has not as many figures as years, nothing can be told.
    """
    said = _by_year(quote)
    if len(said) < 2:
        return True
    return not any(
        year != other and figure.agrees(known) and all(year != same or not figure.agrees(mine) for mine, same in said)
        for figure, year in _by_year(claim)
        for known, other in said
    )


def _by_year(terms: Terms) -> list[tuple[Quantity, int | None]]:
    """Pair figures and years in their order, [] where there are not as many of both."""
    years = [figure.year for figure in terms.quantities if figure.year is not None]
    figures = [figure for figure in terms.quantities if figure.year is None and not figure.weak]
    return list(zip(figures, years, strict=True)) if len(years) == len(figures) else []


def has_figure(texts: Sequence[Terms], figure: Quantity) -> bool:
    """Whether one of the texts has a figure that is the same."""
    return any(figure.agrees(other) for terms in texts for other in terms.quantities)


def _lends(context: Terms, year: Quantity) -> bool:
    return any(other.year == year.year for other in context.quantities)
