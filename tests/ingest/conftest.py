"""Documents made for the tests, and the means to count tokens without a model."""

import io
import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from ingest.parse import MEDIA_TYPES, parse_file
from vectorstore.types import ParsedDocument

MakePdf = Callable[..., Path]


@pytest.fixture
def test_data() -> Path:
    folder = os.environ.get("MUNIMENT_TEST_DATA")
    if not folder:
        pytest.skip("MUNIMENT_TEST_DATA does not say where the test data is")
    return Path(folder)


@pytest.fixture
def count_words() -> Callable[[list[str]], list[int]]:
    """Count as a simple embedder would: a token for each word or mark, and two special ones."""
    return lambda texts: [len(re.findall(r"\w+|[^\w\s]", text)) + 2 for text in texts]


@pytest.fixture
def parse() -> Callable[..., ParsedDocument]:
    return lambda path, **options: parse_file(path, MEDIA_TYPES[path.suffix], path.name, **options)


@pytest.fixture
def make_pdf(tmp_path: Path) -> MakePdf:
    """Write a PDF: a list of (size, x, y, text) a page; `finish` may work on the pypdf writer before it is saved."""

    def make(
        pages: Sequence[Sequence[tuple[float, float, float, str]]],
        name: str = "made.pdf",
        finish: Callable[[PdfWriter], object] = lambda _writer: None,
    ) -> Path:
        writer = PdfWriter(clone_from=PdfReader(io.BytesIO(_pdf([_content(page) for page in pages]))))
        finish(writer)
        path = tmp_path / name
        writer.write(path)
        return path

    return make


@pytest.fixture
def write_text_pdf(make_pdf: MakePdf) -> MakePdf:
    """Write a PDF of plain lines, 14 points apart; an empty line is a gap, a page without lines has no text."""

    def make(*pages: str, **options: object) -> Path:
        placed = [
            [(11.0, 72.0, 740.0 - 14 * row, line) for row, line in enumerate(page.split("\n")) if line]
            for page in pages
        ]
        return make_pdf(placed, **options)

    return make


def _content(lines: Sequence[tuple[float, float, float, str]]) -> bytes:
    shown = []
    for size, x, y, text in lines:
        escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        shown.append(f"BT /F1 {size} Tf {x} {y} Td ({escaped}) Tj ET")
    return "\n".join(shown).encode("cp1252")


def _pdf(contents: Sequence[bytes]) -> bytes:
    kids = " ".join(f"{4 + 2 * index} 0 R" for index in range(len(contents)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for index, content in enumerate(contents):
        page = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {5 + 2 * index} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        objects += [page.encode(), b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)]
    return _assembled(objects)


def _assembled(objects: Sequence[bytes]) -> bytes:
    file = bytearray(b"%PDF-1.7\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(file)
    file += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    file += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    file += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(file)
