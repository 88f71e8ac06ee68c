"""Condense: a follow-up question and what was said before become a question that stands alone."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from app.answering.pointing import language_asked_in, own_words, points_back
from app.answering.prompts import condense_messages
from app.answering.quantities import Quantity
from app.answering.terms import read_terms
from app.answering.types import Turn
from app.llm.types import Message
from vectorstore.language import ENGLISH, language_of

STANDALONE_TOKENS = 96
LONGEST_GROWTH = 200
"""Characters that a rewritten question may be longer than the one asked: more is an answer, not a question."""
LONGEST_ANSWER = 600
"""Characters shown of an earlier answer: it serves to resolve "it" and "they"."""
FEWEST_WORDS = 2
"""Content words of a question that says by itself what it is about."""
GAIN = 0.05
"""By how much a question and the one before it, joined, must be nearer to some passage than the two are on average.

Of the sample conversations, questions that change the topic gain .03 at most; those that go on with it, and have
neither pronoun nor few words, .06 at least.
"""

GAIN_ELSEWHERE = 0.0
"""The same in other languages than English, which the built-in embedder knows less well: only where it is sure."""

_WORD = re.compile(r"\w+")
_TURNING = {
    language: frozenset(words.split())
    for language, words in {
        "en": "before after without except over under above below until least most more less fewer minimum maximum "
        "earliest latest",
        "de": "vor nach vorher nachher ohne außer über unter mindestens höchstens mehr weniger",
        "fr": "avant après sans sauf moins plus",
        "es": "antes después sin salvo menos más",
        "it": "prima dopo senza salvo meno più",
        "pt": "antes depois sem salvo menos mais",
        "nl": "voor na zonder behalve minder meer",
    }.items()
}
"""Words that turn the sense of a question round where another one of them stands."""


@dataclass(frozen=True, slots=True)
class Standalone:
    """The question to retrieve with, and how many of the oldest turns did not fit into the prompt that made it."""

    question: str
    left_out: int = 0


def names_its_topic(question: str) -> bool:
    """Whether the wording of a question shows what it is about: some words of its own, and no pronoun.

    Known of seven languages: of a question in another one it is always in doubt.
    """
    return language_asked_in(question) is not None and not _leans(question)


def _leans(question: str) -> bool:
    language = language_asked_in(question) or ENGLISH
    return len(own_words(question, language)) < FEWEST_WORDS or points_back(question, language)


def leaned_on(question: str, history: Sequence[Turn]) -> tuple[Turn, ...]:
    """Give the turns that a question may lean on: those since the conversation went over to its language.

    Whoever asks in another language asks of something else, unless words point back, or are too few to tell the
    language by ("En invierno?").
    """
    language = language_asked_in(question)
    if language is None:
        return tuple(history)
    since = [*takewhile(lambda turn: language_asked_in(turn.question) in (None, language), reversed(history))]
    return tuple(history if not since and _leans(question) else since[::-1])


def carried(history: Sequence[Turn]) -> str:
    """Give the questions that the next one may lean on: the last that names its topic, and those asked since."""
    questions = [turn.question for turn in history]
    first = next((place for place in reversed(range(len(questions))) if names_its_topic(questions[place])), 0)
    return " ".join(questions[first:])


def joined(question: str, history: Sequence[Turn]) -> str:
    """Put the questions before this one in front of it: enough for retrieval to know what it is about."""
    return f"{carried(history)} {question}" if history else question


def stands_alone(question: str, history: Sequence[Turn], nearness: Callable[[str], float]) -> bool:
    """Whether a question needs nothing of what was asked before: it names its topic, and that is another one.

    `nearness` tells how near the nearest passage is to a text. Two questions of one topic are, joined, nearer to some
    passage than each by itself; two of different topics are not.
    """
    if not history:
        return True
    if not names_its_topic(question):
        return False
    before = carried(history)
    gain = nearness(f"{before} {question}") - (nearness(before) + nearness(question)) / 2
    return gain < (GAIN if language_asked_in(question) == ENGLISH else GAIN_ELSEWHERE)


def condense(
    question: str,
    history: Sequence[Turn],
    control_tokens: Sequence[str],
    window: Callable[[Sequence[Message]], int | None],
    rewrite: Callable[[Sequence[Message], int], str],
) -> Standalone:
    """Rewrite `question` so that it stands alone; where the rewriting is unusable, join it to those before.

    `window` gives the window that a prompt fits in, None where there is none; `rewrite` asks the model in that window,
    and gives "" where it did not come to an end. The newest turns that fit are used.
    """
    turns = [replace(turn, answer=turn.answer[:LONGEST_ANSWER]) for turn in history]
    for first in range(len(turns)):
        messages = condense_messages(question, turns[first:], control_tokens)
        fitting = window(messages)
        if fitting is not None:
            return Standalone(usable(rewrite(messages, fitting), question, turns[first:]), first)
    return Standalone(joined(question, history), len(history))


def usable(reply: str, question: str, history: Sequence[Turn]) -> str:
    """Give the reply if it can be the question rewritten, else the last question and this one, joined.

    Small models like to answer instead, or to repeat the question before. So it must be one line, not much longer than
    the question, keep half of its content words and all of its numbers, deny what it denies and nothing else, keep its
    "before" and "without", and name nothing that was not spoken of. One that adds nothing to a question which leans on
    others is no rewriting.
    """
    line = reply.strip().removeprefix("Rewritten question:").strip().strip('"“”').strip()
    said = " ".join([question, *(f"{turn.question} {turn.answer}" for turn in history)])
    language = language_of(question, otherwise=ENGLISH)
    rewritten, asked, known = (read_terms(text, language) for text in (line, question, said))
    kept = len(asked.words & rewritten.words) * 2 >= len(asked.words)
    new_words = rewritten.words - known.words
    new_numbers = [number for number in rewritten.quantities if not _has(known.quantities, number)]
    lost_numbers = [number for number in asked.quantities if not _has(rewritten.quantities, number)]
    completed = not (rewritten.words <= asked.words and _leans(line))
    fits = 0 < len(line) <= len(question) + LONGEST_GROWTH and "\n" not in line and completed
    spoken_of = kept and len(new_words) <= 1 and not new_numbers + lost_numbers
    turned = not _turns(question, language) <= _turns(line, language) <= _turns(said, language)
    denies_less = bool(asked.denied) and asked.denied.isdisjoint(rewritten.denied)
    denies_more = bool(rewritten.denied) and not known.denied
    return line if fits and spoken_of and not (turned or denies_less or denies_more) else joined(question, history)


def _turns(text: str, language: str) -> frozenset[str]:
    return _TURNING.get(language, frozenset()).intersection(_WORD.findall(text.casefold()))


def _has(known: Sequence[Quantity], number: Quantity) -> bool:
    return any(number.agrees(other) for other in known)


def borrowed(standalone: str, question: str, history: Sequence[Turn]) -> tuple[int, ...]:
    """Give the documents of earlier answers whose words may have come into the standalone question.

    None, if it has only words of the person's own questions.
    """
    own = _words(question).union(*(_words(turn.question) for turn in history))
    if _words(standalone) <= own:
        return ()
    return tuple(sorted(frozenset[int]().union(*(turn.documents for turn in history))))


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))
