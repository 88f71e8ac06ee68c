from pathlib import Path

import pytest
from pypdf import PdfWriter
from pypdf.annotations import FreeText
from pypdf.constants import PageLabelStyle
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, StreamObject

from ingest.parse import PDF, ParseError, PasswordNeeded, parse_file
from ingest.parse.pdf import unlock_pdf


def test_pages_come_in_order_with_their_places_in_the_document(write_text_pdf, parse):
    parsed = parse(write_text_pdf("First page.", "Second page.", "Third page."))
    assert [(page.number, page.text, page.state) for page in parsed.pages] == [
        (1, "First page.", "text"),
        (2, "Second page.", "text"),
        (3, "Third page.", "text"),
    ]
    document = "\n".join(page.text for page in parsed.pages)
    assert all(document[page.start :].startswith(page.text) for page in parsed.pages)


def test_progress_is_told_after_every_page(write_text_pdf, parse):
    told = []
    parse(write_text_pdf("a1", "b2"), on_page=lambda done, total: told.append((done, total)))
    assert told == [(1, 2), (2, 2)]


def test_wrapped_lines_become_a_paragraph_and_gaps_part_paragraphs(write_text_pdf, parse):
    text = (
        "The house keeps its papers in one strong room, and whoever needs\n"
        "one of them asks the keeper for it by name and by year.\n"
        "\n"
        "Nothing leaves the room without a receipt.\n"
    )
    assert parse(write_text_pdf(text)).pages[0].text == (
        "The house keeps its papers in one strong room, and whoever needs one of them asks the keeper for it by name "
        "and by year.\n\nNothing leaves the room without a receipt."
    )


def test_rows_of_figures_and_list_items_stay_lines(write_text_pdf, parse):
    text = "Rent 1,200 1,300 1,450\nWater 80 85 (90)\n- bring the key\n- sign the book"
    assert parse(write_text_pdf(text)).pages[0].text == text


def test_words_divided_at_line_ends_are_joined_and_compounds_keep_their_hyphen(write_text_pdf, parse):
    text = (
        "The long-term keeper of the muniment room has to see the whole regis-\n"
        "ter of the house once a year, and will then make a new and also long-\n"
        "term plan for it."
    )
    page = parse(write_text_pdf(text)).pages[0].text
    assert "whole register of the house" in page
    assert "also long-term plan" in page


def test_lines_in_larger_letters_are_headings(make_pdf, parse):
    page = [(24, 72, 740, "Tenancy"), (11, 72, 700, "The tenant pays."), (14, 72, 660, "Notice"), (11, 72, 630, "Two.")]
    (only,) = parse(make_pdf([page])).pages
    assert [(heading.level, heading.title) for heading in only.headings] == [(1, "Tenancy"), (3, "Notice")]
    assert [only.text[heading.offset :].split("\n")[0] for heading in only.headings] == ["Tenancy", "Notice"]


def test_a_title_that_runs_over_the_pages_is_no_heading(make_pdf, parse):
    pages = [
        [(24, 72, 740, "House & Co"), (14, 72, 700, f"Part {n}"), (11, 72, 660, "So much more text here.")]
        for n in range(5)
    ]
    assert [[heading.title for heading in page.headings] for page in parse(make_pdf(pages)).pages] == [
        [f"Part {number}"] for number in range(5)
    ]


def test_the_outline_gives_the_headings_where_there_is_one(write_text_pdf, parse):
    def finish(writer: PdfWriter) -> None:
        part = writer.add_outline_item("Rent", 0)
        writer.add_outline_item("1.1 When it is due", 1, parent=part)

    parsed = parse(write_text_pdf("Rent\n\nIt is high.", "1.1 When it is due\n\nMondays.", finish=finish))
    assert parsed.outline == ((1, "Rent", 1), (2, "1.1 When it is due", 2))
    assert [(page.headings[0].level, page.headings[0].title) for page in parsed.pages] == [
        (1, "Rent"),
        (2, "1.1 When it is due"),
    ]


def test_page_labels_and_metadata_are_read(write_text_pdf, parse):
    def finish(writer: PdfWriter) -> None:
        writer.set_page_label(0, 1, style=PageLabelStyle.LOWERCASE_ROMAN)
        writer.set_page_label(2, 2, style=PageLabelStyle.DECIMAL, start=1)
        writer.add_metadata({"/Title": "Deed of  1912", "/Author": "A. Clerk"})

    parsed = parse(write_text_pdf("a", "b", "c", finish=finish))
    assert [page.label for page in parsed.pages] == ["i", "ii", "1"]
    assert parsed.title == "Deed of 1912"
    assert ("Author", "A. Clerk") in parsed.metadata


def test_pages_without_text_are_empty_and_the_others_kept(write_text_pdf, parse):
    parsed = parse(write_text_pdf("words", "", "...", "more"))
    assert [page.state for page in parsed.pages] == ["text", "empty", "empty", "text"]


