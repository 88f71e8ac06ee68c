import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from ingest.parse import ParseError


@pytest.fixture
def parse_docx(parse, tmp_path):
    def parse_built(build: Callable[[Document], object]):
        document = docx.Document()
        build(document)
        path = tmp_path / "a.docx"
        document.save(str(path))
        return parse(path)

    return parse_built


def add_xml(document: Document, xml: str) -> None:
    document.element.body.insert(0, parse_xml(xml.replace(">", f" {nsdecls('w')}>", 1)))


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def text_of(parsed) -> str:
    return "\n".join(page.text for page in parsed.pages)


def test_headings_become_sections_and_styles_give_their_levels(parse_docx):
    def build(document: Document) -> None:
        document.add_heading("Deed", 0)
        document.add_paragraph("Of 1912.")
        document.add_heading("Rent", 2)
        document.add_paragraph("High.")

    parsed = parse_docx(build)
    assert [page.label for page in parsed.pages] == ["Deed", "Rent"]
    assert [page.text for page in parsed.pages] == ["Deed\n\nOf 1912.", "Rent\n\nHigh."]
    assert [page.headings[0].level for page in parsed.pages] == [1, 2]


def test_numbers_of_lists_and_clauses_are_read(parse_docx):
    def build(document: Document) -> None:
        document.add_paragraph("to pay", style="List Number")
        document.add_paragraph("to mend", style="List Number")
        document.add_paragraph("a key", style="List Bullet")

    assert text_of(parse_docx(build)) == "1. to pay\n2. to mend\n- a key"


def test_tables_are_read_as_rows_in_their_place(parse_docx):
    def build(document: Document) -> None:
        document.add_paragraph("before")
        table = document.add_table(rows=2, cols=3)
        for index, text in enumerate(["A", "B", "C", "1", "2 | 3", "4"]):
            table.cell(index // 3, index % 3).text = text
        table.cell(1, 0).merge(table.cell(1, 1))
        document.add_paragraph("after")

    assert text_of(parse_docx(build)) == "before\n\n| A | B | C |\n| 1 2 / 3 | 4 |\n\nafter"


def test_headers_and_footers_are_read_once(parse_docx):
    def build(document: Document) -> None:
        document.add_paragraph("text")
        for _ in range(2):
            section = document.add_section()
            section.header.is_linked_to_previous = False
            section.header.paragraphs[0].text = "Confidential"

    assert text_of(parse_docx(build)) == "Confidential\n\ntext"


def test_metadata_is_read(parse_docx):
    def build(document: Document) -> None:
        document.core_properties.title = "The  lease"
        document.core_properties.author = "A. Clerk"
        document.add_paragraph("text")

    parsed = parse_docx(build)
    assert parsed.title == "The lease"
    assert ("author", "A. Clerk") in parsed.metadata


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        pytest.param(f"<w:sdt><w:sdtContent><w:p>{run('in')}</w:p></w:sdtContent></w:sdt>", "in", id="control"),
        pytest.param(f"<w:p><w:ins>{run('new')}</w:ins></w:p>", "new", id="inserted"),
        pytest.param("<w:p><w:del><w:r><w:delText>old</w:delText></w:r></w:del></w:p>", "", id="deleted"),
        pytest.param(f"<w:p><w:hyperlink>{run('link')}</w:hyperlink></w:p>", "link", id="link"),
        pytest.param("<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r></w:p>", "a b\nc", id="tab"),
        pytest.param("<w:p><w:r><w:instrText>PAGE</w:instrText><w:t>7</w:t></w:r></w:p>", "7", id="field"),
        pytest.param("<w:p><w:r><w:t>co</w:t><w:noBreakHyphen/><w:t>op</w:t></w:r></w:p>", "co-op", id="hyphen"),
        pytest.param(
            f"<w:p>{run('a')}<w:r><w:pict><w:txbxContent><w:p>{run('box')}</w:p></w:txbxContent></w:pict></w:r></w:p>",
            "a\n\nbox",
            id="text_box",
        ),
    ],
)
def test_what_a_reader_sees_is_kept(parse_docx, xml, expected):
    assert text_of(parse_docx(lambda document: add_xml(document, xml))) == expected


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b"words", "damaged or not a Word document", id="text"),
        pytest.param(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512), "needs a password or is of Word 2003", id="ole"),
        pytest.param(b"PK\x03\x04" + bytes(100), "damaged or not a Word document", id="half_a_zip"),
    ],
)
def test_what_is_no_word_document_says_so(parse, tmp_path, content, reason):
    path = tmp_path / "a.docx"
    path.write_bytes(content)
    with pytest.raises(ParseError, match=f"a.docx: .*{reason}"):
        parse(path)


def test_another_package_says_so(parse, tmp_path):
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(ParseError, match="damaged or not a Word document"):
        parse(path)


def test_the_strict_variant_says_how_to_save_it(parse, tmp_path):
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("_rels/.rels", '<Relationship Type="http://purl.oclc.org/ooxml/officeDocument"/>')
    with pytest.raises(ParseError, match=r"saved as Strict Open XML\. In Word, save it"):
        parse(path)


def test_a_bomb_is_refused_before_it_is_unpacked(parse, tmp_path):
    path: Path = tmp_path / "bomb.docx"
    buffer = io.BytesIO()
    docx.Document().save(buffer)
    path.write_bytes(buffer.getvalue())
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package, package.open("word/more.xml", "w") as part:
        for _ in range(130):
            part.write(bytes(1 << 20))
    with pytest.raises(ParseError, match=r"bomb\.docx: it unpacks to more"):
        parse(path)
