"""Build the sample papers that are not written by hand: `python sample_docs/build.py [FOLDER]`.

Reads sources/*.src and writes the papers named in PDFS, WORDS, LOCKED and SCAN into FOLDER (this folder unless given).
Dates and identifiers are fixed, so the same sources give the same bytes, apart from the locked paper: encryption takes
new random numbers each time.
"""

import sys
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import docx
from docx.shared import Pt, RGBColor
from pypdf import PdfWriter
from pypdf.constants import UserAccessPermissions
from scan import build_scan
from source import Block, read_source
from typeset import COMPANY, build_pdf

PDFS = ("handbook", "maintenance-contract", "maintenance-contract-draft", "quarterly-report")
WORDS = {"security-policy-2024": datetime(2024, 1, 8), "security-policy-2026": datetime(2026, 1, 15)}
LOCKED = "price-list"
SCAN = "memo"
OWNER_PASSWORD = "skellwater"  # in the open: it only keeps readers from changing the list

HERE = Path(__file__).parent


def add_to_word(paper: Any, block: Block) -> None:  # python-docx gives its documents no usable type
    """Append a block to a Word document."""
    match block.kind:
        case "chapter":
            paper.add_heading(block.text, 1)
        case "list":
            for line in block.lines:
                paper.add_paragraph(line, "List Bullet")
        case "table":
            table = paper.add_table(0, len(block.rows[0]), "Light Grid Accent 1")
            for row in block.rows:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = text
            paper.add_paragraph()
        case _:
            paper.add_paragraph(block.text)


def build_word(source: Path, target: Path, issued: datetime) -> None:
    """Set a source as a Word document that says it was written on the day given."""
    head, blocks = read_source(source)
    paper = docx.Document()
    facts = paper.core_properties
    facts.title, facts.author, facts.subject = head["title"], COMPANY, head["number"]
    facts.created = facts.modified = issued
    paper.styles["Normal"].font.name, paper.styles["Normal"].font.size = "Calibri", Pt(10.5)
    paper.styles["Heading 1"].font.color.rgb = RGBColor(0x12, 0x50, 0x5F)
    paper.add_heading(head["title"], 0)
    for line in (head["subtitle"], f"{COMPANY} · {head['number']} · {head['issue']}", head["owner"]):
        paper.add_paragraph(line)
    for block in blocks:
        add_to_word(paper, block)
    paper.save(str(target))
    fix_zip_times(target)


def fix_zip_times(path: Path) -> None:
    """Write a zip again with one fixed time for all members: the times are the only thing that differs between runs."""
    with zipfile.ZipFile(path) as archive:
        members = [(info.filename, archive.read(info)) for info in archive.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name, (2026, 3, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)


def lock(path: Path) -> None:
    """Encrypt a PDF so that everybody opens and prints it, and only its owner changes or copies it."""
    paper = PdfWriter(clone_from=path)
    paper.encrypt("", OWNER_PASSWORD, permissions_flag=UserAccessPermissions.PRINT, algorithm="AES-256")
    paper.write(path)


def main() -> None:
    """Build the papers into the folder given."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    sources = HERE / "sources"
    for name in (*PDFS, LOCKED):
        build_pdf(sources / f"{name}.src", folder / f"{name}.pdf")
    lock(folder / f"{LOCKED}.pdf")
    for name, issued in WORDS.items():
        build_word(sources / f"{name}.src", folder / f"{name}.docx", issued)
    build_scan(sources / f"{SCAN}.src", folder / f"{SCAN}-scan.pdf")


if __name__ == "__main__":
    main()
