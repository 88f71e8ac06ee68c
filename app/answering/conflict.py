"""Passages that contradict each other: sentences that differ in nothing but the figure or name that was asked for.

"The north gate closes at 21:30." and "The north gate closes at 22:00." differ in one place, have words of "When does
the north gate close?", and the place is of the kind asked for. No model is asked, and none needs to see it. Pure.
"""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import combinations

from app.answering.cite import context_of
from app.answering.likeness import (
    HOW_OFTEN,
    Place,
    Sentence,
    Token,
    content_of,
    keys,
    only_difference,
    sentences_of,
    tokens_of,
)
from app.answering.phrases import Phrases
from app.answering.quantities import numbers_of
from app.answering.terms import Terms, read_terms
from app.answering.types import Passage
from vectorstore.language import language_of

MOST_COMPARED = 200
"""Sentences that are compared with each other: those with most of the question, where whole documents have more."""
LEAST_ASKED = 0.15
"""Share of the words of the question that both sentences must have (or the passage, where it has but a few of them)."""
FEWEST_WORDS = 2
"""Words that are a label even with a full stop: "Expiry date."."""
EXCERPT = 160
"""Characters of a sentence that are shown whole; a longer one is cut to what stands around the difference."""
SHORT = 2
"""Letters of a word that names no document: "2" of "2.txt" stands in a question by chance."""

