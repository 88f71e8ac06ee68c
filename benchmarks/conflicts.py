"""Whether passages that contradict each other are shown as such, and how often those are that do not.

    MUNIMENT_TEST_DATA=... python -m benchmarks.conflicts [--show]
    MUNIMENT_TEST_DATA=... OLLAMA_HOST=... python -m benchmarks.conflicts --model NAME [--count N]

rgb: questions with true, false and irrelevant snippets, each of them a passage of a document of its own. Both are
shown as conflicting where the warning holds the true answer in one quote and the false one in the other. "Asked in
RAG" has the first true, the first false and the irrelevant ones as the documents of a space. Without the false
snippets, and on the questions of contoso_hr and of the sample documents, put through RAG with the stand-in model and
through quotes, the share of answers with such a warning is the share of alarms; --show prints them. The sample
documents hold real conflicts: two versions of a policy, a contract and its draft. With --model a real one is asked N
of the questions of rgb in RAG: it follows the true snippet where its answer holds the true answer and not the false
one.
"""

import argparse
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.answering.conflict import conflict_warnings
from app.answering.phrases import phrases_in
from app.answering.request import Scope
from app.answering.types import Mode, Passage
from app.assistant import Assistant, build_assistant
from app.samples import sample_files, sample_questions
from app.settings import load_settings
from benchmarks.measure import data_folder, print_table, read_jsonl, spread
from vectorstore.language import ENGLISH

SNIPPETS = "raw/data/en_fact.json"
PREFIX = "The passages differ: "


def warning_of(warnings: Iterable[str]) -> str:
    """Give the warning of conflicting passages, "" where there is none."""
    return next((warning for warning in warnings if warning.startswith(PREFIX)), "")


def wordings(answer: Any) -> list[str]:
    """Give the judged wordings of an answer: a text, or lists of lists of them."""
    return [answer] if isinstance(answer, str) else [text for part in answer for text in wordings(part)]


def holds(text: str, answer: Any) -> bool:
    """Whether one of the wordings stands in a text, in upper or lower case."""
    return any(wording.casefold() in text.casefold() for wording in wordings(answer))


def shows_both(warning: str, row: dict[str, Any]) -> bool:
    """Whether the warning has the true answer in one quote, the false one in the other."""
    one, _, other = warning.partition("], “")
    pairs = ((one, other), (other, one))
    return any(holds(first, row["answer"]) and holds(second, row["fakeanswer"]) for first, second in pairs)


@contextmanager
def assistant_over(files: Iterable[Path], model: str) -> Iterator[Assistant]:
    """Open a room with these files; the stand-in model answers where `model` is ""."""
    with tempfile.TemporaryDirectory() as room:
        environment = {**os.environ, "MUNIMENT_LLM": "ollama" if model else "fake", "MUNIMENT_MODEL": model}
        assistant = build_assistant(load_settings(Path(room), environment))
        try:
            assistant.intake.start()
            assistant.intake.ingest(list(files), "main", lambda _: None)
            yield assistant
        finally:
            assistant.close()


def snippets_warning(row: dict[str, Any], snippets: Sequence[str]) -> str:
    """Give the warning for a question of rgb where these snippets are the passages."""
    passages = [Passage(n, f"{n}.txt", text, 0, len(text), ((1, 0),), "") for n, text in enumerate(snippets, 1)]
    return warning_of(conflict_warnings(row["query"], passages, phrases_in(ENGLISH)))


def rgb_rows() -> Iterator[Sequence[object]]:
    """Yield what is shown of the snippets of rgb."""
    rows = list(read_jsonl(data_folder("rgb") / SNIPPETS))
    ways: dict[str, Callable[[dict[str, Any]], list[str]]] = {
        "first true, first false": lambda row: [row["positive"][0], row["positive_wrong"][0]],
        "… and the irrelevant": lambda row: [row["positive"][0], row["positive_wrong"][0], *row["negative"]],
        "first true, last false, the irrelevant": lambda row: [
            *(row["positive"][0], row["positive_wrong"][-1]),
            *row["negative"],
        ],
        "all": lambda row: [*row["positive"], *row["positive_wrong"], *row["negative"]],
    }
    for name, chosen in ways.items():
        shown = [shows_both(snippets_warning(row, chosen(row)), row) for row in rows]
        yield f"rgb, {name}: both shown", "", len(rows), *shares(shown)
    asked = [both for both, _ in asked_rgb("", len(rows))]
    yield "rgb, first true, first false and the irrelevant, asked in RAG: both shown", "", len(rows), *shares(asked)
    alarms = [bool(snippets_warning(row, [*row["positive"], *row["negative"]])) for row in rows]
    yield "rgb, nothing false: alarms", "", len(rows), *shares(alarms)


