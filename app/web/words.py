"""Words that several pages share."""


def counted(number: int, name: str) -> str:
    """A number with its noun: "1 passage", "1,912 tokens"."""
    return f"{number:,} {name}" if number == 1 else f"{number:,} {name}s"


def plain(label: str) -> str:
    """A label that Streamlit shows as it is: it reads labels as Markdown, with live links and images."""
    return "".join(f"\\{character}" if character in "\\`*_{}[]()<>#+-.!|~$:@/" else character for character in label)
