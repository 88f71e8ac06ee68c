"""Whether names and numbers stand in the same company in a text as in a claim.

"Staff get 40 days" is not carried by "40 stations ... 25 days", although every word and number of it is there: next to
"40" the text never has a word that the claim has next to it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.answering.terms import Term, content_stems, terms_in_order

REACH = 1
"""Content words to each side that are the company of a word."""


class Company:
    """The words of some texts, and what stands near each."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._places: dict[str, list[_Place]] = {}
        for text in texts:
            terms = terms_in_order(text)
            for index, term in enumerate(terms):
                self._places.setdefault(term.stem, []).append(_Place(terms, index))

    def strangers(self, claim: str, quotes: Iterable[str]) -> tuple[str, ...]:
        """List the names and numbers of `claim`, as written, that `quotes` have, but the texts never in such company.

        What the quotes do not have is missing from them, which is another matter ("7" may be "seven" there).
        """
        terms = terms_in_order(claim)
        quoted = frozenset[str]().union(*map(content_stems, quotes))
        # The first word has a capital anyway.
        marked = [index for index, term in enumerate(terms) if (index and term.is_name) or term.has_digits]
        strange = (terms[index] for index in marked if terms[index].stem in quoted and self._is_stranger(terms, index))
        return tuple(dict.fromkeys(term.written for term in strange))

    def _is_stranger(self, terms: Sequence[Term], index: int) -> bool:
        places = self._places.get(terms[index].stem, ())
        near = _Place(terms, index).company()
        return bool(places and near) and not any(near & place.company() for place in places)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a word stands among the content words of a text."""

    terms: Sequence[Term]
    index: int

    def company(self) -> frozenset[str]:
        """Stems of the words near it, itself apart."""
        around = self.terms[max(0, self.index - REACH) : self.index + REACH + 1]
        return frozenset(term.stem for term in around) - {self.terms[self.index].stem}
