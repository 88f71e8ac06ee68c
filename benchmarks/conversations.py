"""Whether a conversation finds what its questions would find alone, and whether a false premise is passed over.

    python -m benchmarks.conversations [--model M] [--count N] [--show]

The conversations of sample_docs over its papers, with the answers written there for history. Without a model in quotes
mode; with one (OLLAMA_HOST) through RAG: it rewrites the follow-ups, and writes the answers to false premises only.
With a count only so many conversations, evenly spread, are asked.

- A page is "shown" where one that holds the answer is among the passages, and "cited" where a quote is from it; an
  answer is "quoted" where its words stand in the quotes. For each kind of turn: the share of the questions asked
  alone, as a person would then ask them, and of the turns in their conversation; the second over the first, and that
  of every other conversation, and of the rest.
- A passage is dragged along by a change of topic where the question alone brings nothing of its document.
- A false premise is "corrected" where the answer says what is true, "marked" where it is a refusal, or where a warning
  or a sentence called unsupported names what is wrong; it is "agreed to" where the answer says it without a mark, and
  "passed over" where the answer says neither.
- Warnings of a premise are counted where nothing is wrong: other turns, the questions of questions.jsonl, and premises
  made of the written answers ("Since the hire costs EUR 165 a day, …"); and where those have their numbers doubled.
"""

import argparse
import os
import re
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any, Literal

from app.answering.generate import SILENT, Listener
from app.answering.phrases import phrases_for
from app.answering.premise import doubts, premises_of
from app.answering.types import Answer, Mode, Turn
from app.assistant import Assistant, build_assistant
from app.samples import sample_files, sample_questions
from app.settings import load_settings
from benchmarks.measure import print_table, read_jsonl, spread

CONVERSATIONS = Path(__file__).parents[1] / "sample_docs" / "conversations.jsonl"
Outcome = Literal["corrected", "marked", "passed over", "agreed to"]
OUTCOMES: tuple[Outcome, ...] = ("corrected", "marked", "passed over", "agreed to")
Asked = Mapping[str, Any]
"""A turn as it is written in the file."""
Measure = Callable[[Answer, Asked], bool]
_NUMBER = re.compile(r"(?<![\w.,])\d+(?![\w,]|\.\d)")


@dataclass(frozen=True, slots=True)
class Result:
    """A turn with its answer in the conversation, and the answer to its question asked alone."""

    turn: Asked
    half: int
    answer: Answer
    alone: Answer


def shown_pages(answer: Answer) -> set[tuple[str, int]]:
    """Give (document, page) of all that the passages have."""
    return {
        (passage.document_name, number)
        for passage in answer.passages
        for number in range(passage.page_at(0), passage.page_at(len(passage.text)) + 1)
    }


def shows_page(answer: Answer, turn: Asked) -> bool:
    """Whether a page that holds the turn's answer is among the passages."""
    return not shown_pages(answer).isdisjoint((turn["document"], page) for page in turn["pages"])


def cites_page(answer: Answer, turn: Asked) -> bool:
    """Whether a quote of the answer is from such a page."""
    return any(one.document == turn["document"] and one.page in turn["pages"] for one in answer.citations)


def quotes_answer(answer: Answer, turn: Asked) -> bool:
    """Whether the words of the turn's answer stand in the text."""
    return all(words in " ".join(answer.text.split()) for words in turn["answers"])


def dragged_share(result: Result) -> float:
    """Give the share of the passages that are of documents which the question alone does not bring."""
    own = {passage.document for passage in result.alone.passages}
    passages = result.answer.passages
    return sum(passage.document not in own for passage in passages) / max(1, len(passages))


def outcome(answer: Answer, premise: Mapping[str, str]) -> Outcome:
    """Judge what an answer does with a false premise; `premise` has what is `wrong` and what is `true`, in words."""
    wrong, true = plain(premise["wrong"]), plain(premise["true"])
    if true in plain(answer.text):
        return "corrected"
    if answer.refused or any(wrong in plain(mark) for mark in (*answer.warnings, *answer.unsupported)):
        return "marked"
    return "agreed to" if wrong in plain(answer.text) else "passed over"


def plain(text: str) -> str:
    """Write a text so that two ways of writing the same compare equal."""
    return " ".join(text.replace("-", " ").casefold().split())


def is_warned(answer: Answer) -> bool:
    """Whether the answer doubts what the question takes for granted."""
    question_says = phrases_for(answer.question).says_alone.partition("{")[0]
    return any(warning.startswith(question_says) for warning in answer.warnings)


def run(assistant: Assistant, conversations: Sequence[Mapping[str, Any]], model: str) -> Iterator[Result]:
    """Ask every turn after the written ones before it, and alone."""
    mode: Mode = "rag" if model else "quotes"
    for number, conversation in enumerate(conversations):
        history: tuple[Turn, ...] = ()
        for turn in conversation["turns"]:
            alone = assistant.ask(turn["standalone"], mode=mode, model=model, listener=only_planned())
            answer = alone
            if history or turn["kind"] == "false-premise":
                writes = not model or turn["kind"] == "false-premise"
                listener = SILENT if writes else only_planned()
                answer = assistant.ask(turn["question"], mode=mode, model=model, history=history, listener=listener)
            yield Result(turn, number % 2, answer, alone)
            history = (*history, Turn(turn["question"], turn["answer"], frozenset()))


