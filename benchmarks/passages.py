"""What of the answer stands among the passages that the model is shown, and how long they are.

    MUNIMENT_TEST_DATA=... python -m benchmarks.passages [BUDGET ...]

The questions of contoso_hr that have an answer, over its six PDFs, each put through RAG with the stand-in model, which
counts words instead of tokens. For each budget: the share of questions whose judged page (or the one after it) is among
the passages, the mean share of the reference answer's words (those of the question apart) that they have, and the mean
length of the prompt in words.
"""

import os
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from app.answering.terms import content_stems
from app.answering.types import Answer
from app.assistant import build_assistant
from app.settings import load_settings
from benchmarks.measure import data_folder, print_table, read_jsonl, read_judgments, right_pages

BUDGETS = (512, 1024, 2048)


def shows_page(answer: Answer, judged: Iterable[str]) -> bool:
    """Whether a judged page, or the one after it, is among the passages."""
    shown = {
        (passage.document_name, number)
        for passage in answer.passages
        for number in range(passage.page_at(0), passage.page_at(len(passage.text)) + 1)
    }
    return not shown.isdisjoint(right_pages(judged))


def words_shown(answer: Answer, query: dict[str, Any]) -> float:
    """Give the share of the reference answer's words, those of the question apart, that the passages have."""
    wanted = content_stems(query["answers"][0]) - content_stems(query["text"])
    shown = frozenset[str]().union(*(content_stems(passage.text) for passage in answer.passages))
    return len(wanted & shown) / max(1, len(wanted))


def main(budgets: Sequence[int]) -> None:
    """Take the PDFs in once, ask with each budget, print a row for each."""
    folder = data_folder("contoso_hr")
    judgments = read_judgments(folder / "qrels.tsv")
    queries = [query for query in read_jsonl(folder / "queries.jsonl") if query["id"] in judgments]
    rows: list[Sequence[object]] = [("passage_tokens", "page shown", "words of the answer", "words of the prompt")]
    with tempfile.TemporaryDirectory() as room:
        for budget in budgets:
            environment = {**os.environ, "MUNIMENT_LLM": "fake", "MUNIMENT_PASSAGE_TOKENS": str(budget)}
            assistant = build_assistant(load_settings(Path(room), environment))
            if not assistant.documents():
                assistant.intake.start()
                assistant.intake.ingest(list(folder.rglob("*.pdf")), "main", lambda _: None)
            answers = [assistant.ask(query["text"], mode="rag") for query in queries]
            assistant.close()
            pairs = list(zip(answers, queries, strict=True))
            page = fmean(shows_page(answer, judgments[query["id"]]) for answer, query in pairs)
            words = fmean(words_shown(answer, query) for answer, query in pairs)
            length = fmean(answer.tokens.planned or 0 for answer in answers)
            rows.append((budget, f"{page:.3f}", f"{words:.3f}", f"{length:.0f}"))
    print_table(rows)


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or BUDGETS)
