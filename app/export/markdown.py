"""A chat as Markdown in which no link, image or HTML of a document or a model is live."""

import re
from collections.abc import Iterator, Sequence

from app.answering.types import Answer
from app.export.content import Entry, Source, entry_of, head_of

_MARKS = re.compile(r"[\\`*_\[\]<>&~|$]")
_LINE_START = re.compile(r"^(\s*)([#>+=-]|\d+(?=[.)]))", re.MULTILINE)
_BRACKETS = re.compile(r"[\\\[\]<]")
_FENCE = re.compile(r"^( {0,3})(?=`{3}|~{3})", re.MULTILINE)
# Quotes and list items may hold headings too.
_HEADING = re.compile(r"^((?:[ \t]*>|[ \t]*(?:[-+*]|\d+[.)])[ \t])*[ \t]*)#{1,6}(?=\s|\Z)", re.MULTILINE)
_UNDERLINE = re.compile(r"^([ \t>]*)(?=(?:=+|-+)[ \t]*$)", re.MULTILINE)


def export_markdown(title: str, answers: Sequence[Answer], now: float) -> str:
    """Write a chat; `now` is when, in seconds since 1970."""
    head = head_of(title, answers, now)
    blocks = [f"# {plain(head.title)}", plain(head.line)]
    for answer in answers:
        blocks += _blocks(entry_of(answer))
    return "\n\n".join(blocks) + "\n"


def plain(text: str) -> str:
    """Text as one line of Markdown that shows it as it is."""
    return _plain_lines(" ".join(text.split()))


def _plain_lines(text: str) -> str:
    marked = _MARKS.sub(lambda mark: f"\\{mark.group()}", text)
    return _without_addresses(_LINE_START.sub(_escape_start, marked))


def _escape_start(match: re.Match[str]) -> str:
    """Escape what would begin a heading, a list or a quote; the number of "1." itself cannot be, its mark can."""
    blank, mark = match.groups()
    return f"{blank}{mark}\\" if mark.isdigit() else f"{blank}\\{mark}"


def defused(text: str) -> str:
    """Markdown of a model with its emphasis, lists and tables, but no link, image, HTML, open fence or large heading.

    Brackets and backslashes are escaped, so nothing that is left can form a link.
    """
    text = _BRACKETS.sub(lambda mark: f"\\{mark.group()}", text)
    text = _FENCE.sub(r"\1\\", text)
    text = _UNDERLINE.sub(r"\1\\", text)
    return _without_addresses(_HEADING.sub(r"\1######", text))


def _without_addresses(text: str) -> str:
    """Break what some programs make a link of without being asked; it is shown as it was."""
    return re.sub(r"(?i)\bwww\.", lambda match: f"{match.group()[:3]}\\.", text.replace("://", ":\\//"))


def _blocks(entry: Entry) -> Iterator[str]:
    yield f"## {plain(entry.question)}"
    yield from (f"*{state}*" for state in entry.states)
    if entry.text.strip():
        yield defused(entry.text).strip("\n")
    if entry.sources:
        yield f"**{plain(entry.sources_title)}**"
        yield from map(_source, entry.sources)
    yield from map(plain, (*entry.unsupported, *entry.warnings))
    yield "\n".join(f"- {name}: {plain(value)}" for name, value in entry.facts)


def _source(source: Source) -> str:
    quote = "\n".join(f"> {line}" for line in _plain_lines(source.quote).splitlines())
    return f"{plain(source.label)} ({plain(source.verdict)})\n\n{quote}"
