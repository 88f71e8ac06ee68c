"""Which cells of a table a claim speaks of, and whether they are those of the row and column that it names. Pure.

A row has the words of its label and of all its columns, so that any figure of it is as near to them as any other.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from app.answering.dates import Date
from app.answering.quantities import Quantity
from app.answering.tables import Row
from app.answering.terms import content_stems, read_terms

_PLAIN = "·"
"""Before a word as written, beside the stems: "kept for" and "kept by" differ in no other."""

Words = frozenset[str]
_Named = TypeVar("_Named", bound=Hashable)
_NO_MATCH = (0, 0, 0.0)


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a table a claim stands: whether it names its row, and the words that name another row or column.

    `instead` is the cell that these words name, for a reader: "Generator · A week: EUR 940"; "" where several may be
    meant.
    """

    is_named: bool
    elsewhere: Words
    instead: str = ""


def place_of(claim: str, asked: str, row: Row, others: Iterable[Row], language: str) -> Place | None:
    """Find where a claim that a row is quoted for stands in its table; None where it has nothing of the row's cells.

    It stands in the cells that have its figures, or words where it has none. Where it has more words of another
    column's name than of theirs, or more of the label of one of the `others`, it is about those. What it does not name
    at all is named by what was `asked`. Words for a cell that no cell has are elsewhere, too.
    """
    told, said, asking = _Told.of(claim, row, language), _words_of(claim, language), _words_of(asked, language)
    both = said | asking
    label = _label_of(row, both, language)
    columns = [column for column, cell in enumerate(row.cells) if column and told.stands_in(cell)]
    if not columns:
        return Place(True, told.words) if label & said and told.has_only_words() else None
    names = {column: _words_of(row.names[column], language) for column, cell in enumerate(row.cells) if column and cell}
    own = [names[column] for column in columns]
    further = (other for other in others if other != row and not other.is_head and any(other.cells[1:]))
    labels = {other: _label_of(other, both, language) for other in further}
    named = said if _names(said, names.values()) else asking
    column = _better(names, own, named)
    meant = said if _names(said, (label, *labels.values())) else asking
    # Read last, since a table may have thousands of rows: only those that would be better are looked at.
    above = [other for other, words in labels.items() if _match(words, meant) > _match(label, meant)]
    rivals = {other: labels[other] for other in above if not any(map(told.stands_in, other.cells[1:]))}
    rival = _better(rivals, [label], meant)
    bare = content_stems(row.label, language)
    has_letters = any(map(str.isalpha, row.label))  # "2" names no row; its section does
    is_named = bool((bare if has_letters else label) & both)
    is_of_section = bool(rival) and rival[0].section == row.section
    elsewhere = _only_in(names, column, own, named) | _only_in(rivals, rival, [label if is_of_section else bare], meant)
    rows, cells = rival or [row], column or columns
    is_known = bool(elsewhere) and bool(rival or is_named) and len(rows) == len(cells) == 1
    compares = any(_names_own(both, labels[other], [label]) for other in rival)
    compares |= any(_names_own(both, names[other], own) for other in column)
    beside = both.difference(*names.values())
    return Place(is_named, elsewhere, _shown(rows[0], cells[0], beside, language) if is_known and not compares else "")


def _shown(row: Row, column: int, named: Words, language: str) -> str:
    """Write a cell for a reader, with its section where a word is named that only this has."""
    of_section = content_stems(row.section, language) - content_stems(row.label, language)
    return row.shown_cell(column, with_section=bool(of_section & named))


def _label_of(row: Row, named: Words, language: str) -> Words:
    """Give the stems of a row's label, and those of its section that are named: who names none may mean any."""
    return content_stems(row.label, language) | (content_stems(row.section, language) & named)


def _words_of(text: str, language: str) -> Words:
    """Give the stems of a text, and its words as they are written."""
    return content_stems(text, language) | {_PLAIN + word for word in text.casefold().split()}


def _names_own(said: Words, other: Words, own: Sequence[Words]) -> bool:
    """Whether a claim names its own row or column beside another: it compares them ("less than the excavator")."""
    return any(said & words.difference(other) for words in own)


def _names(said: Words, names: Iterable[Words]) -> bool:
    return any(_match(words, said)[0] for words in names)


def _better(others: Mapping[_Named, Words], own: Sequence[Words], meant: Words) -> list[_Named]:
    """Give those of the `others` that are meant rather than one of the `own`: the best, several if equally good."""
    best = max((_match(words, meant) for words in others.values()), default=_NO_MATCH)
    if best <= max(_match(words, meant) for words in own):
        return []
    return [other for other, words in others.items() if _match(words, meant) == best]


def _only_in(others: Mapping[_Named, Words], better: Sequence[_Named], own: Sequence[Words], meant: Words) -> Words:
    """Give the words by which the first of what is `better` is meant."""
    return (others[better[0]] & meant).difference(*own) if better else Words()


def _match(words: Words, meant: Words) -> tuple[int, int, float]:
    """Rank words by how many stems of them are meant, then how many in all, then what share these are."""
    shared = words & meant
    stems = sum(not word.startswith(_PLAIN) for word in shared)
    return (stems, len(shared), len(shared) / len(words)) if stems else _NO_MATCH


@dataclass(frozen=True, slots=True)
class _Told:
    """What a claim tells of a row: its figures and dates that are not in the row's names, and its other words."""

    figures: tuple[Quantity, ...]
    dates: tuple[Date, ...]
    words: Words
    language: str

    @classmethod
    def of(cls, claim: str, row: Row, language: str) -> "_Told":
        terms, names = read_terms(claim, language), read_terms(", ".join((row.full_label, *row.names)), language)
        figures = [figure for figure in terms.quantities if not figure.weak]
        return cls(
            tuple(figure for figure in figures if not any(figure.agrees(other) for other in names.quantities)),
            tuple(date for date in terms.dates if not date.within(names.dates, frozenset())),
            terms.words - names.words,
            language,
        )

    def has_only_words(self) -> bool:
        """Whether it has words and neither figure nor date."""
        return bool(self.words) and not (self.figures or self.dates)

    def stands_in(self, cell: str) -> bool:
        """Whether a cell has one of the figures or dates; a word, where there are none."""
        terms = read_terms(cell, self.language)
        if not (self.figures or self.dates):
            return bool(terms.words & self.words)
        return any(figure.agrees(other) for figure in self.figures for other in terms.quantities) or any(
            date.within(terms.dates, frozenset()) for date in self.dates
        )
