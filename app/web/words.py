"""Words that several pages share."""

from collections.abc import Mapping

ENDINGS: Mapping[str, tuple[str, str]] = {
    "cancelled": ("Stopped. What came stands below.", "Stopped before anything came."),
    "broken": ("Broken off. What came stands below.", "Broken off before anything came."),
    "length": ("The room for the answer was used up.", "The room for the answer was used up."),
}
"""What is said of an answer that did not come to its own end: where some of it came, and where nothing did."""


def counted(number: int, name: str) -> str:
    """A number with its noun: "1 passage", "1,912 tokens"."""
    return f"{number:,} {name}" if number == 1 else f"{number:,} {name}s"


def plain(label: str) -> str:
    """A label that Streamlit shows as it is: it reads labels as Markdown, with live links and images."""
    return "".join(f"\\{character}" if character in "\\`*_{}[]()<>#+-.!|~$:@/" else character for character in label)
