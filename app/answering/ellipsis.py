"""What a short answer leaves to its question: "5 %" says nothing by itself, and stands in many rows. Pure."""

from collections.abc import Iterable, Set

from app.answering.terms import Terms


def is_of_another(claim: Terms, asked: Terms, quoted: Set[str], others: Iterable[Terms]) -> bool:
    """Whether the figures of a claim, as its quotes have them, are likely those of something else than was asked.

    It is so where another sentence has a figure of the same unit instead, as many words of the claim as are `quoted`,
    and more of those words of the question that the claim does not repeat.
    """
    figures = [figure for figure in claim.quantities if not figure.weak]
    left = asked.words - claim.words
    answering, said = len(left & quoted), len(claim.words & quoted)
    units = {figure.unit for figure in figures}
    return bool(figures) and any(
        len(left & other.words) > answering
        and len(claim.words & other.words) >= said
        and any(each.unit in units and not each.weak for each in other.quantities)
        and not any(figure.agrees(each) for figure in figures for each in other.quantities)
        for other in others
    )
