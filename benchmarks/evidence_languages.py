"""Whether the evidence check knows what is said from what is not in languages other than English.

    MUNIMENT_TEST_DATA=... python -m benchmarks.evidence_languages [--questions N]

A claim is made of a question of xquad and its answer: "In what year did Tesla go to Karlovac" and "1870". Its own
paragraph says it, another one does not. The questions are the same in each language, so a language in which fewer are
called supported than in English is known less well. AUC is the chance that a claim has more confidence from its own
paragraph than another claim has from it.
"""

import argparse
from collections.abc import Iterator, Sequence
from typing import Any

from app.answering.cite import Finder
from app.answering.types import Passage
from benchmarks.evidence import Rating, auc, rate
from benchmarks.languages import LANGUAGES
from benchmarks.measure import data_folder, print_table, read_asked, spread
from vectorstore.language import NAMES

OTHER = 7  # places from a question to the one whose claim its paragraph does not make


def claim_of(query: dict[str, Any]) -> str:
    """Put a question and its answer together, without the signs of a question."""
    return f"{query['text'].strip(' ?؟？¿')} {query['answers'][0]}"


def ratings(language: str, count: int) -> tuple[list[Rating], list[Rating]]:
    """Rate claims by their own paragraphs, and others by the same paragraphs."""
    asked = spread(read_asked(data_folder("xquad") / language), count)

    def rated(shift: int) -> Iterator[Rating]:
        for place, (query, paragraph) in enumerate(asked):
            text = paragraph["text"]
            finder = Finder((Passage(1, paragraph["title"], text, 0, len(text), ((1, 0),), ""),), query["text"])
            yield rate(finder, place, claim_of(asked[(place + shift) % len(asked)][0]))

    return list(rated(0)), list(rated(OTHER))


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
        ranks = [[one.rank for one in each] for each in (own, other)]
        shares = [f"{each.count(rank) / len(each):.2f}" for each in ranks for rank in (2, 1)]
        rows.append((NAMES[language], str(len(own)), *shares, f"{auc(own, other):.3f}"))
    print_table(rows)


if __name__ == "__main__":
    main()
