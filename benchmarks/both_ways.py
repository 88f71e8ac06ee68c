"""Ten questions on one PDF, each through passages and through the whole document: how long both ways take together.

    OLLAMA_HOST=... MUNIMENT_TEST_DATA=... python -m benchmarks.both_ways [--model M] [--beside COMMAND]

The questions are those of contoso_hr on its employee handbook, and the first that its documents do not answer. `beside`
is the command of ctxvsrag (PyPI, in an environment of its own), which asks the same model the same on the same PDF: its
judge is left out, and smollm2:135m makes its embeddings. Only the answers count, with finding passages, not the reading
of the PDF.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.answering.types import MODE_NAMES, Mode
from app.assistant import build_assistant
from app.settings import load_settings
from benchmarks.measure import data_folder, print_table, read_jsonl, read_judgments

HANDBOOK, QUESTIONS = "employee_handbook.pdf", 10
WINDOW = 16384
"""Tokens: the window that ctxvsrag asks for; its own estimate of the handbook is above 8,192."""


def handbook_questions(folder: Path) -> list[str]:
    """Those that the handbook answers, then as many that nothing answers as make ten."""
    judgments = read_judgments(folder / "qrels.tsv")
    cases = list(read_jsonl(folder / "queries.jsonl"))
    answered = [case["text"] for case in cases if any(HANDBOOK in page for page in judgments.get(case["id"], {}))]
    return [*answered, *(case["text"] for case in cases if case["unanswerable"])][:QUESTIONS]


@dataclass(frozen=True, slots=True)
class Way:
    """What one way took for all questions; seconds are those of the answers, finding passages included."""

    name: str
    read: int  # tokens
    written: int  # tokens
    seconds: float


def ask_muniment(pdf: Path, questions: Sequence[str], model: str) -> list[Way]:
    """Ask all questions one way and then the other, as an evaluation does."""
    modes: tuple[Mode, ...] = ("rag", "long")
    with tempfile.TemporaryDirectory() as folder:
        assistant = build_assistant(load_settings(Path(folder)))
        assistant.intake.start()
        assistant.intake.ingest([pdf], "main", lambda _: None)
        answers = {mode: [assistant.ask(question, mode=mode, model=model) for question in questions] for mode in modes}
        assistant.close()
    return [
        Way(
            MODE_NAMES[mode],
            sum(answer.tokens.accepted or 0 for answer in given),
            sum(answer.tokens.generated or 0 for answer in given),
            sum(answer.timings.total or 0 for answer in given),
        )
        for mode, given in answers.items()
    ]


def ask_beside(command: str, pdf: Path, questions: Sequence[str], model: str) -> list[Way]:
    """Let ctxvsrag ask, which goes from one way to the other with each question."""
    with tempfile.TemporaryDirectory() as folder:
        asked, results = Path(folder) / "questions.txt", Path(folder) / "results.json"
        asked.write_text("\n".join(questions), encoding="utf-8")
        words = ["--pdf", pdf, "--model", model, "--embed-model", "smollm2:135m", "--num-ctx", WINDOW, "--no-judge"]
        words += ["--questions", asked, "--output", results, "--report-output", ""]
        subprocess.run([command, *map(str, words)], check=True, stdout=sys.stderr)
        ways = json.loads(results.read_text(encoding="utf-8"))
    return [
        Way(
            name,
            sum(each["result"]["prompt_tokens"] for each in ways[name]),
            sum(each["result"]["output_tokens"] for each in ways[name]),
            sum(each["result"]["total_duration_s"] + each.get("retrieval_s", 0) for each in ways[name]),
        )
        for name in ("rag", "full_context")
    ]


def main() -> None:
    """Ask both, and print the seconds and tokens of each way."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.both_ways")
    parser.add_argument("--model", default="qwen2.5-coder:1.5b")
    parser.add_argument("--beside", default="", metavar="COMMAND")
    arguments = parser.parse_args()
    if "OLLAMA_HOST" not in os.environ:
        sys.exit("Set OLLAMA_HOST to an Ollama server that has the model.")
    folder = data_folder("contoso_hr")
    pdf, questions = next(folder.rglob(HANDBOOK)), handbook_questions(folder)
    sides = {"Muniment": ask_muniment(pdf, questions, arguments.model)}
    if arguments.beside:
        sides["ctxvsrag"] = ask_beside(arguments.beside, pdf, questions, arguments.model)
    rows = [
        (side, way.name, f"{way.read:,}", way.written, f"{way.seconds:.1f}")
        for side, ways in sides.items()
        for way in ways
    ]
    print_table([("", "way", "tokens read", "tokens written", "seconds"), *rows])
    totals = [sum(way.seconds for way in ways) for ways in sides.values()]
    print(
        f"{len(questions)} questions both ways, {arguments.model}: " + " s, ".join(f"{total:.1f}" for total in totals)
    )
    if arguments.beside:
        print(f"Muniment takes {totals[0] / totals[1]:.2f} of the time.")


if __name__ == "__main__":
    main()
