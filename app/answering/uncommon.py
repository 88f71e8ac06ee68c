"""Uncommon words that no passage has: "400 mg of ibuprofen" is not what a text says that has paracetamol only.

People and models put common words in the place of others, and mean the same; seldom uncommon ones. Which words are
common is told by the vocabulary of the embedding model that comes along, which lists English words by how often they
are written. So this is known of English only.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cache

from app.answering.terms import Term, Terms, content_stems, stem_of, terms_in_order
from app.answering.units import unit_of
from ingest.embedders.minilm import model_folder
from vectorstore.language import ENGLISH

MOST_COMMON = 8000
"""Entries of the vocabulary, commonest first, that are common. Measured in docs/quality.md."""
_OF_PASSAGES = content_stems(
    "passage excerpt handbook clause guideline documentation accordance stipulates specifies outlines clarifies "
    "emphasizes highlights mentions explicitly"
)
_ENDING = 4  # letters that the forms of a word may differ by, a third of them at most: "preventive", "prevention"
_BEGINNING = 4  # letters that they have in common at least


class Uncommon:
    """The words of some texts of one language, to tell which words of a sentence are not among them."""

    def __init__(self, stems: Iterable[str], language: str = ENGLISH) -> None:
        self._language = language
        self._stems = sorted(set(stems))

    def missing(self, sentence: str, claim: Terms) -> tuple[str, ...]:
        """List the uncommon words of a sentence that the texts have in no form, as written and in their order.

        `claim` are the terms of the sentence. Its names, numbers and units are not among the words: they are looked
        for by themselves, in the quotes.
        """
        if self._language != ENGLISH:
            return ()
        return tuple(
            dict.fromkeys(
                term.written
                for term in terms_in_order(sentence, self._language)
                if term.stem in claim.words - claim.names.keys()
                and term.written[0].isalpha()
                and not is_common(term.written)
                and not unit_of(term.written)
                and not _is_known(self._stems, term)
            )
        )


def is_common(word: str) -> bool:
    """Whether an English word is among the commonest, or one that models say of the passages."""
    plain = re.sub(r"['’].*", "", word).lower()
    return plain in _common_words() or stem_of(plain) in _OF_PASSAGES


def _is_known(stems: Sequence[str], term: Term) -> bool:
    """Whether one of the sorted stems is that of the word, or of a word that begins as it does."""
    written = term.written.lower()
    beginning = written[: max(_BEGINNING, len(written) - min(_ENDING, len(written) // 3))]
    return _has_beginning(stems, term.stem) or _has_beginning(stems, beginning)


def _has_beginning(stems: Sequence[str], beginning: str) -> bool:
    place = bisect_left(stems, beginning)
    return place < len(stems) and stems[place].startswith(beginning)


@cache
def _common_words() -> frozenset[str]:
    entries = (model_folder() / "vocab.txt").read_text(encoding="utf-8").split("\n")
    return frozenset(entries[:MOST_COMMON])
