"""Set a source as a PDF with the company's look: running head and foot, bookmarks, page labels, cover and contents."""

import re
from functools import partial
from itertools import pairwise
from pathlib import Path

from chart import bar_chart
from reportlab.lib.colors import HexColor, white
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    KeepTogether,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)
from reportlab.platypus.tableofcontents import TableOfContents
from source import Block, read_source

COMPANY = "Skellwater Engineering"
FRONT_PAGES = 2  # cover and contents

DEEP, PALE, LINE, TEXT = HexColor("#12505f"), HexColor("#eef4f5"), HexColor("#b9c7cb"), HexColor("#1d2b2f")
ORANGE = HexColor("#c8742b")
MARGIN = 25 * mm
WIDTH = A4[0] - 2 * MARGIN
FORM_ROW = 9.5 * mm  # high enough to write in by hand
MOST_ROWS_KEPT_TOGETHER = 16
NUMBER = re.compile(r"[+-]?[\d,]+(\.\d+)?")

BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=9.6, leading=13.8, textColor=TEXT, spaceAfter=6)
CLAUSE = ParagraphStyle("clause", BODY, leftIndent=11 * mm, bulletIndent=0, bulletFontName="Helvetica-Bold")
ITEM = ParagraphStyle("item", BODY, leftIndent=6 * mm, bulletIndent=1.5 * mm, spaceAfter=2)
NOTICE = ParagraphStyle("notice", BODY, backColor=PALE, borderPadding=7, leftIndent=7, rightIndent=7, spaceBefore=10)
CAPTION = ParagraphStyle("caption", BODY, fontName="Helvetica-Oblique", fontSize=8.7, spaceAfter=10)
CELL = ParagraphStyle("cell", BODY, fontSize=8.7, leading=11.4, spaceAfter=0)
CELL_HEAD = ParagraphStyle("cell head", CELL, fontName="Helvetica-Bold", textColor=white)
CELL_TOTAL = ParagraphStyle("cell total", CELL, fontName="Helvetica-Bold")
CELL_RIGHT, CELL_HEAD_RIGHT, CELL_TOTAL_RIGHT = (
    ParagraphStyle(f"{style.name} right", style, alignment=TA_RIGHT, rightIndent=3 * mm)
    for style in (CELL, CELL_HEAD, CELL_TOTAL)
)
CHAPTER = ParagraphStyle(
    "chapter", BODY, fontName="Helvetica-Bold", fontSize=16, leading=20, textColor=DEEP, spaceBefore=12, spaceAfter=7
)
CLAUSE_HEAD = ParagraphStyle("clause head", CHAPTER, fontSize=12, leading=15, spaceAfter=4)
SECTION = ParagraphStyle("section", CHAPTER, fontSize=11, leading=14, spaceBefore=8, spaceAfter=3)
TITLE = ParagraphStyle("title", CHAPTER, fontSize=30, leading=36, spaceAfter=8)
SUBTITLE = ParagraphStyle("subtitle", BODY, fontSize=14, leading=19)


def column_widths(rows: list[list[str]]) -> list[float]:
    """Share the width of the page out: narrow columns get what they ask for, the widest ones share the rest."""
    wished = [max(map(cell_width, column)) for column in zip(*rows, strict=True)]
    room = WIDTH
    for columns_left, wish in zip(range(len(wished), 0, -1), sorted(wished), strict=True):
        widest = room / columns_left
        if wish > widest:
            return [min(wish, widest) for wish in wished]
        room -= wish
    return [wish + room / len(wished) for wish in wished]


def cell_width(text: str) -> float:
    """Points that a text needs in a cell on one line, with the cell's margins."""
    return float(stringWidth(text, CELL_HEAD.fontName, CELL.fontSize)) + 5 * mm


