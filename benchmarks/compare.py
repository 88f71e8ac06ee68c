"""What a comparison takes beyond its answers: two columns, beside the same two questions asked plainly.

    OLLAMA_HOST=... python -m benchmarks.compare [--model M] [--questions N]

Each question goes through passages and whole documents of the sample papers, once by two plain asks and once as a
comparison, which of the two first in turn; all in the same window. Before each, another question is asked of other
documents, so that neither finds the work of the other in the server's cache.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from app.answering.request import Scope
from app.answering.types import Mode
from app.assistant import Assistant, build_assistant
from app.evaluation.comparison import Column, ComparisonPlan, begin_comparison, run_comparison
from app.samples import sample_files, sample_questions
from app.settings import load_settings
from benchmarks.measure import print_table, read_jsonl

ASKED, OTHER = "security-policy-2026.docx", "minutes.txt"
MODES: tuple[Mode, ...] = ("rag", "long")


def plain(assistant: Assistant, model: str, question: str, window: int) -> tuple[float, int, float]:
    """Seconds of asking both ways plainly, the window that it took, and the seconds of the answers themselves."""
    began = time.perf_counter()
    answers = [
        assistant.ask(question, mode=mode, model=model, scope=Scope("main", (ASKED,)), least_window=window)
        for mode in MODES
    ]
    seconds = time.perf_counter() - began
    largest = max(answer.tokens.window or 0 for answer in answers)
    return seconds, largest, sum(answer.timings.total or 0 for answer in answers)


def compared(assistant: Assistant, model: str, question: str) -> tuple[float, float]:
    """Seconds of comparing both ways, and the seconds that the answers took themselves."""
    columns = tuple(Column(mode, model) for mode in MODES)
    began = time.perf_counter()
    run_id = begin_comparison(assistant, ComparisonPlan(question, columns, Scope("main", (ASKED,))))
    comparison = run_comparison(assistant, run_id)
    _ = comparison.agreement, comparison.page_overlap, comparison.differences
    seconds = time.perf_counter() - began
    return seconds, sum(answer.timings.total or 0 for answer in comparison.given)


def main() -> None:
    """Ask in turn, and print what a comparison adds."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.compare")
    parser.add_argument("--model", default="smollm2:135m")
    parser.add_argument("--questions", type=int, default=6)
    arguments = parser.parse_args()
    if "OLLAMA_HOST" not in os.environ:
        sys.exit("Set OLLAMA_HOST to an Ollama server that has the model.")
    cases = [case["question"] for case in read_jsonl(sample_questions()) if ASKED in str(case.get("document"))]
    asked, together, inside = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        assistant = build_assistant(load_settings(Path(folder)))
        assistant.intake.start()
        chosen = [file for file in sample_files() if file.name in (ASKED, OTHER)]
        assistant.intake.ingest(chosen, "main", lambda _: None)
        _, window, _ = plain(assistant, arguments.model, cases[0], 0)
        for number, question in enumerate(cases[: arguments.questions]):
            for turn in (0, 1):
                assistant.ask(
                    "Who was there?",
                    mode="long",
                    model=arguments.model,
                    scope=Scope("main", (OTHER,)),
                    least_window=window,
                )
                if (number + turn) % 2:
                    asked.append(plain(assistant, arguments.model, question, window)[0])
                else:
                    seconds, answers = compared(assistant, arguments.model, question)
                    together.append(seconds)
                    inside.append(seconds - answers)
            print(
                f"{number + 1} of {arguments.questions}: plain {asked[-1]:.1f} s, compared {together[-1]:.1f} s, "
                f"{inside[-1]:.2f} s of it outside the answers",
                file=sys.stderr,
            )
        assistant.close()
    rows = [
        ("two plain asks", f"{statistics.median(asked):.2f}"),
        ("one comparison", f"{statistics.median(together):.2f}"),
    ]
    print_table([("both ways", "seconds, median"), *rows])
    ratio = statistics.median(one / other for one, other in zip(together, asked, strict=True))
    own = statistics.median(inside)
    share = statistics.median(extra / whole for extra, whole in zip(inside, together, strict=True))
    print(
        f"A comparison takes {ratio:.3f} times as long (median of {len(asked)} questions, window {window:,}). "
        f"Outside its answers it spends {own * 1000:.0f} ms, {100 * share:.1f} % of its time: counting the documents "
        "for the shared window, keeping the answers, comparing them."
    )


if __name__ == "__main__":
    main()
