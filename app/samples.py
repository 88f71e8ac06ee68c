"""Where the sample documents of an invented company lie: in the wheel, or in the source tree beside this package."""

from pathlib import Path

SUPPORTED = (".pdf", ".docx", ".md", ".html", ".txt")


def sample_files() -> list[Path]:
    """The sample documents, in name order; the script that builds them and their questions are left out."""
    return sorted(file for file in _folder().iterdir() if file.suffix in SUPPORTED and file.name != "README.md")


def sample_questions() -> Path:
    """The questions whose answers in the sample documents are known: JSON lines."""
    return _folder() / "questions.jsonl"


def recorded_file(name: str) -> Path | None:
    """What was recorded with a real model over the sample documents; None where it does not come with this program."""
    file = _folder() / "recorded" / name
    return file if file.is_file() else None


def _folder() -> Path:
    installed = Path(__file__).parent / "sample_docs"
    return installed if installed.is_dir() else Path(__file__).parent.parent / "sample_docs"