def pdf_table(rows: list[list[str]]) -> Table:
    """Lay a table out over the whole width, its first row as the head; with empty cells it is a form to fill in."""
    to_the_right = number_columns(rows)
    cells = [
        [Paragraph(text, cell_style(number, row, right)) for text, right in zip(row, to_the_right, strict=True)]
        for number, row in enumerate(rows)
    ]
    style = [
        ("BACKGROUND", (0, 0), (-1, 0), DEEP),
        ("ROWBACKGROUNDS", (0, 1), (-1, -1), [white, PALE]),
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("TOPPADDING", (0, 0), (-1, -1), 3),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
    ]
    heights = None
    if not all(map(all, rows)):
        style.append(("INNERGRID", (0, 1), (-1, -1), 0.4, LINE))
        style.append(("BOX", (0, 0), (-1, -1), 0.4, LINE))
        style.append(("VALIGN", (0, 1), (-1, -1), "MIDDLE"))
        heights = [None] + [FORM_ROW] * (len(rows) - 1)
    return Table(
        cells, column_widths(rows), heights, repeatRows=1, style=TableStyle(style), spaceBefore=6, spaceAfter=11
    )


def number_columns(rows: list[list[str]]) -> list[bool]:
    """Which columns hold numbers to compare: not the first one, and not a single one among words."""
    numeric = [
        bool(place) and all(map(NUMBER.fullmatch, column)) for place, column in enumerate(zip(*rows[1:], strict=True))
    ]
    return numeric if sum(numeric) > 1 else [False] * len(numeric)


def cell_style(number: int, row: list[str], to_the_right: bool) -> ParagraphStyle:
    """How a cell of a row is set: heads and totals in bold, numbers to the right."""
    if number == 0:
        return CELL_HEAD_RIGHT if to_the_right else CELL_HEAD
    if row[0] == "Total":
        return CELL_TOTAL_RIGHT if to_the_right else CELL_TOTAL
    return CELL_RIGHT if to_the_right else CELL


def flow(block: Block, above: Block, chapter_style: ParagraphStyle) -> list[Flowable]:
    """Turn a block into what reportlab places on pages; a chart draws the table above it."""
    match block.kind:
        case "chapter":
            placed = [CondPageBreak(45 * mm), Paragraph(block.text, chapter_style)]
        case "section":
            placed = [CondPageBreak(24 * mm), Paragraph(block.text, SECTION)]
        case "table":
            table = pdf_table(block.rows)
            placed = [KeepTogether([table])] if len(block.rows) <= MOST_ROWS_KEPT_TOGETHER else [table]
        case "list":
            placed = [*(Paragraph(line, ITEM, bulletText="•") for line in block.lines), Spacer(0, 4)]
        case "clause":
            text = block.text.removeprefix(block.clause).strip()
            placed = [Paragraph(text, CLAUSE, bulletText=block.clause)]
        case "break":
            placed = [PageBreak()]
        case "chart":
            caption, _, column = block.text.partition(" | ")
            drawn = bar_chart(above.rows, int(column) if column else None, WIDTH)
            placed = [KeepTogether([drawn, Paragraph(caption, CAPTION)])]
        case "notice" | "paragraph":
            placed = [Paragraph(block.text, NOTICE if block.kind == "notice" else BODY)]
    return placed


def page_label(front_pages: int, page: int) -> str:
    """Name a page as its foot and the contents do: roman numbers for the front, then from 1."""
    return "i" * page if page <= front_pages else str(page - front_pages)


