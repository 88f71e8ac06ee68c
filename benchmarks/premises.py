"""Whether what a question takes for granted is doubted where it is wrong, and not where it is right, in five languages.

    MUNIMENT_TEST_DATA=... python -m benchmarks.premises [--questions N]

Premises are made of the paragraphs of xquad, of each question's own: the sentence with the answer, where it has a
number, is put in front of the question ("Tesla left in 1882. When did he arrive?"), and its clause with the number as a
reason ("Since Tesla left in 1882, when did he arrive?"); both again with their numbers doubled. The paragraph is the
passage that is shown. A doubt of a premise as it stands in the paragraph, or of a plain question, is a false alarm.
"""

import argparse
import re
from collections.abc import Iterator
from typing import Any

from app.answering.premise import doubts
from app.answering.types import Passage
from benchmarks.languages import LANGUAGES
from benchmarks.measure import data_folder, print_table, read_asked, spread
from ingest.sentences import sentence_spans
from vectorstore.language import GLUED_SIGNS, NAMES

SINCE = {
    "en": "Since {clause}, {question}",
    "de": "Da {clause}, {question}",
    "es": "Como {clause}, {question}",
    "ar": "بما أن {clause}، {question}",
    "zh": "既然{clause}，{question}",
}
NUMBER = re.compile(rf"(?<![\w.,])\d+(?![\w,]|\.\d)|(?<=[{GLUED_SIGNS}])\d+(?=[{GLUED_SIGNS}])")
_COMMA = re.compile(r",\s|[，،]")


def premise_questions(question: str, answer: str, text: str, language: str) -> Iterator[tuple[str, str]]:
    """Yield questions with a premise out of a text, each with its kind; none where no sentence serves."""
    sentences = [text[start:end].strip().rstrip(".。") for start, end in sentence_spans(text)]
    sentence = next((each for each in sentences if answer in each and NUMBER.search(each)), None)
    if sentence is None:
        return
    clause = next((each for each in _COMMA.split(sentence) if NUMBER.search(each)), sentence)
    lower = question[0].lower() + question[1:]
    for wrong, (stated, given) in enumerate(((sentence, clause), (doubled(sentence), doubled(clause)))):
        suffix = ", numbers doubled" if wrong else ""
        yield f"as a reason{suffix}", SINCE[language].format(clause=given, question=lower)
        yield f"stated before{suffix}", f"{stated}. {question}"


def doubled(text: str) -> str:
    """Write twice each number."""
    return NUMBER.sub(lambda number: str(2 * int(number.group())), text)


def is_doubted(question: str, paragraph: dict[str, Any]) -> bool:
    """Whether anything that a question takes for granted is doubted, its paragraph being shown."""
    text = paragraph["text"]
    return bool(doubts(question, [Passage(1, paragraph["title"], text, 0, len(text), ((1, 0),), "")]))


def main() -> None:
    """Print how many of each kind are doubted in each language."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.premises")
    parser.add_argument("--questions", type=int, default=600, metavar="N")
    count = parser.parse_args().questions
    rows: list[list[str]] = []
    for language in LANGUAGES:
        found: dict[str, list[bool]] = {}
        for query, paragraph in spread(read_asked(data_folder("xquad") / language), count):
            asked = premise_questions(query["text"], query["answers"][0], paragraph["text"], language)
            for kind, question in (("plain question", query["text"]), *asked):
                found.setdefault(kind, []).append(is_doubted(question, paragraph))
        rows = rows or [["doubted, asked in", *found]]
        rows.append([NAMES[language], *(f"{sum(each)} of {len(each)}" for each in found.values())])
    print_table(rows)


if __name__ == "__main__":
    main()
