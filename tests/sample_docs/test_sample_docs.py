"""The sample papers: the committed ones are what build.py makes, and each known answer stands on the page named."""

import json
import re
import subprocess
import sys
from pathlib import Path

import docx
import pypdfium2
import pytest
from selectolax.lexbor import LexborHTMLParser

from ingest.parse import MEDIA_TYPES, parse_file

SAMPLES = Path(__file__).parents[2] / "sample_docs"
PAPERS = (
    "handbook.pdf",
    "maintenance-contract.pdf",
    "security-policy.docx",
    "runbook.md",
    "intranet.html",
    "minutes.txt",
)
QUESTIONS = [json.loads(line) for line in (SAMPLES / "questions.jsonl").read_text(encoding="utf-8").splitlines()]
ANSWERABLE = [question for question in QUESTIONS if "answers" in question]


def html_text(path):
    """Read what a reader of the page's main part sees, with `# ` before each heading."""
    blocks = LexborHTMLParser(path.read_text(encoding="utf-8")).css("h1, main > *")
    shown = [block for block in blocks if "hidden" not in block.attributes]
    return "\n".join("# " * (block.tag in {"h1", "h2"}) + block.text() for block in shown)


def sections(text):
    """Cut a text before each heading that is marked with `#`."""
    return re.split(r"\n(?=#{1,2} )", text.strip())


def word_text(path):
    lines = []
    for block in docx.Document(str(path)).iter_inner_content():
        if hasattr(block, "rows"):
            lines += [" | ".join(cell.text for cell in row.cells) for row in block.rows]
        else:
            lines.append("# " * block.style.name.startswith(("Title", "Heading")) + block.text)
    return "\n".join(lines)


def read_pages(path):
    """Read a paper's pages, or its sections where it has none, plainly and without the program."""
    match path.suffix:
        case ".pdf":
            with pypdfium2.PdfDocument(path) as pdf:
                return [page.get_textpage().get_text_bounded() for page in pdf]
        case ".docx":
            return sections(word_text(path))
        case ".html":
            return sections(html_text(path))
        case ".md":
            return sections(path.read_text(encoding="utf-8"))
        case _:
            return [path.read_text(encoding="utf-8")]


def spaced(text):
    """One space where any white space was: lines break where they like."""
    return " ".join(text.split())


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rebuilt")
    subprocess.run([sys.executable, SAMPLES / "build.py", folder], check=True)
    return folder


@pytest.mark.parametrize("name", PAPERS[:3])
def test_built_paper_equals_the_committed_one_in_text(rebuilt, name):
    assert read_pages(rebuilt / name) == read_pages(SAMPLES / name)


@pytest.mark.parametrize("question", ANSWERABLE, ids=lambda question: question["id"])
def test_each_answer_stands_on_each_named_page(question):
    pages = read_pages(SAMPLES / question["document"])
    for number in question["pages"]:
        text = spaced(pages[number - 1])
        assert all(answer in text for answer in question["answers"]), text


@pytest.mark.parametrize("name", PAPERS)
def test_the_program_reads_each_answer_on_the_page_named(name):
    path = SAMPLES / name
    pages = [spaced(page.text) for page in parse_file(path, MEDIA_TYPES[path.suffix], name).pages]
    for question in ANSWERABLE:
        if question["document"] == name:
            for number in question["pages"]:
                assert all(answer in pages[number - 1] for answer in question["answers"]), (question, pages[number - 1])


def test_script_and_hidden_draft_of_the_intranet_page_are_not_read():
    path = SAMPLES / "intranet.html"
    text = "".join(page.text for page in parse_file(path, MEDIA_TYPES[path.suffix], path.name).pages)
    assert "mess room" in text
    assert "sturgeon" not in text
    assert "Draft for October" not in text


def test_questions_cover_every_paper_and_hold_near_misses():
    assert {question["document"] for question in ANSWERABLE} == set(PAPERS)
    assert len({question["id"] for question in QUESTIONS}) == len(QUESTIONS) >= 24
    assert sum(question.get("unanswerable", False) for question in QUESTIONS) >= 6


def test_handbook_has_bookmarks_and_page_labels():
    with pypdfium2.PdfDocument(SAMPLES / "handbook.pdf") as pdf:
        labels = [pdf.get_page_label(number) for number in range(len(pdf))]
        chapters = [mark.get_title() for mark in pdf.get_toc() if mark.level == 0]
    assert labels[:4] == ["i", "ii", "1", "2"]
    assert chapters[1] == "1 About this handbook"
    assert len(chapters) == 12


def test_papers_stay_small():
    assert sum((SAMPLES / name).stat().st_size for name in PAPERS) < 400_000
