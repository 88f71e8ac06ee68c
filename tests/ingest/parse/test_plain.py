import pytest

from ingest.parse import ParseError
from ingest.parse.plain import decode


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_the_encoding_is_found(encoding):
    text = "Müller & Söhne: 100 € “net”.\n"
    assert decode(text.encode(encoding)) == text


def test_every_byte_can_be_read_somehow():
    assert len(decode(bytes(range(1, 256)))) == 255


def parsed_text(parse, tmp_path, content: bytes) -> str:
    path = tmp_path / "a.txt"
    path.write_bytes(content)
    return "\n".join(page.text for page in parse(path).pages)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param("One\r\n\r\n\r\ntwo", "One\n\ntwo", id="paragraphs"),
        pytest.param("Short\nlines\nstay", "Short\nlines\nstay", id="short_lines"),
        pytest.param(
            "The house keeps its papers in one strong room,\nand whoever needs one of them asks the keeper\nfor it.",
            "The house keeps its papers in one strong room, and whoever needs one of them asks the keeper for it.",
            id="wrapped",
        ),
        pytest.param(
            "The house keeps its papers in one strong room\n- item one is a long one and goes to the end",
            "The house keeps its papers in one strong room\n- item one is a long one and goes to the end",
            id="list",
        ),
        pytest.param("a\x0cb", "a\n\nb", id="form_feed"),
    ],
)
def test_paragraphs_are_kept_and_wrapped_lines_joined(parse, tmp_path, content, expected):
    assert parsed_text(parse, tmp_path, content.encode()) == expected


def test_a_long_text_is_cut_into_sections_at_paragraphs(parse, tmp_path):
    path = tmp_path / "long.txt"
    path.write_text("\n\n".join(f"Paragraph {number}. " + "word " * 100 for number in range(60)))
    pages = parse(path).pages
    assert len(pages) > 4
    assert all(page.text.startswith("Paragraph") and len(page.text) <= 6000 for page in pages)
    assert [page.number for page in pages] == list(range(1, len(pages) + 1))


def test_a_giant_word_is_cut_hard(parse, tmp_path):
    text = parsed_text(parse, tmp_path, b"x" * 20_000)
    assert text.replace("\n", "") == "x" * 20_000


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" * 20, bytes(range(32)) * 50])
def test_what_is_not_text_says_so(parse, tmp_path, content):
    with pytest.raises(ParseError, match=r"a\.txt: it is not text"):
        parsed_text(parse, tmp_path, content)


def test_a_text_without_words_has_no_pages(parse, tmp_path):
    assert parsed_text(parse, tmp_path, b" \n --- \n ...") == ""


def test_a_text_too_large_to_be_a_document_is_refused(parse, tmp_path, monkeypatch):
    monkeypatch.setattr("ingest.parse.plain.LARGEST_TEXT", 1 << 20)
    with pytest.raises(ParseError, match="larger than 1 MB of text"):
        parsed_text(parse, tmp_path, b"a" * ((1 << 20) + 1))