class CompanyPaper(BaseDocTemplate):
    """A paper with the company's running head and foot, bookmarks for its headings, and page labels."""

    def __init__(self, target: Path, head: dict[str, str]) -> None:
        super().__init__(
            str(target),
            pagesize=A4,
            invariant=1,
            title=head["title"],
            author=COMPANY,
            subject=head["number"],
            creator=COMPANY,
            lang="en-GB",
        )
        self.head = head
        self.front_pages = FRONT_PAGES if "contents" in head else 0
        inner = Frame(MARGIN, 22 * mm, WIDTH, A4[1] - 46 * mm, 0, 0, 0, 0)
        cover = Frame(MARGIN, 60 * mm, WIDTH, 120 * mm, 0, 0, 0, 0)
        templates = [
            PageTemplate("inner", [inner], onPage=self.draw_frame),
            PageTemplate("cover", [cover], onPage=self.draw_cover),
        ]
        self.addPageTemplates(templates[::-1] if self.front_pages else templates)

    def draw_cover(self, canvas: Canvas, _: BaseDocTemplate) -> None:
        """Paint the band, the mark and the company's name."""
        canvas.addPageLabel(0, style="ROMAN_LOWER", start=1)
        canvas.addPageLabel(self.front_pages, style="ARABIC", start=1)
        canvas.setFillColor(DEEP)
        canvas.rect(0, A4[1] - 75 * mm, A4[0], 75 * mm, stroke=0, fill=1)
        draw_mark(canvas, MARGIN, A4[1] - 48 * mm, 12 * mm)
        canvas.setFillColor(white)
        canvas.setFont("Helvetica-Bold", 20)
        canvas.drawString(MARGIN + 30 * mm, A4[1] - 47 * mm, COMPANY)
        canvas.setFont("Helvetica", 9)
        canvas.setFillColor(TEXT)
        canvas.drawString(MARGIN, 25 * mm, "Tarnholt · Marl Quay · Ostrey")

    def draw_frame(self, canvas: Canvas, _: BaseDocTemplate) -> None:
        """Paint the running head and foot of a page."""
        canvas.setStrokeColor(LINE)
        canvas.setFillColor(DEEP)
        canvas.setFont("Helvetica-Bold", 8)
        canvas.drawString(MARGIN, A4[1] - 15 * mm, COMPANY)
        canvas.setFont("Helvetica", 8)
        canvas.drawRightString(A4[0] - MARGIN, A4[1] - 15 * mm, self.head["title"])
        canvas.line(MARGIN, A4[1] - 17 * mm, A4[0] - MARGIN, A4[1] - 17 * mm)
        canvas.line(MARGIN, 17 * mm, A4[0] - MARGIN, 17 * mm)
        canvas.drawString(MARGIN, 13 * mm, f"{self.head['number']} · {self.head['issue']}")
        canvas.drawRightString(A4[0] - MARGIN, 13 * mm, f"Page {page_label(self.front_pages, canvas.getPageNumber())}")

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802  # reportlab's name for the hook
        """Bookmark each heading and tell the table of contents about it."""
        style = getattr(flowable, "style", None)
        if style not in (CHAPTER, CLAUSE_HEAD, SECTION):
            return
        level, text = int(style is SECTION), flowable.getPlainText()
        self.canv.bookmarkPage(text)
        self.canv.addOutlineEntry(text, text, level)
        if level == 0:
            self.notify("TOCEntry", (level, text, self.page, text))


def draw_mark(canvas: Canvas, left: float, bottom: float, size: float) -> None:
    """Draw the company's mark: three waves over an orange sluice board."""
    canvas.setFillColor(ORANGE)
    canvas.rect(left, bottom - 0.35 * size, 2 * size, 0.22 * size, stroke=0, fill=1)
    canvas.setStrokeColor(white)
    canvas.setLineWidth(0.12 * size)
    for wave in range(3):
        height = bottom + (0.25 + 0.4 * wave) * size
        for half in range(2):
            start = left + half * size
            crests = (start + 0.3 * size, height + 0.3 * size, start + 0.7 * size, height - 0.3 * size)
            canvas.bezier(start, height, *crests, start + size, height)


def front_matter(head: dict[str, str]) -> list[Flowable]:
    """Make a paper's beginning: a cover and a page of contents, or a title above the text."""
    about = [Paragraph(head["title"], TITLE), Paragraph(head["subtitle"], SUBTITLE), Spacer(0, 6 * mm)]
    about += [Paragraph(line, BODY) for line in (f"{head['number']} · {head['issue']}", head["owner"])]
    if "contents" not in head:
        return [*about, Spacer(0, 4 * mm)]
    entry = ParagraphStyle("contents", BODY, leading=15, spaceAfter=0)
    contents = TableOfContents(levelStyles=[entry], dotsMinLevel=0, formatter=partial(page_label, FRONT_PAGES))
    heading = Paragraph("Contents", ParagraphStyle("contents head", CHAPTER))
    return [*about, NextPageTemplate("inner"), PageBreak(), heading, contents, Spacer(0, 8 * mm)]


def build_pdf(source: Path, target: Path) -> None:
    """Set a source as a PDF."""
    head, blocks = read_source(source)
    chapter_style = CHAPTER if "contents" in head else CLAUSE_HEAD
    story = front_matter(head)
    for above, block in pairwise([blocks[0], *blocks]):
        if "contents" in head and block.kind == "chapter":
            story.append(PageBreak())
        story += flow(block, above, chapter_style)
    CompanyPaper(target, head).multiBuild(story)
