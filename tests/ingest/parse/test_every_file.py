"""Every document of the test data ends as pages or with a reason."""

from pathlib import Path

import pytest

from ingest.embedders.fake import FakeEmbedder
from ingest.parse import MEDIA_TYPES
from ingest.sandbox import ParseError, Sandbox

pytestmark = pytest.mark.long

FOLDERS = (
    "contoso_hr",
    "financebench",
    "handbook_18f",
    "handbook_basecamp",
    "needle",
    "office_docling",
    "office_markitdown",
    "pdf_benchmarks",
    "pdf_pdfjs",
    "pdf_pdfplumber",
    "pdf_pypdf",
    "pdf_sample_files",
)


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.timeout(1200)
def test_every_document_ends_as_pages_or_with_a_reason(test_data, tmp_path, folder):
    embedder = FakeEmbedder(tmp_path)
    sandbox = Sandbox(embedder.tokenizer_path, embedder.prefix, embedder.max_tokens)
    files = [file for file in sorted((test_data / folder).rglob("*")) if file.suffix.lower() in MEDIA_TYPES]
    reasons = {str(file): read(sandbox, file) for file in files}
    sandbox.close()
    unclear = {name: reason for name, reason in reasons.items() if "could not be read" in reason}
    failed = [name for name, reason in reasons.items() if reason and "password" not in reason]
    assert files, f"{folder} holds no document"
    assert not unclear
    assert len(failed) * 20 <= len(files), failed


def read(sandbox: Sandbox, file: Path) -> str:
    """Reason why a file cannot be read, "" where its chunks cover its text."""
    try:
        parsed, chunks = sandbox.parse(file, MEDIA_TYPES[file.suffix.lower()], file.name)
    except ParseError as error:
        return error.reason
    text = "\n".join(page.text for page in parsed.pages)
    assert all(text[chunk.start : chunk.end] == chunk.text for chunk in chunks), file.name
    assert "".join("".join(chunk.text.split()) for chunk in chunks) == "".join(text.split()), file.name
    return ""
