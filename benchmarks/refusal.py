"""How often a question is refused that the documents do not answer, and how often one that they do.

    MUNIMENT_TEST_DATA=... python -m benchmarks.refusal [contoso_hr | squad2_dev] [--given]
                           [--answerable N] [--unanswerable M] [--model MODEL [--judge]] [--wrong] [--plain]

contoso_hr: six PDFs, 201 questions that they answer and 45 near misses, all asked by default. squad2_dev: 646
paragraphs, each a Markdown file; questions are taken evenly from the whole set. `--given` asks of the paragraph alone
that the question was written for. Without a model quotes mode is asked; with one (OLLAMA_HOST) RAG. `--judge` measures
first whether the model can judge, so that it is asked if it can. "Held back" are the refusals that rest on that, or on
an answer of which no passage had anything.

Balanced accuracy is the mean of the share answered of the answerable and the share refused of the others. "Held", of
squad2_dev, is the share of the answerable whose answer, refused or not, holds one of the judged wordings. `--wrong`
lists the questions that were refused or answered against the judgment, each with the first sentence shown. `--plain`
puts each question to the pipeline of benchmarks.plain too, right after, with LlamaIndex's two passages and its prompt,
all documents asked.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median
from typing import Any

from app.answering.markers import take_out_markers
from app.answering.request import Scope
from app.answering.types import Answer
from app.assistant import Assistant, build_assistant
from app.evaluation.calibration import calibrate, judge_line
from app.evaluation.metrics import contains, words
from app.settings import Settings, load_settings
from benchmarks.measure import data_folder, print_table, read_jsonl, spread

SETS = ("contoso_hr", "squad2_dev")
Query = dict[str, Any]


def write_paragraphs(folder: Path) -> dict[str, str]:
    """Write each paragraph of squad2_dev as a file, its title as heading; give the file name for its id."""
    folder.mkdir()
    names = {}
    for number, paragraph in enumerate(read_jsonl(data_folder("squad2_dev") / "corpus.jsonl")):
        names[paragraph["id"]] = f"{number}.md"
        text = f"# {paragraph['title']}\n\n{paragraph['text']}\n"
        (folder / names[paragraph["id"]]).write_text(text, encoding="utf-8")
    return names


@dataclass(frozen=True, slots=True)
class PlainAnswer:
    """What the plain pipeline answered, and after how many seconds."""

    text: str
    seconds: float


def ask_all(
    assistant: Assistant,
    queries: Sequence[Query],
    names: dict[str, str],
    model: str,
    plain: Callable[[str], object] | None = None,
) -> tuple[list[Answer], list[PlainAnswer]]:
    """Ask each question, of the document that `names` gives for its source, if it does; then `plain`, if given."""
    answers, plainly = [], []
    for query in queries:
        documents = (names[query["source_doc"]],) if names else ()
        answers.append(
            assistant.ask(
                query["text"], mode="rag" if model else "quotes", model=model, scope=Scope(documents=documents)
            )
        )
        if plain:
            began = time.perf_counter()
            text = str(plain(query["text"]))
            plainly.append(PlainAnswer(text, time.perf_counter() - began))
    return answers, plainly


def holds(text: str, query: Query) -> bool:
    """Whether an answer says one of the judged wordings."""
    said = words(take_out_markers(text, 0)[0])  # else the last word of a sentence is one with its marker
    return any(contains(said, words(wording)) for wording in query["answers"])


def share_held(texts: Sequence[str], queries: Sequence[Query]) -> str:
    """Give the share of answers that say one of the judged wordings."""
    return f"{fmean(holds(text, query) for text, query in zip(texts, queries, strict=True)):.3f}"


def plain_engine(files: Path, model: str, settings: Settings, folder: Path) -> Callable[[str], object]:
    """Take the files into the plain pipeline, and give what answers a question, in Muniment's window."""
    from benchmarks.plain import OllamaModel, build_engine

    llm = OllamaModel(name=model, window=min(settings.windows), host=settings.ollama_host)
    return build_engine(files, llm, folder).query


