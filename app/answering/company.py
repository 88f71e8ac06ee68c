"""Whether words stand in the same company in a text as in a claim.

"Staff get 40 days" is not carried by "40 stations ... 25 days", although every word and number of it is there: near
"40" the text never has the words that the claim has next to it. Pure.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from app.answering.terms import content_stems, stems_in_order, terms_in_order
from vectorstore.language import ENGLISH

CLAIM_REACH = 2
"""Content words to each side that are the company of a word in the claim."""
TEXT_REACH = 3
"""Content words to each side among which the texts may have them: other words may stand between."""


class Company:
    """The content words of some texts of one language and where they stand."""

    def __init__(self, texts: Iterable[str], language: str = ENGLISH) -> None:
        self._language = language
        self._stems: list[str] = []
        self._places = defaultdict[str, list[int]](list)
        for text in texts:
            for stem in stems_in_order(text, language):
                self._places[stem].append(len(self._stems))
                self._stems.append(stem)
            self._stems += [""] * TEXT_REACH  # the end of one text is not near the beginning of the next

    def least(self, claim: str, quotes: Iterable[str] = ()) -> float:
        """Give the share (0 to 1) of its company in the claim that the name or number worst off has in the texts.

        1 where the claim has none. What the texts do not have at all does not count: it is missing, which is another
        matter. Nor does what `quotes`, where they carry the claim, write otherwise: "7" is "seven" there.
        """
        of_quotes = [content_stems(quote, self._language) for quote in quotes]
        quoted = frozenset[str]().union(*of_quotes) or self._places.keys()
        terms = terms_in_order(claim, self._language)
        stems = [term.stem for term in terms]
        shares = [1.0]
        for index, term in enumerate(terms):
            # The first word has a capital anyway.
            marked = (index and term.is_name) or term.has_digits
            near = {*stems[max(0, index - CLAIM_REACH) : index + CLAIM_REACH + 1]} - {term.stem}
            if marked and near and term.stem in quoted and term.stem in self._places:
                shares.append(len(near & self._near(term.stem)) / len(near))
        return min(shares)

    def kept(self, claim: str) -> float:
        """Give the share (0 to 1) of neighbouring words of a claim that the texts have near each other too.

        Only words that the texts have are counted; 0 where they have no two neighbours, 1 for a claim of one word.
        """
        pairs = list(pairwise(stems_in_order(claim, self._language)))
        known = [pair for pair in pairs if all(stem in self._places for stem in pair)]
        return sum(other in self._near(one) for one, other in known) / len(known) if known else float(not pairs)

    def _near(self, stem: str) -> set[str]:
        return {other for place in self._places[stem] for other in _around(self._stems, place)}


def _around(stems: Sequence[str], place: int) -> Sequence[str]:
    """Give the words within reach of the one at `place`, itself apart."""
    return [*stems[max(0, place - TEXT_REACH) : place], *stems[place + 1 : place + 1 + TEXT_REACH]]
