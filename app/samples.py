"""Where the sample documents of an invented company lie: in the wheel, or in the source tree beside this package."""

from pathlib import Path

SUPPORTED = (".pdf", ".docx", ".md", ".html", ".txt")


def sample_files() -> list[Path]:
    """The sample documents, in name order; the script that builds them and their questions are left out."""
    installed = Path(__file__).parent / "sample_docs"
    folder = installed if installed.is_dir() else Path(__file__).parent.parent / "sample_docs"
    return sorted(file for file in folder.iterdir() if file.suffix in SUPPORTED and file.name != "README.md")
