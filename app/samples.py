"""Where the sample documents of an invented company lie: in the wheel, or in the source tree beside this package."""

from pathlib import Path

SUPPORTED = (".pdf", ".docx", ".md", ".html", ".txt")


def sample_files() -> list[Path]:
    """The sample documents, in name order; the script that builds them and their questions are left out."""
    return sorted(file for file in _folder().iterdir() if file.suffix in SUPPORTED and file.name != "README.md")


def recorded_comparison() -> Path | None:
    """The comparison over the sample documents that was recorded with a real model; None where there is none."""
    file = _folder() / "recorded" / "compare.json"
    return file if file.is_file() else None


def _folder() -> Path:
    installed = Path(__file__).parent / "sample_docs"
    return installed if installed.is_dir() else Path(__file__).parent.parent / "sample_docs"
