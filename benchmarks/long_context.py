"""Whole documents in the window: whether every count is right, and what a second question on the same text costs.

    OLLAMA_HOST=... python -m benchmarks.long_context [--model M] [--prompts N] [--tokens N]

`prompts`: pieces of the sample documents, of other lengths each, asked as the long-context mode asks; the tokens that
were planned are compared with those that the server says it read. `tokens`: about the length of a longer text, which
two questions are asked of, one after the other; the time that the server reads for the second, over that for the first.
"""

import argparse
import os
import random
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from app.answering.fit import whole_document
from app.answering.prompts import document_messages
from app.answering.types import Passage
from app.assistant import build_assistant
from app.llm.ollama import OllamaServer
from app.llm.types import ChatModel, Completion, GenerationOptions
from app.samples import sample_files
from app.settings import load_settings
from benchmarks.measure import print_table

QUESTIONS = ("How long are invoices kept?", "Who is to be told of an accident, and when?")
LETTERS_PER_TOKEN = 4
WINDOW = 8192


def read_samples() -> list[Passage]:
    """The sample documents as the long-context mode shows them."""
    with tempfile.TemporaryDirectory() as folder:
        assistant = build_assistant(load_settings(Path(folder)))
        assistant.intake.start()
        assistant.intake.ingest(sample_files(), "main", lambda _: None)
        passages = [whole_document(document, assistant.pages(document.id)) for document in assistant.documents()]
        assistant.close()
    return [passage for passage in passages if passage.text]


def piece(passage: Passage, start: int, length: int) -> Passage:
    """A part of a document, shown as if it were all of it."""
    text = passage.text[start : start + length]
    return replace(passage, text=text, page_starts=((1, 0),), start=0, end=len(text))


def read(model: ChatModel, question: str, passages: Sequence[Passage]) -> tuple[int, Completion]:
    """Tokens planned, and what the server says of reading them."""
    messages = document_messages(question, passages, (), model.describe().control_tokens)
    stream = model.stream(messages, GenerationOptions(window=WINDOW, max_tokens=1))
    list(stream)
    assert stream.completion is not None
    return model.count(messages).tokens, stream.completion


def count_wrong(model: ChatModel, passages: Sequence[Passage], prompts: int) -> int:
    """How many prompts the server counts otherwise than they were planned; always the same prompts."""
    chance, wrong = random.Random(7), 0
    for _ in range(prompts):
        passage = chance.choice(passages)
        start = chance.randrange(max(1, len(passage.text) - 100))
        planned, completion = read(model, QUESTIONS[0], [piece(passage, start, chance.randint(40, 800))])
        wrong += planned != completion.accepted
    return wrong


def main() -> None:
    """Count, read twice, and print both."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.long_context")
    parser.add_argument("--model", default="smollm2:135m")
    parser.add_argument("--prompts", type=int, default=200)
    parser.add_argument("--tokens", type=int, default=4000)
    arguments = parser.parse_args()
    if not (host := os.environ.get("OLLAMA_HOST")):
        sys.exit("Set OLLAMA_HOST to an Ollama server that has the model.")
    model = OllamaServer(host, WINDOW).chat_model(arguments.model)
    passages = read_samples()
    wrong = count_wrong(model, passages, arguments.prompts)
    longest = max(passages, key=lambda passage: len(passage.text))
    text = [piece(longest, 0, arguments.tokens * LETTERS_PER_TOKEN)]
    (tokens, first), (_, second) = (read(model, question, text) for question in QUESTIONS)
    assert first.prefill is not None
    prefill = second.prefill or 0.0
    print_table(
        [
            ("what", "measured"),
            (f"prompts counted wrong, of {arguments.prompts}", wrong),
            ("tokens of the longer text", f"{tokens:,}"),
            ("reading for the first question, s", f"{first.prefill:.1f}"),
            ("reading for the second, s", f"{prefill:.2f}"),
            ("second / first", f"{prefill / first.prefill:.3f}"),
        ]
    )


if __name__ == "__main__":
    main()
