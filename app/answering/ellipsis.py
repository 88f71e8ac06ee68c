"""What a short answer leaves to its question: "5 %" says nothing by itself, and stands in many rows. Pure."""

from collections.abc import Iterable, Set

from app.answering.terms import Terms


def asked_elsewhere(claim: Terms, asked: Terms, quoted: Set[str], others: Iterable[Terms]) -> frozenset[str]:
    """Give the words of the question that speak for another figure than that of a claim; none where nothing does.

    Another sentence does where it has a figure of the same unit instead, as many words of the claim as are `quoted`,
    and more of those words of the question that the claim does not repeat: what it has of them and the quotes have not.
    """
    figures = [figure for figure in claim.quantities if not figure.weak]
    left = asked.words - claim.words
    answering, said = len(left & quoted), len(claim.words & quoted)
    units = {figure.unit for figure in figures}
    rivals = (
        left & other.words
        for other in (others if figures else ())
        if len(left & other.words) > answering
        and len(claim.words & other.words) >= said
        and any(each.unit in units and not each.weak for each in other.quantities)
        and not any(figure.agrees(each) for figure in figures for each in other.quantities)
    )
    return max(rivals, key=len, default=frozenset()) - quoted
