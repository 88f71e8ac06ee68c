"""Word documents: what a reader sees, headings as sections, tables as rows; also headers, footnotes and text boxes.

python-docx opens the package and knows the styles. The body is read element by element, since python-docx's own
paragraphs leave out content controls, tracked insertions and text boxes.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.opc.oxml import parse_xml
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement as Element

from ingest.parse.characters import one_line
from ingest.parse.docx_numbering import Numbered, Numbering
from ingest.parse.errors import ParseError
from ingest.parse.sections import Block, sections, table_row
from vectorstore.types import ParsedDocument

LARGEST_PACKAGE = 512 << 20
"""Bytes that all parts of a document may have together, unpacked."""
LARGEST_PART = 128 << 20
"""Bytes that one part of text may have, unpacked: in memory it takes ten times as much."""
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # the container of .doc files and of encrypted .docx files
_STRICT = b"http://purl.oclc.org/ooxml"  # what the strict variant of the format calls its parts; python-docx does not
_HEADING_STYLE = re.compile(r"heading (\d)", re.IGNORECASE)
_METADATA = ("title", "author", "subject", "keywords", "category", "comments", "language", "last_modified_by")


def parse_docx(path: Path, name: str) -> ParsedDocument:
    """Read a Word document. Raises ParseError, also for one that unpacks to more than memory should hold."""
    _check_package(path, name)
    try:
        document = docx.Document(str(path))
    except (PackageNotFoundError, KeyError, ValueError, SyntaxError, zipfile.BadZipFile) as error:
        raise ParseError(name, "it is damaged or not a Word document. Open it in Word and save it anew.") from error
    metadata = _metadata(document)
    reader = _Reader(_styles(document), Numbering(_numbering_definitions(document)))
    blocks = [*_headers(document, reader), *reader.blocks(document.element.body), *_notes(document, reader)]
    return ParsedDocument(sections(blocks), dict(metadata).get("title", ""), metadata=metadata)


def _check_package(path: Path, name: str) -> None:
    with path.open("rb") as file:
        if file.read(len(_OLE)) == _OLE:
            raise ParseError(
                name,
                "it needs a password or is of Word 2003 or older. Save it as .docx without a password, and add that.",
            )
    try:
        with zipfile.ZipFile(path) as package:
            parts = package.infolist()
            strict = _STRICT in package.read("_rels/.rels") if "_rels/.rels" in package.namelist() else False
    except zipfile.BadZipFile as error:
        raise ParseError(name, "it is damaged or not a Word document. Open it in Word and save it anew.") from error
    if strict:
        raise ParseError(
            name, "it is saved as Strict Open XML. In Word, save it as the usual Word document, and add that."
        )
    largest = max((part.file_size for part in parts if part.filename.endswith((".xml", ".rels"))), default=0)
    if largest > LARGEST_PART or sum(part.file_size for part in parts) > LARGEST_PACKAGE:
        raise ParseError(
            name, "it unpacks to more than a document should hold. Split it, if you trust where it is from."
        )


def _metadata(document: Document) -> tuple[tuple[str, str], ...]:
    relations = document.part.package.rels.values()
    if not any(relation.reltype == RELATIONSHIP_TYPE.CORE_PROPERTIES for relation in relations):
        return ()  # python-docx would make some up
    properties = document.core_properties
    stated = [(key, one_line(str(getattr(properties, key) or ""))) for key in _METADATA]
    for key in ("created", "modified"):
        moment = getattr(properties, key)
        stated.append((key, moment.isoformat() if moment else ""))
    return tuple((key, value) for key, value in stated if value)


@dataclass(frozen=True, slots=True)
class _Style:
    """What a paragraph style says of its paragraphs: heading level (0 is none) and numbering."""

    level: int = 0
    numbered: Numbered | None = None


def _styles(document: Document) -> dict[str, _Style]:
    """Styles by their ids; a style has what it does not say itself from the one that it is based on."""
    styles: dict[str, _Style] = {}
    for element in document.styles.element.iter(qn("w:style")):
        properties = element.find(qn("w:pPr"))
        based = styles.get(_value(element.find(qn("w:basedOn"))), _Style())
        level = _named_level(_value(element.find(qn("w:name")))) or _outline_level(properties)
        styles[element.get(qn("w:styleId"))] = _Style(
            based.level if level is None else level, _numbered(properties, based.numbered)
        )
    return styles


def _named_level(name: str) -> int | None:
    heading = _HEADING_STYLE.fullmatch(name)
    if heading:
        return int(heading.group(1))
    return 1 if name.lower() == "title" else None


def _outline_level(properties: Element | None) -> int | None:
    outline = None if properties is None else properties.find(qn("w:outlineLvl"))
    if outline is None:
        return None
    return (int(_value(outline) or 9) + 1) % 10  # 9 is body text


def _numbered(properties: Element | None, inherited: Numbered | None) -> Numbered | None:
    stated = None if properties is None else properties.find(qn("w:numPr"))
    if stated is None:
        return inherited
    number_id = _value(stated.find(qn("w:numId"))) or (inherited.number_id if inherited else "")
    depth = _value(stated.find(qn("w:ilvl"))) or (str(inherited.depth) if inherited else "0")
    return Numbered(number_id, int(depth)) if number_id not in ("", "0") else None


def _value(element: Element | None) -> str:
    return "" if element is None else str(element.get(qn("w:val")) or "")


def _numbering_definitions(document: Document) -> Element | None:
    for relation in document.part.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.NUMBERING and not relation.is_external:
            return relation.target_part.element
    return None


def _headers(document: Document, reader: "_Reader") -> Iterator[Block]:
    """Give what stands in the headers and footers of the pages, each wording once."""
    said: set[str] = set()
    for section in document.sections:
        for part in (section.first_page_header, section.header, section.footer, section.first_page_footer):
            if part.is_linked_to_previous:
                continue
            for block in reader.blocks(part._element):  # the content controls in it have no other door
                if block.text not in said:
                    said.add(block.text)
                    yield Block(block.text, tight=True)


def _notes(document: Document, reader: "_Reader") -> Iterator[Block]:
    """Give footnotes and endnotes, after the text that they belong to."""
    for relation in document.part.rels.values():
        if relation.is_external or relation.reltype not in (RELATIONSHIP_TYPE.FOOTNOTES, RELATIONSHIP_TYPE.ENDNOTES):
            continue
        for note in parse_xml(relation.target_part.blob):
            if note.get(qn("w:type")) is None:  # the others are the lines that part notes from text
                yield from reader.blocks(note)


class _Reader:
    """Turns the elements of a story (body, header, note) into blocks."""

    def __init__(self, styles: dict[str, _Style], numbering: Numbering) -> None:
        self._styles = styles
        self._numbering = numbering

    def blocks(self, story: Element) -> Iterator[Block]:
        """Give the blocks of a story in order, those inside content controls and text boxes too."""
        for element in story:
            if element.tag == qn("w:p"):
                yield self._paragraph(element)
                for box in _text_boxes(element):
                    yield from self.blocks(box)
            elif element.tag == qn("w:tbl"):
                yield from self._table(element)
            elif element.tag in _WRAPPERS:
                yield from self.blocks(element)

    def _paragraph(self, paragraph: Element) -> Block:
        text = _text(paragraph)
        properties = paragraph.find(qn("w:pPr"))
        named = "" if properties is None else _value(properties.find(qn("w:pStyle")))
        style = self._styles.get(named, _Style())
        outline = _outline_level(properties)
        level = style.level if outline is None else outline
        numbered = _numbered(properties, style.numbered)
        if numbered is None or not text.strip():
            return Block(text, level)
        label = self._numbering.label(numbered)
        return Block(f"{label} {text}" if label else text, level, tight=level == 0)

    def _table(self, table: Element) -> Iterator[Block]:
        for index, row in enumerate(_children(table, "w:tr")):
            cells = [self._cell(cell) for cell in _children(row, "w:tc") if not _continues_merge(cell)]
            yield Block(table_row(cells), tight=index > 0)

    def _cell(self, cell: Element) -> str:
        return " ".join(block.text for block in self.blocks(cell))


_WRAPPERS = frozenset(
    qn(tag) for tag in ("w:sdt", "w:sdtContent", "w:customXml", "w:ins", "w:moveTo", "w:smartTag", "w:txbxContent")
)
_ALTERNATIVE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_NOT_READ = frozenset((qn("w:del"), qn("w:moveFrom"), qn("w:txbxContent"), _ALTERNATIVE, qn("w:instrText")))


def _children(element: Element, tag: str) -> Iterator[Element]:
    for child in element:
        if child.tag == qn(tag):
            yield child
        elif child.tag in _WRAPPERS:
            yield from _children(child, tag)


def _continues_merge(cell: Element) -> bool:
    merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
    return merge is not None and merge.get(qn("w:val"), "continue") == "continue"


def _text(paragraph: Element) -> str:
    """Words of a paragraph: inserted ones too, deleted ones and those of text boxes not."""
    parts: list[str] = []
    for element in paragraph:
        if element.tag in (qn("w:t"), qn("m:t")):
            parts.append(element.text or "")
        elif element.tag in (qn("w:tab"), qn("w:ptab")):
            parts.append(" ")
        elif element.tag in (qn("w:br"), qn("w:cr")):
            parts.append("\n")
        elif element.tag == qn("w:noBreakHyphen"):
            parts.append("-")
        elif element.tag not in _NOT_READ and element.tag != qn("w:pPr"):
            parts.append(_text(element))
    return "".join(parts)


def _text_boxes(paragraph: Element) -> Iterator[Element]:
    for box in paragraph.iter(qn("w:txbxContent")):
        alternative = next(box.iterancestors(_ALTERNATIVE), None)
        if alternative is None and next(box.iterancestors(qn("w:p")), None) is paragraph:
            yield box