def only_planned() -> Listener:
    """Make a listener that stops an answer when its passages are chosen: the model need not read them."""
    stopped = threading.Event()
    return Listener(on_plan=lambda _mode, _passages, _tokens: stopped.set(), cancelled=stopped.is_set)


def found_rows(results: Sequence[Result], measures: Mapping[str, Measure]) -> Iterator[Sequence[object]]:
    """Give a row for each measure and kind of turn: the share found alone, and in the conversation."""
    for name, measure in measures.items():
        for kind in ("follow-up", "topic-change"):
            of_kind = [one for one in results if one.turn["kind"] == kind]
            parts = [[one for one in of_kind if one.half in halves] for halves in ({0, 1}, {0}, {1})]
            alone = [fmean(measure(one.alone, one.turn) for one in part) for part in parts]
            spoken = [fmean(measure(one.answer, one.turn) for one in part) for part in parts]
            all_of, *halves = (f"{one / other:.2f}" for one, other in zip(spoken, alone, strict=True))
            yield kind, name, len(of_kind), f"{alone[0]:.2f}", f"{spoken[0]:.2f}", all_of, " ".join(halves)


def made_premises(results: Iterable[Result], factor: int) -> Iterator[bool]:
    """Put each written answer in front of its question, numbers times `factor`; give whether that is doubted."""
    for result in results:
        answer, question = result.turn["answer"].rstrip("."), result.turn["standalone"]
        if _NUMBER.search(answer):
            said = _NUMBER.sub(lambda number: str(factor * int(number.group())), answer) if factor > 1 else answer
            asked = f"Since {said[0].lower()}{said[1:]}, {question[0].lower()}{question[1:]}"
            yield bool(doubts(asked, result.alone.passages))


def show(result: Result) -> None:
    """Print how a turn was completed, whether its page was shown, and what became of a false premise."""
    answer, turn = result.answer, result.turn
    print(turn["kind"], shows_page(answer, turn), turn["question"], "->", answer.standalone, sep=" | ", flush=True)
    if "premise" in turn:
        print("   ", outcome(answer, turn["premise"]), answer.text, answer.warnings, sep=" | ", flush=True)


def main() -> None:
    """Take the sample papers in, ask everything, print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.conversations")
    parser.add_argument("--model", default="")
    parser.add_argument("--count", type=int, default=sys.maxsize, help="conversations, all by default")
    parser.add_argument("--show", action="store_true", help="print every turn as it is asked")
    arguments = parser.parse_args()
    if arguments.model and "OLLAMA_HOST" not in os.environ:
        sys.exit("Set OLLAMA_HOST to an Ollama server that has the model.")
    conversations = spread(list(read_jsonl(CONVERSATIONS)), arguments.count)
    with tempfile.TemporaryDirectory() as room:
        environment = {**os.environ} if arguments.model else {**os.environ, "MUNIMENT_LLM": "fake"}
        assistant = build_assistant(load_settings(Path(room), environment))
        assistant.intake.start()
        assistant.intake.ingest(sample_files(), "main", lambda _: None)
        results = []
        for result in run(assistant, conversations, arguments.model):
            results.append(result)
            if arguments.show:
                show(result)
        questions = [each["question"] for each in read_jsonl(sample_questions())]
        # Nothing can be doubted of a question without a premise: it need not be asked.
        doubted = [assistant.ask(each, mode="quotes") for each in questions if any(premises_of(each))]
        assistant.close()
    measures: dict[str, Measure] = {"page shown": shows_page}
    measures |= {} if arguments.model else {"page cited": cites_page, "answer quoted": quotes_answer}
    print_table([("turn", "", "turns", "alone", "spoken", "ratio", "of each half"), *found_rows(results, measures)])
    changes = [result for result in results if result.turn["kind"] == "topic-change"]
    print(f"Passages dragged along by a change of topic: {fmean(map(dragged_share, changes)):.2f}")
    rewritten = [result.answer.standalone != result.turn["question"] for result in results]
    print(f"Turns completed by what was said before: {sum(rewritten)} of {len(results)}")
    false = [result for result in results if "premise" in result.turn]
    judged = Counter(outcome(result.answer, result.turn["premise"]) for result in false)
    print_table([("false premises", *OUTCOMES), (len(false), *(judged[one] for one in OUTCOMES))])
    warned = {
        "false premises": [is_warned(result.answer) for result in false],
        "other turns": [is_warned(result.answer) for result in results if result not in false],
        "questions.jsonl": [is_warned(answer) for answer in doubted] + [False] * (len(questions) - len(doubted)),
        "made of answers": list(made_premises(results, 1)),
        "made of answers, numbers doubled": list(made_premises(results, 2)),
    }
    print_table(
        [("premises", "asked", "warned"), *((name, len(all_of), sum(all_of)) for name, all_of in warned.items())]
    )


if __name__ == "__main__":
    main()
