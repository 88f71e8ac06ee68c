"""Whether passages that contradict each other are shown as such in languages other than English.

    MUNIMENT_TEST_DATA=... python -m benchmarks.conflict_languages

xquad: of a paragraph whose answer has a number, a second one is made with that number exchanged; both are the passages
of the question. "Shown" is the share of warnings that quote the answer and the exchanged one. Alarms: the paragraphs of
an article, which do not contradict each other, are the passages of every third question on it.
"""

import argparse
import re
from collections import defaultdict
from collections.abc import Iterable
from statistics import fmean
from typing import Any

from app.answering.conflict import conflict_warnings
from app.answering.phrases import phrases_for
from app.answering.types import Passage
from benchmarks.languages import LANGUAGES
from benchmarks.measure import data_folder, print_table, read_asked
from vectorstore.language import NAMES

ADDED = 7  # to the number of an answer, to exchange it
STEP = 3  # of the questions that are asked of all paragraphs of their article

Asked = list[tuple[dict[str, Any], dict[str, Any]]]


def conflicts_of(query: dict[str, Any], texts: Iterable[str]) -> tuple[str, ...]:
    """Ask a question of texts, each the passage of a document of its own, and give the warnings."""
    passages = [
        Passage(number, f"{number}.md", text, 0, len(text), ((1, 0),), "") for number, text in enumerate(texts, 1)
    ]
    return conflict_warnings(query["text"], passages, phrases_for(query["text"]))


def exchanged(answer: str) -> str:
    """Give an answer with another number, "" where it has none."""
    number = re.search(r"\d+", answer)
    if not number:
        return ""
    return f"{answer[: number.start()]}{int(number.group()) + ADDED}{answer[number.end() :]}"


def shown(asked: Asked) -> list[bool]:
    """For each question whose answer has a number: whether both versions of it are shown."""
    found = []
    for query, paragraph in asked:
        text, answer = paragraph["text"], query["answers"][0]
        other = exchanged(answer)
        if other and text.count(answer) == 1:
            warnings = conflicts_of(query, (text, text.replace(answer, other)))
            found.append(any(answer in warning and other in warning for warning in warnings))
    return found


def alarms(asked: Asked) -> list[bool]:
    """For each question asked of its whole article: whether a contradiction is shown."""
    articles = defaultdict[str, dict[str, str]](dict)
    for _, paragraph in asked:
        articles[paragraph["title"]][paragraph["id"]] = paragraph["text"]
    return [bool(conflicts_of(query, articles[paragraph["title"]].values())) for query, paragraph in asked[::STEP]]


def main() -> None:
    """Print the shares of each language."""
    argparse.ArgumentParser(prog="python -m benchmarks.conflict_languages").parse_args()
    rows = [("language", "exchanged", "shown", "asked of the article", "alarms")]
    for language in LANGUAGES:
        asked = read_asked(data_folder("xquad") / language)
        both, false = shown(asked), alarms(asked)
        rows.append((NAMES[language], str(len(both)), f"{fmean(both):.2f}", str(len(false)), str(sum(false))))
    print_table(rows)


if __name__ == "__main__":
    main()
