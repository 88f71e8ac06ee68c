"""Whether names and numbers stand in the same company in a text as in a claim.

"Staff get 40 days" is not carried by "40 stations ... 25 days", although every word and number of it is there: next to
"40" the text never has a word that the claim has next to it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from app.answering.terms import content_stems, stems_in_order, terms_in_order

REACH = 1
"""Content words to each side that are the company of a word."""


class Company:
    """For each word of some texts, the words that stand near it anywhere."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._near = defaultdict[str, set[str]](set)
        for text in texts:
            stems = stems_in_order(text)
            for index, stem in enumerate(stems):
                self._near[stem] |= _company(stems, index)

    def strangers(self, claim: str, quotes: Iterable[str]) -> tuple[str, ...]:
        """List the names and numbers of `claim`, as written, that `quotes` have, but the texts never in such company.

        What the quotes do not have is missing from them, which is another matter ("7" may be "seven" there).
        """
        terms = terms_in_order(claim)
        stems = [term.stem for term in terms]
        quoted = frozenset[str]().union(*map(content_stems, quotes))
        strange: dict[str, None] = {}
        for index, term in enumerate(terms):
            # The first word has a capital anyway.
            marked = (index and term.is_name) or term.has_digits
            near = _company(stems, index)
            if marked and near and term.stem in quoted and near.isdisjoint(self._near[term.stem]):
                strange[term.written] = None
        return tuple(strange)


def _company(stems: Sequence[str], index: int) -> set[str]:
    """Give the words near the one at `index`, itself apart."""
    return {*stems[max(0, index - REACH) : index + REACH + 1]} - {stems[index]}
