"""Whether the evidence check knows what is said from what is not in languages other than English.

    MUNIMENT_TEST_DATA=... python -m benchmarks.evidence_languages [--questions N]

A claim is made of a question of xquad and its answer: "In what year did Tesla go to Karlovac" and "1870". Its own
paragraph says it, another one does not. The questions are the same in each language, so a language in which fewer are
called supported than in English is known less well. AUC is the chance that a claim has more confidence from its own
paragraph than another claim has from it. A short answer is one of all questions alone, where it has a number: as it is,
and with another number of its paragraph in the place of its own.
"""

import argparse
import random
from collections.abc import Iterator, Sequence
from typing import Any

from app.answering.cite import Finder
from app.answering.types import Passage
from benchmarks.evidence import NUMBER, Rating, auc, exchanged, rate
from benchmarks.languages import LANGUAGES
from benchmarks.measure import data_folder, print_table, read_asked, spread
from vectorstore.language import NAMES

ALL = 1190  # questions
OTHER = 7  # places from a question to the one whose claim its paragraph does not make


def claim_of(query: dict[str, Any]) -> str:
    """Put a question and its answer together, without the signs of a question."""
    return f"{query['text'].strip(' ?؟？¿')} {query['answers'][0]}"


def ratings(language: str, count: int) -> tuple[list[Rating], list[Rating]]:
    """Rate claims by their own paragraphs, and others by the same paragraphs."""
    asked = spread(read_asked(data_folder("xquad") / language), count)

    def rated(shift: int) -> Iterator[Rating]:
        for place, (query, paragraph) in enumerate(asked):
            yield rate(_finder(query, paragraph), place, claim_of(asked[(place + shift) % len(asked)][0]))

    return list(rated(0)), list(rated(OTHER))


def short_ratings(language: str, count: int) -> tuple[list[Rating], list[Rating]]:
    """Rate answers with a number as they are, and with another number of their paragraph in its place."""
    chance = random.Random(0)
    own, wrong = [], []
    for place, (query, paragraph) in enumerate(spread(read_asked(data_folder("xquad") / language), count)):
        answer = query["answers"][0]
        other = exchanged(NUMBER, answer, paragraph["text"], chance)
        if other:
            finder = _finder(query, paragraph)
            own.append(rate(finder, place, answer))
            wrong.append(rate(finder, place, other))
    return own, wrong


def _finder(query: dict[str, Any], paragraph: dict[str, Any]) -> Finder:
    text = paragraph["text"]
    return Finder((Passage(1, paragraph["title"], text, 0, len(text), ((1, 0),), ""),), query["text"])


def _shares(ratings: Sequence[Rating]) -> list[str]:
    """Show how many are called supported, and partly."""
    return [f"{sum(one.rank == rank for one in ratings) / len(ratings):.2f}" for rank in (2, 1)]


def main() -> None:
    """Print how the claims of each language are judged."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.evidence_languages")
    parser.add_argument("--questions", type=int, default=300, metavar="N")
    count = parser.parse_args().questions
    rows: list[Sequence[object]] = [
        ("language", "claims", "supported", "partly", "another's supported", "partly", "AUC")
    ]
    for language in LANGUAGES:
        own, other = ratings(language, count)
        rows.append((NAMES[language], str(len(own)), *_shares(own), *_shares(other), f"{auc(own, other):.3f}"))
    print_table(rows)
    print()
    short: list[Sequence[object]] = [
        ("language", "short answers", "supported", "partly", "another number: supported", "partly")
    ]
    for language in LANGUAGES:
        own, wrong = short_ratings(language, ALL)
        short.append((NAMES[language], str(len(own)), *_shares(own), *_shares(wrong)))
    print_table(short)


if __name__ == "__main__":
    main()
