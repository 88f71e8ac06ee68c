"""Whether a change of topic is left alone, and a question of the same topic joined to the one before, by language.

    MUNIMENT_TEST_DATA=... python -m benchmarks.topics [--pairs N]

Two questions of xquad about one paragraph are one topic, two about different articles are two. In the first there is
mostly no pronoun either, so this measures how sure the embedder is where the wording tells nothing; questions with a
pronoun or of few words never stand alone. The passages are pieces of all paragraphs of the language.
"""

import argparse
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np

from app.answering.condense import names_its_topic, stands_alone
from app.answering.types import Turn
from benchmarks.measure import data_folder, print_table, read_asked, spread
from ingest.embed import Embedder, make_embedder
from ingest.embedders.cache import cache_folder
from vectorstore.language import NAMES

ASKED_IN = ("en", "de", "es")
"""Of xquad's languages those in which words that point back are known: in the others every question is joined."""
PIECE = 450
"""Characters of a passage."""
BATCH = 32


def pairs_of_topics(
    asked: Sequence[tuple[dict[str, Any], dict[str, Any]]], count: int
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Give pairs of questions about one paragraph, and pairs about two articles, `count` of each at most."""
    by_paragraph = defaultdict[tuple[str, str], list[str]](list)
    for query, paragraph in asked:
        by_paragraph[paragraph["id"], paragraph["title"]].append(query["text"])
    groups = spread([(title, texts) for (_, title), texts in by_paragraph.items() if len(texts) > 1], count)
    same = [(texts[0], texts[1]) for _, texts in groups]
    half = len(groups) // 2  # paragraphs of one article stand together
    other = [
        (texts[0], later[1])
        for (title, texts), (far, later) in zip(groups, groups[half:] + groups[:half], strict=True)
        if title != far
    ]
    return same, other


def left_alone(pairs: Sequence[tuple[str, str]], pieces: Sequence[str], embedder: Embedder) -> list[bool]:
    """Give, for the second question of each pair, whether it is left alone after the first."""
    batches = [list(pieces[start : start + BATCH]) for start in range(0, len(pieces), BATCH)]
    vectors = np.vstack([embedder.embed(batch) for batch in batches])

    def nearness(text: str) -> float:
        return float((vectors @ embedder.embed_query(text)).max())

    return [stands_alone(second, (Turn(first, "", frozenset()),), nearness) for first, second in pairs]


def main() -> None:
    """Print what is left alone in each language."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.topics")
    parser.add_argument("--pairs", type=int, default=100, metavar="N")
    count = parser.parse_args().pairs
    embedder = make_embedder("minilm", cache_folder())
    rows: list[Sequence[object]] = [
        ("language", "names its topic", "another topic: left alone", "the same topic: left alone")
    ]
    for language in ASKED_IN:
        asked = read_asked(data_folder("xquad") / language)
        same, other = pairs_of_topics(asked, count)
        texts = list(dict.fromkeys(paragraph["text"] for _, paragraph in asked))
        pieces = [text[start : start + PIECE] for text in texts for start in range(0, len(text), PIECE)]
        alone = left_alone([*other, *same], pieces, embedder)
        named = [names_its_topic(second) for _, second in [*other, *same]]
        parts = (named, alone[: len(other)], alone[len(other) :])
        rows.append((NAMES[language], *(f"{sum(part)} of {len(part)}" for part in parts)))
    print_table(rows)


if __name__ == "__main__":
    main()
