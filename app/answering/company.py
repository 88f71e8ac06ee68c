"""Whether words stand in the same company in a text as in a claim.

"Staff get 40 days" is not carried by "40 stations ... 25 days", although every word and number of it is there: of the
words that the claim has next to "40", the text has more next to "25". Where the text has no such rival, nothing is
doubted. Pure.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from itertools import pairwise

from app.answering.spelled import with_digits
from app.answering.terms import Term, terms_in_order
from vectorstore.language import ENGLISH

REACH = 3
"""Content words to each side that are the company of a word."""
_OFFSETS = (*range(-REACH, 0), *range(1, REACH + 1))
_SEPARATOR = re.compile(r"(?<=\d)[.,](?=\d)")


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
        the share of these that stand near it, or near what it is joined to ("Dr. Helen Marsh"). Another one, which the
        claim has nowhere, is a rival where it has more of them. The highest difference counts. What is written
        otherwise where `quotes` carry the claim does not count: "7" is "seven" there; nor a name that no text has.
        """
        terms, quoted = self._read(claim), {term.stem for quote in quotes for term in self._read(quote)}
        own = {term.stem for term in terms}
        differences = [0.0]
        for index, term in enumerate(terms):
            near = {other.stem for other in _around(terms, index)} - {term.stem}
            written_otherwise = quoted and term.stem not in (quoted if term.has_digits else self._places)
            # The first word has a capital anyway.
            if near and (term.has_digits or (index and term.is_name)) and not written_otherwise:
                company = self._company_of(near)
                at_home = self._at_home(term.stem, near, company)
                better = [place for place, count in company.items() if count > at_home]
                rival = max((company[place] for place in better if self._is_rival(place, term, own)), default=at_home)
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
        """Give the words of a text, a number as one: "1,450" has no company of its own."""
        return terms_in_order(with_digits(_SEPARATOR.sub("", text), self._language), self._language)

    def _at_home(self, stem: str, near: Set[str], company: Mapping[int, int]) -> int:
        """Count how many of the words `near` the texts have, at most, near a word or what it is joined to."""
        counts = [0]
        for place in self._places.get(stem, ()):
            run = self._joined(place)
            if len(run) == 1:
                counts.append(company.get(place, 0))
            elif any(each in company for each in run):
                counts.append(len(near & {term.stem for each in run for term in _around(self._terms, each)}))
        return max(counts)

    def _company_of(self, stems: Iterable[str]) -> Counter[int]:
        """Count how many of `stems` stand near each place."""
        company = Counter[int]()
        for stem in stems:
            company.update({place + offset for place in self._places.get(stem, ()) for offset in _OFFSETS})
        return company

    def _joined(self, place: int) -> range:
        """Give the places of a name's words, or of numbers next to each other, around one of them."""
        first, last = place, place + 1
        while self._is_joined(first):
            first -= 1
        while self._is_joined(last):
            last += 1
        return range(first, last)

    def _is_joined(self, place: int) -> bool:
        """Whether two names, or two numbers, stand there and right before."""
        before, term = self._terms[place - 1], self._terms[place]
        if not before or not term or not term.joined or before.has_digits != term.has_digits:
            return False
        return term.has_digits or (before.is_name and term.is_name)

    def _is_rival(self, place: int, term: Term, own: Collection[str]) -> bool:
        """Whether another name stands there, for a name, or another number, for a number; none of the claim's own."""
        other = self._terms[place]
        if not other or other.stem in own or other.has_digits != term.has_digits:
            return False
        return other.has_digits or other.is_name

    def _near(self, stem: str) -> set[str]:
        return {term.stem for place in self._places[stem] for term in _around(self._terms, place)}


def _around(terms: Sequence[Term | None], place: int) -> list[Term]:
    """Give the words within reach of the one at `place`, itself apart."""
    near = (*terms[max(0, place - REACH) : place], *terms[place + 1 : place + 1 + REACH])
    return [term for term in near if term]
