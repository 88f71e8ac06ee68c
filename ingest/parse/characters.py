"""Characters as people mean them: what a file says in many ways becomes one, what cannot be seen is dropped."""

import re
import unicodedata

_SPACES = dict.fromkeys(
    map(ord, "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t"), " "
)
_LINES = {0x0B: "\n", 0x0C: "\n", 0x0D: "\n", 0x85: "\n", 0x2028: "\n", 0x2029: "\n"}
_DROPPED = dict.fromkeys(
    (
        *(*range(0x09), *range(0x0E, 0x20), *range(0x7F, 0x85), *range(0x86, 0xA0)),  # control characters
        *(0xAD, 0x034F, 0x200B, 0x2060, 0xFEFF, 0xFFFE, 0xFFFF),  # soft hyphen and characters without width
        *(*range(0x202A, 0x202F), *range(0x2066, 0x206A)),  # marks that turn the direction of the text around them
        *range(0xD800, 0xE000),  # halves of characters, which cannot be stored
    )
)
_BULLETS = dict.fromkeys(range(0xF000, 0xF100), "•")  # symbol fonts put their bullets in this private area
_TABLE = {**_SPACES, **_LINES, **_DROPPED, **_BULLETS}

# Only ligatures and letter shapes are taken apart: NFKC on everything would turn x² into x2 and ½ into 1⁄2.
_SHAPES = re.compile("[\ufb00-\ufb06\ufb13-\ufb17\ufb1d-\ufdff\ufe70-\ufefc]+")
_RUNS = re.compile(" {2,}")
_AROUND_BREAKS = re.compile(" *\n *")
_BLANK_LINES = re.compile("\n{3,}")


def clean(text: str) -> str:
    """Normalise `text`: composed characters, plain spaces, no ligatures, no control or invisible characters.

    Line breaks of all kinds become newlines; nothing else that can be seen is dropped.
    """
    text = text.replace("\r\n", "\n")
    if not text.isascii():
        text = _SHAPES.sub(lambda match: unicodedata.normalize("NFKC", match.group()), text)
        text = unicodedata.normalize("NFC", text)
    return text.translate(_TABLE)


def tidy(text: str) -> str:
    """Collapse runs of spaces, drop those around line breaks, and leave at most one blank line in a row."""
    text = _AROUND_BREAKS.sub("\n", _RUNS.sub(" ", text))
    return _BLANK_LINES.sub("\n\n", text).strip()


def one_line(text: str) -> str:
    """Clean a title or label: one line, single spaces."""
    return " ".join(clean(text).split())


def has_words(text: str) -> bool:
    """Whether there is anything to read: at least one letter or digit."""
    return any(map(str.isalnum, text))