def model_rows(model: str, count: int) -> Iterator[Sequence[object]]:
    """Ask a real model questions of rgb; yield what it followed and what was shown."""
    judged = asked_rgb(model, count)
    for name, select in (("the true one followed", [1]), ("both shown as conflicting", [0]), ("either", [0, 1])):
        yield f"rgb, {name}", model, len(judged), *shares([any(pair[place] for place in select) for pair in judged])


def asked_rgb(model: str, count: int) -> list[tuple[bool, bool]]:
    """Ask questions of rgb, each in a space of its own."""
    rows = spread(list(read_jsonl(data_folder("rgb") / SNIPPETS)), count)
    with tempfile.TemporaryDirectory() as folder, assistant_over([], model) as assistant:
        return [_asked(assistant, row, Path(folder)) for row in rows]


def _asked(assistant: Assistant, row: dict[str, Any], folder: Path) -> tuple[bool, bool]:
    """Ask one question; give whether both snippets are shown as conflicting and whether the true one is followed."""
    inside = folder / str(row["id"])
    inside.mkdir()
    for number, snippet in enumerate([row["positive"][0], row["positive_wrong"][0], *row["negative"]]):
        (inside / f"{number}.txt").write_text(f"{snippet}\n", encoding="utf-8")
    assistant.intake.ingest([inside], inside.name, lambda _: None)
    answer = assistant.ask(row["query"], mode="rag", scope=Scope(space=inside.name))
    follows = holds(answer.text, row["answer"]) and not holds(answer.text, row["fakeanswer"])
    return shows_both(warning_of(answer.warnings), row), follows and not answer.refused


def alarm_rows(name: str, files: Iterable[Path], questions: Sequence[str], *, show: bool) -> Iterator[Sequence[object]]:
    """Ask questions of documents in which contradictions are rare, and yield the share of alarms in two modes."""
    with assistant_over(files, "") as assistant:
        modes: tuple[Mode, ...] = ("rag", "quotes")
        for mode in modes:
            warned = [warning_of(assistant.ask(question, mode=mode).warnings) for question in questions]
            if show:
                pairs = zip(questions, warned, strict=True)
                print("\n".join(f"{mode}: {question}\n  {warning}" for question, warning in pairs if warning))
            yield f"{name}: alarms", mode, len(questions), *shares([bool(warning) for warning in warned])


def shares(judged: Sequence[bool]) -> tuple[str, str]:
    """Show the share that is so: of all, and of every other with that of the rest."""
    halves = [judged[half::2] for half in (0, 1)]
    return f"{sum(judged) / len(judged):.3f}", " ".join(f"{sum(half) / max(1, len(half)):.3f}" for half in halves)


def main() -> None:
    """Print the shares."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.conflicts")
    parser.add_argument("--model", default="", help="a chat model of the Ollama server, for rgb alone")
    parser.add_argument("--count", type=int, default=30, help="questions that it is asked")
    parser.add_argument("--show", action="store_true", help="print what was taken for a conflict")
    arguments = parser.parse_args()
    rows: list[Sequence[object]] = [("", "", "questions", "share", "of each half")]
    if arguments.model:
        rows += model_rows(arguments.model, arguments.count)
    else:
        rows += rgb_rows()
        folder = data_folder("contoso_hr")
        asked = [query["text"] for query in read_jsonl(folder / "queries.jsonl")]
        rows += alarm_rows("contoso_hr", folder.rglob("*.pdf"), asked, show=arguments.show)
        samples = [question["question"] for question in read_jsonl(sample_questions())]
        rows += alarm_rows("sample documents", sample_files(), samples, show=arguments.show)
    print_table(rows)


if __name__ == "__main__":
    main()
