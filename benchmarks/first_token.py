"""How long the first word takes, beside the same prompt sent to Ollama by hand.

    OLLAMA_HOST=... python -m benchmarks.first_token [--model M] [--questions N]

Each question is asked of the sample documents through the Assistant; then the prompt that the answer records is sent
again, to /api/chat with the same options. Before each of the two another prompt is sent, so that neither finds its own
in the server's cache. The page draws what has come ten times a second.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx

from app.answering.generate import Listener
from app.answering.types import Answer
from app.assistant import Assistant, build_assistant
from app.samples import sample_files, sample_questions
from app.settings import load_settings
from benchmarks.measure import print_table, read_jsonl


def ask(assistant: Assistant, model: str, question: str) -> tuple[float, Answer]:
    """Seconds from the question to the first piece of the answer, and the answer."""
    first: list[float] = []
    began = time.perf_counter()
    listener = Listener(on_text=lambda _: first.append(time.perf_counter() - began), cancelled=lambda: len(first) > 1)
    answer = assistant.ask(question, model=model, listener=listener)
    return first[0], answer


def send(client: httpx.Client, answer: Answer) -> float:
    """Seconds from sending an answer's own prompt to the first piece that comes back."""
    options = {name: answer.options[name] for name in ("num_ctx", "num_predict", "temperature", "seed")}
    began = time.perf_counter()
    return next(_pieces(client, answer.model.name, list(answer.prompt), options)) - began


def forget(client: httpx.Client, model: str, window: int) -> None:
    """Let the server read something else, in the same window, so that what it read before is no longer at hand."""
    messages = [{"role": "user", "content": "Name a colour."}]
    list(_pieces(client, model, messages, {"num_ctx": window, "num_predict": 1}))


def _pieces(client: httpx.Client, model: str, messages: list[Any], options: dict[str, Any]) -> Iterator[float]:
    body = {"model": model, "messages": messages, "options": options, "truncate": False, "shift": False}
    with client.stream("POST", "/api/chat", json=body) as response:
        for line in response.iter_lines():
            if json.loads(line).get("message", {}).get("content"):
                yield time.perf_counter()


def main() -> None:
    """Ask and send in turn, and print the medians and the ratio."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.first_token")
    parser.add_argument("--model", default="smollm2:135m")
    parser.add_argument("--questions", type=int, default=10)
    arguments = parser.parse_args()
    if not (host := os.environ.get("OLLAMA_HOST")):
        sys.exit("Set OLLAMA_HOST to an Ollama server that has the model.")
    cases = [case for case in read_jsonl(sample_questions()) if case.get("document")]
    questions = [case["question"] for case in cases[: arguments.questions]]
    asked, sent = [], []
    with tempfile.TemporaryDirectory() as folder, httpx.Client(base_url=f"http://{host}", timeout=None) as client:
        assistant = build_assistant(load_settings(Path(folder)))
        assistant.intake.start()
        assistant.intake.ingest(sample_files(), "main", lambda _: None)
        _, known = ask(assistant, arguments.model, questions[0])  # loads the model in its window
        for number, question in enumerate(questions):
            window = int(str(known.options["num_ctx"]))
            forget(client, arguments.model, window)
            seconds, known = ask(assistant, arguments.model, question)
            asked.append(seconds)
            forget(client, arguments.model, window)
            sent.append(send(client, known))
            print(f"{number + 1} of {len(questions)}", end="\r", file=sys.stderr)
        assistant.close()
    rows = [
        (name, f"{statistics.median(times):.3f}") for name, times in (("Muniment", asked), ("Ollama by hand", sent))
    ]
    print_table([("first piece after", "seconds, median"), *rows])
    added = statistics.median(a - b for a, b in zip(asked, sent, strict=True))
    ratio = statistics.median(a / b for a, b in zip(asked, sent, strict=True))
    print(
        f"Muniment takes {ratio:.3f} times as long; it adds {added * 1000:.0f} ms (medians over {len(asked)} questions)"
    )


if __name__ == "__main__":
    main()
