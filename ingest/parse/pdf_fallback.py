"""The text of PDFs and pages that PDFium cannot open, by pypdf."""

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.parse.errors import ParseError

if TYPE_CHECKING:
    from pypdf import PdfReader


def unlock_with_fallback(path: Path, target: Path, password: str) -> bool:
    """Write a copy of a PDF that opens without a password; false where pypdf does not take the password either."""
    from pypdf import PdfReader, PdfWriter  # here, as below
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(path, strict=False)
        if not reader.decrypt(password):
            return False
        PdfWriter(clone_from=reader).write(target)
    except PyPdfError:
        return False
    return True


class FallbackReader:
    """Opens a PDF with pypdf the first time that it is asked."""

    def __init__(self, path: Path, name: str, password: str | None) -> None:
        self._path = path
        self._name = name
        self._password = password or ""
        self._reader: PdfReader | None = None

    def count_pages(self) -> int:
        """Count the pages. Raises ParseError where pypdf cannot open the file either."""
        try:
            count = len(self._open().pages)
        except Exception as error:  # pypdf raises whatever a damaged file makes it stumble over
            raise self._damaged() from error
        if count == 0:
            raise self._damaged()
        return count

    def page_text(self, index: int) -> str | None:
        """Text of a page (counted from 0), None where pypdf cannot read it either."""
        try:
            return self._open().pages[index].extract_text()
        except Exception:  # noqa: BLE001  # as above; a page lost is reported, the others are kept
            return None

    def _open(self) -> "PdfReader":
        if self._reader is None:
            from pypdf import PdfReader  # here, since its import takes half a second and few files need it

            logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its warnings quote the document
            self._reader = PdfReader(self._path, strict=False)
            if self._reader.is_encrypted:
                self._reader.decrypt(self._password)
        return self._reader

    def _damaged(self) -> ParseError:
        return ParseError(
            self._name, "it is damaged or not a PDF. Open it in a PDF viewer and print it as a new PDF, then add that."
        )
