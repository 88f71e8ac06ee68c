"""Parse: a file becomes pages of text, or the reason why not. One module a format family."""

from collections.abc import Callable
from pathlib import Path

from ingest.parse.errors import ParseError, PasswordNeeded
from vectorstore.types import ParsedDocument

__all__ = [
    "DOCX",
    "HTML",
    "MARKDOWN",
    "MEDIA_TYPES",
    "PDF",
    "PLAIN",
    "READER_VERSION",
    "ParseError",
    "PasswordNeeded",
    "parse_file",
]

READER_VERSION = "tables-1"
"""Goes up when the text of files is read otherwise: rooms of before are then offered to be read again."""

PDF = "application/pdf"
MARKDOWN = "text/markdown"
PLAIN = "text/plain"
HTML = "text/html"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

MEDIA_TYPES = {
    ".pdf": PDF,
    ".md": MARKDOWN,
    ".markdown": MARKDOWN,
    ".txt": PLAIN,
    ".text": PLAIN,
    ".html": HTML,
    ".htm": HTML,
    ".docx": DOCX,
}
"""Media type by file ending, in lower case with its dot."""


def parse_file(
    path: Path,
    media_type: str,
    name: str,
    password: str | None = None,
    on_page: Callable[[int, int], None] = lambda _done, _total: None,
) -> ParsedDocument:
    """Read the file at `path` as `media_type`; `name` is what people call it.

    `on_page(done, total)` is called after every page of a PDF, once for other formats. Raises ParseError.
    """
    # Each family imports its own library only when it is asked: a worker that reads PDFs does without the others.
    match media_type:
        case "application/pdf":
            from ingest.parse.pdf import parse_pdf

            return parse_pdf(path, name, password, on_page)
        case "text/markdown":
            from ingest.parse.markdown import parse_markdown

            parsed = parse_markdown(path, name)
        case "text/html":
            from ingest.parse.html import parse_html

            parsed = parse_html(path, name)
        case "text/plain":
            from ingest.parse.plain import parse_plain

            parsed = parse_plain(path, name)
        case _:
            from ingest.parse.docx import parse_docx

            parsed = parse_docx(path, name)
    on_page(len(parsed.pages), len(parsed.pages))
    return parsed