_ASKS_A_NAME = re.compile(r"\b(?:who|whose|whom|where)\b", re.IGNORECASE)
_ASKS_FOR_MANY = re.compile(
    r"\b(?:what|which|who|where) (?:are|were)\b|^list\b|\b(?:list|name) (?:all|the)\b", re.IGNORECASE
)
_ASKS_A_FIGURE = re.compile(
    r"\bwhen\b|\bhow (?:many|much|long|often|far|large|big|old|high|deep|fast|soon|quickly|late|early)\b"
    r"|\b(?:date|day|month|year|time|deadline|percentage|share|amount|number|rate|price|cost|fee|limit|salary)s?\b(?!-)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two sentences that give different answers, and where; the more of the question both have, the surer."""

    one: Sentence
    other: Sentence
    place: Place
    shared: int


def conflict_warnings(question: str, passages: Sequence[Passage], phrases: Phrases) -> tuple[str, ...]:
    """Name the two sentences of `passages` that most plainly give different answers; () where none do."""
    best = max(find_conflicts(question, passages), key=lambda conflict: conflict.shared, default=None)
    if best is None:
        return ()
    said = [
        f"“{excerpt(passages[sentence.marker - 1].text, sentence, tokens)}” [{sentence.marker}]"
        for sentence, tokens in ((best.one, best.place.one), (best.other, best.place.other))
    ]
    return (phrases.fill(phrases.differ, quotes=", ".join(said)),)


def find_conflicts(question: str, passages: Sequence[Passage]) -> Iterator[Conflict]:
    """Yield the pairs of sentences of different passages that give different answers to `question`."""
    asked = content_of(tokens_of(question, 0, len(question)))
    contexts = [telling(context_of(passage)) for passage in passages]
    names = [telling(passage.document_name.replace("_", " ")) for passage in passages]
    nearest = _nearest(asked, passages)
    speaking = {item.marker for item in nearest if _speaks_of(item, asked, passages)}
    for one, other in combinations(nearest, 2):
        first, second = one.marker - 1, other.marker - 1
        if first == second or chooses(asked, names[first], names[second]):
            continue
        if len(one.about & other.about & asked) < LEAST_ASKED * len(asked):
            continue
        if {one.marker, other.marker} <= speaking and not asked & (content_of(one.tokens) | content_of(other.tokens)):
            continue  # other sentences of both passages speak of it
        place = only_difference(one, other)
        if (
            place
            and answers(place, question, asked)
            and not is_subject(place.one, contexts[first])
            and not is_subject(place.other, contexts[second])
            and (not place.is_figure or disagree(place, text_of(one, passages), text_of(other, passages)))
        ):
            yield Conflict(one, other, place, len(content_of(one.tokens) & content_of(other.tokens) & asked))


def _nearest(asked: Set[str], passages: Sequence[Passage]) -> list[Sentence]:
    """Give the sentences that have most of what was asked, in their order."""
    sentences = [item for marker, passage in enumerate(passages, 1) for item in sentences_of(marker, passage)]
    nearest = sorted((item for item in sentences if item.about & asked), key=lambda item: -len(item.about & asked))
    return sorted(nearest[:MOST_COMPARED], key=lambda item: (item.marker, item.start))


def _speaks_of(sentence: Sentence, asked: Set[str], passages: Sequence[Passage]) -> bool:
    """Whether a sentence, no heading, has all that the question asks of."""
    is_statement = len(sentence.tokens) > FEWEST_WORDS and text_of(sentence, passages).endswith((".", "!", "?"))
    return is_statement and asked <= content_of(sentence.tokens)


def answers(place: Place, question: str, asked: Set[str]) -> bool:
    """Whether the place is of the kind that the question asks for, and not what the question itself says."""
    if keys(place.one) & asked != keys(place.other) & asked:
        return False
    if place.is_figure:
        return not _ASKS_A_NAME.search(question)
    if _ASKS_FOR_MANY.search(question):
        return False  # one name does not contradict another where several are asked for
    return bool(_ASKS_A_NAME.search(question)) or (place.in_statement and not _ASKS_A_FIGURE.search(question))


def is_subject(tokens: Sequence[Token], context: Set[str]) -> bool:
    """Whether what differs is what the document is about: two documents of one kind name their own subject each."""
    return keys(tokens) <= context


def chooses(asked: Set[str], one: Set[str], other: Set[str]) -> bool:
    """Whether the question names one of two documents, and so does not ask the other."""
    return bool(asked & (one - other)) != bool(asked & (other - one))


def telling(name: str) -> frozenset[str]:
    """Give the words of a document's name or heading by which it can be meant."""
    return frozenset(key for key in content_of(tokens_of(name, 0, len(name))) if len(key) > SHORT)


def disagree(place: Place, one: str, other: str) -> bool:
    """Whether each of two sentences has a figure or date that the other does not have in any writing."""
    if HOW_OFTEN & (keys(place.one) | keys(place.other)):
        return True
    language = language_of(f"{one}\n{other}")
    terms = read_terms(one, language), read_terms(other, language)
    return _has_more(*terms) and _has_more(*reversed(terms))


def _has_more(one: Terms, other: Terms) -> bool:
    numbers = numbers_of(other.dates, other.quantities)
    figures = any(not any(figure.agrees(known) for known in other.quantities) for figure in one.quantities)
    return figures or any(not date.within(other.dates, numbers) for date in one.dates)


def text_of(sentence: Sentence, passages: Sequence[Passage]) -> str:
    """Give a sentence word for word."""
    return passages[sentence.marker - 1].text[sentence.start : sentence.end]


def excerpt(text: str, sentence: Sentence, tokens: Sequence[Token]) -> str:
    """Give a sentence on one line, or of a long one what stands around `tokens`, with "…" for what is left out."""
    start, end = sentence.start, sentence.end
    if end - start > EXCERPT:
        middle = (tokens[0].start + tokens[-1].end) // 2
        start, end = max(start, middle - EXCERPT // 2), min(end, middle + EXCERPT // 2)
        start = start if start == sentence.start else text.find(" ", start, tokens[0].start) + 1 or start
        end = end if end == sentence.end else max(text.rfind(" ", tokens[-1].end, end), tokens[-1].end)
    before, after = "… " if start > sentence.start else "", " …" if end < sentence.end else ""
    return f"{before}{' '.join(text[start:end].split())}{after}"
