"""Write documents and a question set with which to ask when passages win, and when whole documents do.

    MUNIMENT_TEST_DATA=... python -m benchmarks.rag_or_long FOLDER [COUNT]

FOLDER gets `documents/`, to be taken in, and `questions.jsonl`, for `muniment eval`: articles of squad2_dev (their
first paragraphs; two questions that they answer, one that they come close to), stories of squality (three questions
that need much of them) and the short PDFs of contoso_hr; then one PDF that is too long, to be refused. With COUNT it
writes instead that many of the questions on the sample documents, evenly spread, and those documents.
"""

import json
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from app.samples import sample_files, sample_questions
from benchmarks.measure import data_folder, read_jsonl, read_judgments, spread

ARTICLES, ARTICLE_CHARACTERS = 15, 11_000
STORIES, STORY_QUESTIONS, STORY_CHARACTERS = 3, 3, 26_000
PDFS, LONG_PDF, LONG_QUESTIONS = ("employee_handbook", "Benefit_Options", "PerksPlus"), "Northwind_Standard", 2
Case = Mapping[str, Any]


def articles(documents: Path) -> Iterator[Case]:
    """The first paragraphs of each article as a Markdown document, and three questions on them."""
    folder = data_folder("squad2_dev")
    paragraphs: dict[str, list[dict[str, Any]]] = {}
    for paragraph in read_jsonl(folder / "corpus.jsonl"):
        paragraphs.setdefault(paragraph["title"], []).append(paragraph)
    questions = list(read_jsonl(folder / "queries.jsonl"))
    for title, whole in list(paragraphs.items())[:ARTICLES]:
        shown = list(_up_to(whole, ARTICLE_CHARACTERS))
        name = f"{title}.md"
        text = "\n\n".join([f"# {title}", *(paragraph["text"] for paragraph in shown)])
        (documents / name).write_text(text + "\n", encoding="utf-8")
        inside = {paragraph["id"] for paragraph in shown}
        asked = [question for question in questions if question["source_doc"] in inside]
        answered = [question for question in asked if not question["unanswerable"]]
        near = [question for question in asked if question["unanswerable"]]
        for chosen in (answered[len(answered) // 3], answered[2 * len(answered) // 3], near[len(near) // 2]):
            yield {
                "id": chosen["id"],
                "question": chosen["text"],
                "document": name,
                **({"unanswerable": True} if chosen["unanswerable"] else {"answers": chosen["answers"]}),
            }


def _up_to(paragraphs: Sequence[dict[str, Any]], characters: int) -> Iterator[dict[str, Any]]:
    for paragraph in paragraphs:
        characters -= len(paragraph["text"])
        if characters < 0:
            return
        yield paragraph


def stories(documents: Path) -> Iterator[Case]:
    """The first stories that are short enough as text documents, and questions that people answered in paragraphs."""
    folder = data_folder("squality") / "dev"
    short = [story for story in read_jsonl(folder / "corpus.jsonl") if len(story["text"]) < STORY_CHARACTERS]
    judgments = read_judgments(folder / "qrels.tsv")
    questions = list(read_jsonl(folder / "queries.jsonl"))
    for story in short[:STORIES]:
        name = f"story-{story['id']}.txt"
        (documents / name).write_text(story["text"], encoding="utf-8")
        asked = [question for question in questions if story["id"] in judgments.get(question["id"], {})]
        for question in asked[:STORY_QUESTIONS]:
            yield {
                "id": question["id"],
                "question": question["text"],
                "document": name,
                "answers": question["answers"],
            }


def pdfs(documents: Path) -> Iterator[Case]:
    """The short PDFs with their questions and pages, and the long one with some of its."""
    folder = data_folder("contoso_hr")
    files = {file.stem: file for file in folder.rglob("*.pdf")}
    judgments = read_judgments(folder / "qrels.tsv")
    long = next(stem for stem in files if stem.startswith(LONG_PDF))
    asked: dict[str, list[Case]] = {stem: [] for stem in (*PDFS, long)}
    for question in read_jsonl(folder / "queries.jsonl"):
        for judged in judgments.get(question["id"], {}):
            name, page = judged.split("#page=")
            if (stem := Path(name).stem) in asked:
                asked[stem].append(
                    {
                        "id": question["id"],
                        "question": question["text"],
                        "document": name,
                        "pages": [int(page)],
                        "answers": question["answers"],
                    }
                )
    for stem, cases in asked.items():
        shutil.copy(files[stem], documents)
        yield from cases[:LONG_QUESTIONS] if stem == long else cases


def samples(documents: Path, count: int) -> Iterator[Case]:
    """`count` of the questions on the sample documents."""
    for file in sample_files():
        shutil.copy(file, documents)
    yield from spread(list(read_jsonl(sample_questions())), count)


def main(folder: Path, count: int | None) -> None:
    """Write the set, and say how to ask it."""
    documents = folder / "documents"
    documents.mkdir(parents=True, exist_ok=True)
    cases = list(
        samples(documents, count) if count else chain(articles(documents), stories(documents), pdfs(documents))
    )
    lines = [json.dumps(case, ensure_ascii=False) for case in cases]
    (folder / "questions.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(cases)} questions on {len(list(documents.iterdir()))} documents in {folder}")
    print(f"muniment --data {folder}/room ingest {folder}/documents")
    print(f"muniment --data {folder}/room eval {folder}/questions.jsonl --report {folder}/report")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else None)
