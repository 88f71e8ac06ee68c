"""How often the sentences that quotes mode shows hold the answer, the right paragraph being given.

    python -m benchmarks.quotes [COUNT]

Takes COUNT answerable questions of squad2_dev, spread evenly over it, each with its own paragraph as the only passage.
An answer is held by what is shown when one of its judged wordings stands in it, in upper or lower case.
"""

import sys
from collections.abc import Sequence
from typing import Any

from app.answering.quotes import rank_sentences
from app.answering.types import Passage
from benchmarks.measure import data_folder, percentiles, print_table, read_jsonl, spread, time_calls
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


def main(count: int) -> None:
    """Print the share of questions answered by the first sentence and by the first two, and a question's time."""
    folder = data_folder("squad2_dev")
    passages = {paragraph["id"]: as_passage(paragraph) for paragraph in read_jsonl(folder / "corpus.jsonl")}
    questions = spread([item for item in read_jsonl(folder / "queries.jsonl") if not item["unanswerable"]], count)
    encoder = make_embedder("minilm", cache_folder())
    shown: list[list[str]] = []

    def ask(number: str) -> None:
        question = questions[int(number)]
        quotes = rank_sentences(question["text"], [passages[question["source_doc"]]], encoder)[:SHOWN]
        shown.append([quote.evidence.text for quote in quotes])

    seconds = time_calls(ask, [str(number) for number in range(len(questions))])
    rows: list[Sequence[object]] = [("answer held by", "questions", "share")]
    for first in range(1, SHOWN + 1):
        held = [holds(" ".join(texts[:first]), item["answers"]) for texts, item in zip(shown, questions, strict=True)]
        rows.append((f"first {first}", len(held), f"{sum(held) / len(held):.3f}"))
    print_table(rows)
    print(f"{encoder.backend}: a question takes {percentiles(seconds)}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else QUESTIONS)
