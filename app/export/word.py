"""A chat as a Word document: plain text with styles, no fields, no links."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from markdown_it.token import Token

from app.answering.render import markdown_tokens
from app.answering.types import Answer
from app.export.content import Entry, entry_of, head_of

_INDENT = Cm(0.75)
_INK = RGBColor(0x1F, 0x6F, 0x54)
_AMBER = RGBColor(0x9A, 0x5B, 0x00)
_AFTER_BIDI = ("w:spacing", "w:ind", "w:jc", "w:rPr")  # of what is set here: the format wants an order


def export_docx(title: str, answers: Sequence[Answer], now: float) -> bytes:
    """Write a chat; `now` is when, in seconds since 1970."""
    document = Document()
    head = head_of(title, answers, now)
    _describe(document, head.title, now)
    document.add_heading(head.title, 0)
    _small(document, head.line)
    if head.right_to_left:
        for paragraph in document.paragraphs:
            _turn(paragraph)
    for answer in answers:
        _add_entry(document, entry_of(answer))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _describe(document: Any, title: str, now: float) -> None:
    """Set the file's own title and dates; the library's template says its own name otherwise."""
    properties = document.core_properties
    properties.title = title[:255]  # the format's limit
    properties.author = properties.last_modified_by = properties.comments = ""
    # The format has no time zones: naive times are UTC.
    properties.created = properties.modified = datetime.fromtimestamp(now, UTC).replace(tzinfo=None)


def _add_entry(document: Any, entry: Entry) -> None:
    before = set(document.element.body.iter(qn("w:p")))
    _add_parts(document, entry)
    if entry.right_to_left:
        for element in set(document.element.body.iter(qn("w:p"))) - before:
            _turn(Paragraph(element, document))


def _turn(paragraph: Paragraph) -> None:
    """Set a paragraph from right to left: the library knows that of runs only."""
    paragraph.paragraph_format.element.get_or_add_pPr().insert_element_before(OxmlElement("w:bidi"), *_AFTER_BIDI)
    for run in paragraph.runs:
        run.font.rtl = True


def _add_parts(document: Any, entry: Entry) -> None:
    document.add_heading(entry.question, 1)
    for state in entry.states:
        document.add_paragraph().add_run(state).bold = True
    _add_markdown(document, entry.text)
    if entry.sources:
        document.add_heading(entry.sources_title, 2)
    for source in entry.sources:
        paragraph = document.add_paragraph()
        paragraph.add_run(source.label).bold = True
        paragraph.add_run(f" ({source.verdict})")
        paragraph.paragraph_format.keep_with_next = True
        quote = document.add_paragraph(source.quote, style="Quote")
        quote.paragraph_format.left_indent = _INDENT
    for sentence in entry.unsupported:
        document.add_paragraph().add_run(sentence).font.color.rgb = _AMBER
    for warning in entry.warnings:
        document.add_paragraph(warning)
    for name, value in entry.facts:
        _small(document, f"{name}: {value}")


def _small(document: Any, text: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.add_run(text).font.size = Pt(9)


def _add_markdown(document: Any, text: str) -> None:
    """Write a model's Markdown as paragraphs, items and tables; its headings are bold paragraphs."""
    rows: list[list[Token]] | None = None  # of the table that is being read
    lists, mark, heading = 0, "", False
    for token in markdown_tokens(text):
        match token.type:
            case "bullet_list_open" | "ordered_list_open" | "blockquote_open":
                lists += 1
            case "bullet_list_close" | "ordered_list_close" | "blockquote_close":
                lists -= 1
            case "list_item_open":
                mark = f"{token.info}{token.markup} " if token.info else "• "
            case "heading_open" | "heading_close":
                heading = token.type == "heading_open"
            case "table_open":
                rows = []
            case "tr_open" if rows is not None:
                rows.append([])
            case "inline" if rows is not None:
                rows[-1].append(token)
            case "table_close" if rows is not None:
                _add_table(document, rows)
                rows = None
            case "inline":
                paragraph = _paragraph(document, lists)
                paragraph.add_run(mark)
                _add_runs(paragraph, token, bold=heading)
                mark = ""
            case "fence" | "code_block":
                _paragraph(document, lists).add_run(token.content.rstrip("\n")).font.name = "Courier New"


def _paragraph(document: Any, depth: int) -> Any:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.left_indent = _INDENT * depth
    return paragraph


def _add_table(document: Any, rows: Sequence[Sequence[Token]]) -> None:
    table = document.add_table(rows=len(rows), cols=max(map(len, rows)), style="Table Grid")
    for cells, tokens in zip(table.rows, rows, strict=True):
        for cell, token in zip(cells.cells, tokens, strict=False):  # a short row leaves its last cells empty
            _add_runs(cell.paragraphs[0], token, bold=tokens is rows[0])
    document.add_paragraph()


def _add_runs(paragraph: Any, inline: Token, *, bold: bool) -> None:
    strong, emphasis = int(bold), 0
    for token in inline.children or ():
        match token.type:
            case "strong_open" | "strong_close":
                strong += token.nesting
            case "em_open" | "em_close":
                emphasis += token.nesting
            case "softbreak" | "hardbreak":
                paragraph.add_run().add_break()
            case _:
                run = paragraph.add_run(token.content)
                run.bold, run.italic = strong > 0, emphasis > 0
