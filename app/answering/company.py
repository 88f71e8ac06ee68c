"""Whether words stand in the same company in a text as in a claim.

"Staff get 40 days" is not carried by "40 stations ... 25 days", although every word and number of it is there: near
"40" the text never has the words that the claim has next to it, and near "25" it has. Pure.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise

from app.answering.quantities import with_digits
from app.answering.terms import Term, terms_in_order
from vectorstore.language import ENGLISH

REACH = 3
"""Content words to each side that are the company of a word."""
_OFFSETS = (*range(-REACH, 0), *range(1, REACH + 1))


class Company:
    """The content words of some texts of one language and where they stand."""

    def __init__(self, texts: Iterable[str], language: str = ENGLISH) -> None:
        self._language = language
        self._terms: list[Term | None] = [None] * REACH  # so that texts are not near each other
        self._places = defaultdict[str, list[int]](list)
        for text in texts:
            for term in self._read(text):
                self._places[term.stem].append(len(self._terms))
                self._terms.append(term)
            self._terms += [None] * REACH

    def rivalry(self, claim: str, quotes: Collection[str] = ()) -> float:
        """Give how much better (0 to 1) another name or number than the claim's is at home in the texts.

        A name or number of the claim is at home where the texts have it with the words that are near it in the claim:
        the share of these that stand near it. Another one is a rival where it has more of them; the claim's own words
        are none. The highest difference counts. What `quotes`, where they carry the claim, write otherwise does not
        count: "7" is "seven" there, "HR" is "Human Resources".
        """
        terms, quoted = self._read(claim), {term.stem for quote in quotes for term in self._read(quote)}
        own = {term.stem for term in terms}
        differences = [0.0]
        for index, term in enumerate(terms):
            # The first word has a capital anyway.
            marked = (index and term.is_name) or term.has_digits
            near = {other.stem for other in _around(terms, index)} - {term.stem}
            otherwise = quoted and term.stem not in (quoted if term.has_digits else self._places)
            if marked and near and not otherwise:
                kept = self._kept_by(near)
                at_home = max((kept[place] for place in self._places.get(term.stem, ())), default=0)
                better = [place for place, count in kept.items() if count > at_home]
                rival = max((kept[place] for place in better if self._is_rival(place, term, own)), default=at_home)
                differences.append((rival - at_home) / len(near))
        return max(differences)

    def kept(self, claim: str) -> float:
        """Give the share (0 to 1) of neighbouring words of a claim that the texts have near each other too.

        Only words that the texts have are counted; 0 where they have no two neighbours, 1 for a claim of one word.
        """
        pairs = list(pairwise(term.stem for term in self._read(claim)))
        known = [pair for pair in pairs if all(stem in self._places for stem in pair)]
        return sum(other in self._near(one) for one, other in known) / len(known) if known else float(not pairs)

    def _read(self, text: str) -> tuple[Term, ...]:
        return terms_in_order(with_digits(text, self._language), self._language)

    def _kept_by(self, stems: Iterable[str]) -> Counter[int]:
        """Count how many of `stems` stand near each place."""
        kept = Counter[int]()
        for stem in stems:
            kept.update({place + offset for place in self._places.get(stem, ()) for offset in _OFFSETS})
        return kept

    def _is_rival(self, place: int, term: Term, own: Collection[str]) -> bool:
        """Whether another name stands there, for a name, or another number, for a number."""
        other = self._terms[place]
        if not other or other.stem in own or other.has_digits != term.has_digits:
            return False
        return other.has_digits or other.is_name

    def _near(self, stem: str) -> set[str]:
        return {other.stem for place in self._places[stem] for other in _around(self._terms, place)}


def _around(terms: Sequence[Term | None], place: int) -> list[Term]:
    """Give the words within reach of the one at `place`, itself apart."""
    near = (*terms[max(0, place - REACH) : place], *terms[place + 1 : place + 1 + REACH])
    return [term for term in near if term]