def print_wrong(title: str, queries: Sequence[Query], answers: Sequence[Answer], refused: bool) -> None:
    """List the questions that were refused, or were not, with the first sentence shown to each and its page."""
    print(title)
    for query, answer in zip(queries, answers, strict=True):
        if answer.refused is refused:
            print(f"  {query['id']}: {query['text']}")
            for citation in answer.citations[:1]:
                print(f"      {citation.document}, page {citation.page}: {' '.join(citation.quote.split())}")


def main() -> None:
    """Take the set in, ask its questions, and print what was refused."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.refusal")
    parser.add_argument("set", nargs="?", choices=SETS, default="contoso_hr")
    parser.add_argument("--given", action="store_true", help="of squad2_dev: ask of the question's own paragraph alone")
    parser.add_argument("--answerable", type=int, default=400, metavar="N")
    parser.add_argument("--unanswerable", type=int, default=400, metavar="M")
    parser.add_argument("--model", default="")
    parser.add_argument("--judge", action="store_true", help="have the model judge the passages, if it can")
    parser.add_argument("--plain", action="store_true", help="ask the plain pipeline too, question by question")
    parser.add_argument("--wrong", action="store_true", help="list what was refused or answered against the judgment")
    arguments = parser.parse_args()
    if arguments.plain and (arguments.given or not arguments.model):
        parser.error("--plain asks a --model of all documents, not --given")
    folder = data_folder(arguments.set)
    queries = list(read_jsonl(folder / "queries.jsonl"))
    answerable = spread([query for query in queries if not query["unanswerable"]], arguments.answerable)
    unanswerable = spread([query for query in queries if query["unanswerable"]], arguments.unanswerable)
    with tempfile.TemporaryDirectory() as scratch:
        names = write_paragraphs(Path(scratch) / "files") if arguments.set == "squad2_dev" else {}
        files = Path(scratch) / "files" if names else folder / "raw" / "data"
        assistant = build_assistant(load_settings(Path(scratch) / "room"))
        assistant.intake.start()
        assistant.intake.ingest([files], "main", lambda _: None)
        if arguments.judge:
            print(judge_line(calibrate(assistant, model=arguments.model)))
        asked_of = names if arguments.given else {}
        plain = (
            plain_engine(files, arguments.model, assistant.settings, Path(scratch) / "plain")
            if arguments.plain
            else None
        )
        (answered, plainly), (missed, plainly_missed) = (
            ask_all(assistant, chosen, asked_of, arguments.model, plain) for chosen in (answerable, unanswerable)
        )
        assistant.close()
    if arguments.wrong:
        print_wrong("Answerable, and refused:", answerable, answered, refused=True)
        print_wrong("Near misses, and answered:", unanswerable, missed, refused=False)
    right = fmean(not answer.refused for answer in answered)
    refused = fmean(answer.refused for answer in missed)
    held = share_held([answer.text for answer in answered], answerable) if names else ""
    held_back = [sum(answer.held_back for answer in answers) for answers in (answered, missed)]
    seconds = median(answer.timings.total or 0 for answer in [*answered, *missed])
    print_table(
        [
            ("answerable", "answered", "held", "unanswerable", "refused", "balanced", "held back of both", "seconds"),
            (
                len(answered),
                f"{right:.3f}",
                held,
                len(missed),
                f"{refused:.3f}",
                f"{(right + refused) / 2:.3f}",
                "{} {}".format(*held_back),
                f"{seconds:.2f}",
            ),
        ]
    )
    if plainly:
        held = share_held([answer.text for answer in plainly], answerable) if names else "(no wordings)"
        took = median(answer.seconds for answer in [*plainly, *plainly_missed])
        print(f"The plain pipeline: held {held}, {took:.2f} seconds; Muniment takes {seconds / took:.2f} times that.")


if __name__ == "__main__":
    main()