def test_pages_that_cannot_be_found_fail_alone(write_text_pdf, parse):
    def finish(writer: PdfWriter) -> None:
        writer.root_object["/Pages"][NameObject("/Count")] = NumberObject(4)

    parsed = parse(write_text_pdf("words", "more", finish=finish))
    assert [page.state for page in parsed.pages] == ["text", "text", "failed", "failed"]


@pytest.mark.parametrize("algorithm", ["RC4-40", "RC4-128", "AES-128", "AES-256"])
def test_a_file_that_only_its_owner_locked_opens(write_text_pdf, parse, algorithm):
    path = write_text_pdf("open", finish=lambda writer: writer.encrypt("", "owner", algorithm=algorithm))
    assert parse(path).pages[0].text == "open"


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-256"])
def test_a_file_locked_for_its_readers_says_that_it_needs_a_password(write_text_pdf, parse, algorithm):
    path = write_text_pdf("secret", finish=lambda writer: writer.encrypt("user", "owner", algorithm=algorithm))
    with pytest.raises(ParseError, match=r"made\.pdf: it needs a password"):
        parse(path)
    with pytest.raises(ParseError, match="password is not the right one"):
        parse(path, password="wrong")
    assert parse(path, password="user").pages[0].text == "secret"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(200), id="a_picture"),
        pytest.param(b"Just words", id="text"),
        pytest.param(b"%PDF-1.7\n", id="a_header_only"),
        pytest.param(b"%PDF-1.7\ntrailer << /Root 1 0 R >>\n%%EOF", id="no_objects"),
        pytest.param(b"%PDF-1.7\n1 0 obj\n" + b"[" * 100_000, id="endless_nesting"),
    ],
)
def test_what_is_no_pdf_says_so(tmp_path, content):
    path = tmp_path / "fake.pdf"
    path.write_bytes(content)
    with pytest.raises(ParseError, match=r"damaged or not a PDF.*print it as a new PDF"):
        parse_file(path, PDF, "fake.pdf")


def test_a_pdf_cut_short_keeps_what_can_be_found(write_text_pdf, parse):
    path = write_text_pdf("words that stay", "and others")
    path.write_bytes(path.read_bytes()[:-12])
    assert parse(path).pages[0].text == "words that stay"


def test_what_was_written_over_a_page_is_read(write_text_pdf, parse):
    path = write_text_pdf("Name:", finish=_write_over)
    assert parse(path).pages[0].text == "Name: Ada Lovelace"


def _write_over(writer: PdfWriter) -> None:
    """Add a free text with its appearance, as viewers save it."""
    look = StreamObject()
    look.set_data(b"BT /F1 11 Tf 0 0 Td (Ada Lovelace) Tj ET")
    look.update(
        {
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): ArrayObject(map(NumberObject, (0, 0, 180, 30))),
            NameObject("/Resources"): writer.pages[0]["/Resources"],
        }
    )
    note = FreeText(text="Ada Lovelace", rect=(120, 740, 300, 770))
    note[NameObject("/AP")] = DictionaryObject({NameObject("/N"): writer._add_object(look)})
    writer.add_annotation(0, note)


def test_a_turned_page_reads_as_it_is_shown(write_text_pdf, parse):
    text = "One line that is rather long so that it is full\nand goes on in this one."
    turned = write_text_pdf(text, finish=lambda writer: writer.pages[0].rotate(180), name="turned.pdf")
    assert "it is full" in parse(turned).pages[0].text


def test_parsing_the_same_file_twice_gives_the_same(write_text_pdf, parse):
    path: Path = write_text_pdf("Same\n\nas before.")
    assert parse(path) == parse(path)


def _locked(write_text_pdf):
    return write_text_pdf("secret", finish=lambda writer: writer.encrypt("user", algorithm="AES-256"))


@pytest.mark.parametrize("refused_by_pdfium", [False, True])
def test_a_copy_that_opens_without_the_password_is_written(
    write_text_pdf, parse, tmp_path, monkeypatch, refused_by_pdfium
):
    path, copy = _locked(write_text_pdf), tmp_path / "copy.pdf"
    if refused_by_pdfium:  # as it does with some files, though the password is right

        def refuse(path, name, password):
            raise PasswordNeeded(name, "the password is not the right one.")

        monkeypatch.setattr("ingest.parse.pdf.open_pdf", refuse)
    assert unlock_pdf(path, copy, "made.pdf", "user")
    monkeypatch.undo()
    assert parse(copy).pages[0].text == "secret"
    assert b"/Encrypt" not in copy.read_bytes()


def test_no_copy_is_written_with_a_wrong_password(write_text_pdf, tmp_path):
    with pytest.raises(PasswordNeeded, match="not the right one"):
        unlock_pdf(_locked(write_text_pdf), tmp_path / "copy.pdf", "made.pdf", "wrong")
    assert not (tmp_path / "copy.pdf").exists()
