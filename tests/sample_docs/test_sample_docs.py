"""The sample papers: the committed ones are what build.py makes, and each known answer stands on the page named."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import docx
import numpy as np
import pypdf
import pypdfium2
import pytest
from selectolax.lexbor import LexborHTMLParser

from app.samples import sample_files, sample_questions
from ingest.parse import MEDIA_TYPES, parse_file

SAMPLES = Path(__file__).parents[2] / "sample_docs"
SCAN = "memo-scan.pdf"
LOCKED = "price-list.pdf"
SIGNED, DRAFT = "maintenance-contract.pdf", "maintenance-contract-draft.pdf"
OLD_POLICY, NEW_POLICY = "security-policy-2024.docx", "security-policy-2026.docx"
BUILT = ("handbook.pdf", SIGNED, DRAFT, "quarterly-report.pdf", LOCKED, OLD_POLICY, NEW_POLICY)
READABLE = (*BUILT, "runbook.md", "intranet.html", "minutes.txt")
QUESTIONS = [json.loads(line) for line in (SAMPLES / "questions.jsonl").read_text(encoding="utf-8").splitlines()]


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


def of_kind(kind):
    return [question for question in QUESTIONS if question.get("kind", "fact") == kind]


def sources(question):
    """Where words of a question stand: each source a document, its pages, and the words on each of them."""
    if "near" in question:
        return [{**near, "answers": [near["says"]]} for near in question["near"]]
    return question.get("sources") or [question]


def clauses(name):
    """A contract's text cut before each numbered clause, without the head and the foot of its pages."""
    pages = read_pages(SAMPLES / name)
    running = r"Skellwater Engineering\s+Maintenance Contract|MC-2026-014 · .*|Page \d+"
    return re.split(r"\s(?=\d{1,2}\.\d )", spaced(re.sub(running, "", "\n".join(pages))))


def table_numbers(page, row):
    """The numbers that follow a word at the beginning of a line."""
    return [int(number.replace(",", "")) for number in re.search(rf"^{row} ([\d, ]+)\r?$", page, re.M)[1].split()]


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rebuilt")
    subprocess.run([sys.executable, SAMPLES / "build.py", folder], check=True)
    return folder


@pytest.fixture(scope="module")
def read_by_the_program():
    parsed = {name: parse_file(SAMPLES / name, MEDIA_TYPES[Path(name).suffix], name) for name in READABLE}
    return {name: [spaced(page.text) for page in document.pages] for name, document in parsed.items()}


@pytest.mark.parametrize("name", BUILT)
def test_built_paper_equals_the_committed_one_in_text(rebuilt, name):
    assert read_pages(rebuilt / name) == read_pages(SAMPLES / name)


def test_built_scan_shows_what_the_committed_one_shows(rebuilt):
    with pypdfium2.PdfDocument(rebuilt / SCAN) as built, pypdfium2.PdfDocument(SAMPLES / SCAN) as committed:
        pictures = [np.asarray(pdf[0].render(grayscale=True).to_numpy(), dtype=float) for pdf in (built, committed)]
    assert abs(pictures[0] - pictures[1]).mean() < 1


