"""Build the sample papers that are not written by hand: `python sample_docs/build.py [FOLDER]`.

Reads sources/*.src and writes handbook.pdf, maintenance-contract.pdf and security-policy.docx into FOLDER (this folder
unless given). Dates and identifiers are fixed, so the same sources give the same bytes.
"""

import sys
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import docx
from docx.shared import Pt, RGBColor
from source import Block, read_source
from typeset import COMPANY, build_pdf

ISSUED = datetime(2026, 3, 1)
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


def build_word(source: Path, target: Path) -> None:
    """Set a source as a Word document."""
    head, blocks = read_source(source)
    paper = docx.Document()
    facts = paper.core_properties
    facts.title, facts.author, facts.subject = head["title"], COMPANY, head["number"]
    facts.created = facts.modified = ISSUED
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


def main() -> None:
    """Build the three papers into the folder given."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    build_pdf(HERE / "sources" / "handbook.src", folder / "handbook.pdf")
    build_pdf(HERE / "sources" / "maintenance-contract.src", folder / "maintenance-contract.pdf")
    build_word(HERE / "sources" / "security-policy.src", folder / "security-policy.docx")


if __name__ == "__main__":
    main()
