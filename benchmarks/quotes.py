"""How often the sentences that quotes mode shows hold the answer, the right paragraph being given.

    MUNIMENT_TEST_DATA=... python -m benchmarks.quotes [COUNT] [--language LANGUAGE]

Takes COUNT answerable questions of squad2_dev, spread evenly over it, each with its own paragraph as the only passage;
with a language, of xquad.
An answer is held by what is shown when one of its judged wordings stands in it, in upper or lower case.
"""

import argparse
from collections.abc import Sequence
from statistics import fmean
from typing import Any

from app.answering.asked_kind import Kind, asked_kind
from app.answering.quotes import rank_sentences
from app.answering.types import Passage
from benchmarks.measure import data_folder, percentiles, print_table, read_asked, read_jsonl, spread, time_calls
from ingest.embed import make_embedder
from ingest.embedders.cache import cache_folder

QUESTIONS = 400
SHOWN = 2


def as_passage(paragraph: dict[str, Any]) -> Passage:
    """Make the whole paragraph the passage that a question is answered from."""
    text = paragraph["text"]
    return Passage(1, paragraph["title"], text, 0, len(text), ((1, 0),), "")


def holds(shown: str, answers: Sequence[str]) -> bool:
    """Whether one of the judged wordings stands in the text."""
    return any(answer.casefold() in shown.casefold() for answer in answers)


def read_questions(language: str) -> list[tuple[dict[str, Any], Passage]]:
    """Give the answerable questions with their paragraphs: of squad2_dev, or in a language of xquad."""
    if language:
        return [(query, as_passage(paragraph)) for query, paragraph in read_asked(data_folder("xquad") / language)]
    folder = data_folder("squad2_dev")
    passages = {paragraph["id"]: as_passage(paragraph) for paragraph in read_jsonl(folder / "corpus.jsonl")}
    queries = read_jsonl(folder / "queries.jsonl")
    return [(query, passages[query["source_doc"]]) for query in queries if not query["unanswerable"]]


def main() -> None:
    """Print the share of questions answered by the first sentence and by the first two, and a question's time."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quotes")
    parser.add_argument("count", nargs="?", type=int, default=QUESTIONS)
    parser.add_argument("--language", default="", choices=["en", "de", "es", "ar", "zh"], help="ask xquad's questions")
    arguments = parser.parse_args()
    questions = spread(read_questions(arguments.language), arguments.count)
    encoder = make_embedder("minilm", cache_folder())
    shown: list[list[str]] = []

    def ask(number: str) -> None:
        query, passage = questions[int(number)]
        quotes = rank_sentences(query["text"], [passage], encoder)[:SHOWN]
        shown.append([quote.evidence.text for quote in quotes])

    seconds = time_calls(ask, [str(number) for number in range(len(questions))])
    rows: list[Sequence[object]] = [("questions", "asked", "answer in the first sentence", f"in the first {SHOWN}")]
    figures = [asked_kind(query["text"]) is not Kind.OTHER for query, _ in questions]
    for title, counted in (("all", [True] * len(questions)), ("that ask for a number or a date", figures)):
        asked = [(texts, query) for texts, (query, _), is_one in zip(shown, questions, counted, strict=True) if is_one]
        if not asked:
            continue
        held = [[holds(" ".join(texts[:first]), query["answers"]) for texts, query in asked] for first in (1, SHOWN)]
        rows.append((title, len(asked), *(f"{fmean(each):.3f}" for each in held)))
    print_table(rows)
    print(f"{encoder.backend}: a question takes {percentiles(seconds)}")


if __name__ == "__main__":
    main()