def test_every_paper_is_offered_and_goes_into_the_wheel():
    wheel = tomllib.loads((SAMPLES.parent / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert {file.name for file in sample_files()} == {*READABLE, SCAN}
    taken = (*READABLE, SCAN, sample_questions().name, "recorded/compare.json", "recorded/evaluation.json")
    assert wheel["force-include"] == {f"sample_docs/{name}": f"app/sample_docs/{name}" for name in taken}


def test_papers_stay_small():
    assert sum(file.stat().st_size for file in sample_files()) < 500_000


# The questions


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["id"])
def test_each_answer_stands_on_each_named_page(question):
    for source in sources(question):
        pages = read_pages(SAMPLES / source["document"])
        assert source["pages"]
        for number in source["pages"]:
            text = spaced(pages[number - 1])
            missing = [
                answer for answer in source["answers"] if answer.replace(" | ", " ") not in text.replace(" | ", " ")
            ]
            assert not missing, text


def test_the_program_reads_each_answer_on_the_page_named(read_by_the_program):
    for question in QUESTIONS:
        for source in sources(question):
            for number in source["pages"]:
                text = read_by_the_program[source["document"]][number - 1].replace(" | ", " ")
                assert all(answer.replace(" | ", " ") in text for answer in source["answers"]), (question, text)


def test_each_question_has_an_answer_or_is_said_to_have_none():
    for question in QUESTIONS:
        assert ("answers" in question) != question.get("unanswerable", False), question
        assert ("document" in question) == ("pages" in question)
    assert len({question["id"] for question in QUESTIONS}) == len(QUESTIONS)


def test_questions_cover_every_paper_and_every_kind():
    answerable = [source["document"] for question in QUESTIONS if "answers" in question for source in sources(question)]
    assert set(answerable) == set(READABLE)
    assert len(QUESTIONS) >= 90
    assert len(of_kind("near miss")) >= 15
    assert len(of_kind("two documents")) >= 10
    assert len(of_kind("list")) >= 5


def test_questions_over_two_documents_name_two_that_hold_the_answers_together():
    for question in of_kind("two documents"):
        assert len({source["document"] for source in question["sources"]}) == 2
        together = [answer for source in question["sources"] for answer in source["answers"]]
        assert all(any(answer in part for part in together) for answer in question["answers"]), question


def test_lists_are_as_long_as_they_say():
    assert all(question["count"] == len(question["answers"]) > 1 for question in of_kind("list"))


@pytest.mark.parametrize("question", of_kind("near miss"), ids=lambda question: question["id"])
def test_what_a_near_miss_asks_for_stands_in_no_paper(question, read_by_the_program):
    assert question["absent"]
    for name, pages in read_by_the_program.items():
        held = [words for words in question["absent"] if words.lower() in " ".join(pages).lower()]
        assert not held, name


# The papers


def test_handbook_has_bookmarks_page_labels_and_thirty_pages():
    with pypdfium2.PdfDocument(SAMPLES / "handbook.pdf") as pdf:
        labels = [pdf.get_page_label(number) for number in range(len(pdf))]
        chapters = [mark.get_title() for mark in pdf.get_toc() if mark.level == 0]
    assert len(labels) >= 30
    assert labels[:4] == ["i", "ii", "1", "2"]
    assert chapters[1] == "1 About this handbook"
    assert [chapter.split()[0] for chapter in chapters[1:21]] == [str(number) for number in range(1, 21)]


def test_sections_that_the_handbook_refers_to_exist():
    with pypdfium2.PdfDocument(SAMPLES / "handbook.pdf") as pdf:
        titles = [mark.get_title() for mark in pdf.get_toc()]
    text = spaced(" ".join(read_pages(SAMPLES / "handbook.pdf")))
    referred = set(re.findall(r"sections? (\d+\.\d+)", text))
    assert len(referred) >= 8
    assert referred <= {title.split()[0] for title in titles}


def test_forms_that_the_handbook_names_are_in_its_list():
    pages = read_pages(SAMPLES / "handbook.pdf")
    listed = {form for page in pages for form in re.findall(r"^([BEPRST]-\d\d) ", page, re.M)}
    assert set(re.findall(r"\b[BEPRST]-\d\d\b", " ".join(pages))) == listed


def test_contracts_differ_in_exactly_one_clause():
    signed, draft = clauses(SIGNED)[1:], clauses(DRAFT)[1:]
    differing = [(one, other) for one, other in zip(signed, draft, strict=True) if one != other]
    assert len(signed) > 40
    assert [one.split()[0] for one, _ in differing] == ["8.3"]
    assert differing[0][0].replace("10 per cent", "15 per cent") == differing[0][1]


def test_policies_are_versions_of_one_paper_with_changed_rules():
    old, new = (word_text(SAMPLES / name).splitlines() for name in (OLD_POLICY, NEW_POLICY))
    assert old[0] == new[0]
    assert "SW-IS-004" in old[2]
    assert "SW-IS-004" in new[2]
    assert 8 <= len(set(old) - set(new)) <= 20
    assert set(old) & set(new)


def test_report_has_tables_and_a_drawn_chart_of_the_numbers_of_a_table():
    pages = read_pages(SAMPLES / "quarterly-report.pdf")
    page = next(page for page in pages if "Figure 1" in page)
    months = [table_numbers(page, month) for month in ("April", "May", "June")]
    assert [sum(column) for column in zip(*months, strict=True)] == [3520, 2545, 1325, 2450]
    assert sum(map(sum, months)) == 9840
    assert all(not list(page.images) for page in pypdf.PdfReader(SAMPLES / "quarterly-report.pdf").pages)


def test_price_list_is_encrypted_for_its_owner_and_opens_without_a_password():
    with (SAMPLES / LOCKED).open("rb") as file:
        paper = pypdf.PdfReader(file)
        assert paper.is_encrypted
        assert paper.trailer["/Encrypt"]["/V"] == 5  # AES with 256 bits
        assert paper.decrypt("") == pypdf.PasswordType.USER_PASSWORD
        assert "Price List 2026" in paper.pages[0].extract_text()


def test_scan_is_a_picture_without_text():
    paper = parse_file(SAMPLES / SCAN, MEDIA_TYPES[".pdf"], SCAN)
    assert [(page.text, page.state) for page in paper.pages] == [("", "empty")]
    assert len(pypdf.PdfReader(SAMPLES / SCAN).pages[0].images) == 1


def test_script_and_hidden_draft_of_the_intranet_page_are_not_read(read_by_the_program):
    text = "".join(read_by_the_program["intranet.html"])
    assert "mess room" in text
    assert "sturgeon" not in text
    assert "Draft for October" not in text
