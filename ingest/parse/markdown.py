"""Markdown by the CommonMark rules, with tables: headings become sections, marks and link targets are dropped."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.parse.html import html_text
from ingest.parse.plain import read_text
from ingest.parse.sections import Block, sections, table_row
from vectorstore.types import ParsedDocument

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_TITLE = re.compile(r"""^title:\s*["']?(.*?)["']?\s*$""", re.MULTILINE | re.IGNORECASE)


def parse_markdown(path: Path, name: str) -> ParsedDocument:
    """Read a Markdown file; the title is that of its front matter. Raises ParseError."""
    text = read_text(path, name)
    front = _FRONT_MATTER.match(text)
    title = _TITLE.search(front.group(1)) if front else None
    stated = title.group(1).strip() if title else ""
    tokens = MarkdownIt("commonmark").enable("table").parse(text[front.end() :] if front else text)
    blocks = list(_Reader().blocks(tokens))
    if stated and not any(block.level == 1 for block in blocks):
        blocks.insert(0, Block(stated, level=1))
    return ParsedDocument(sections(blocks), stated)


class _Reader:
    """Follows the tokens of a document and remembers where it is: in which lists, in which row of a table."""

    def __init__(self) -> None:
        self._marks: list[str] = []  # of the lists around: "-", or the number of the next item
        self._item = ""
        self._row: list[str] | None = None

    def blocks(self, tokens: Sequence[Token]) -> Iterator[Block]:
        """Give the blocks in order."""
        level = 0
        for token in tokens:
            match token.type:
                case "heading_open":
                    level = int(token.tag[1])
                case "heading_close":
                    level = 0
                case "inline" if self._row is not None:
                    self._row.append(_inline_text(token))
                case "inline":
                    yield Block(self._item + _inline_text(token), level, tight=bool(self._marks))
                    self._item = ""
                case "tr_close":
                    yield Block(table_row(self._row or ()), tight=True)
                    self._row = None
                case "fence" | "code_block":
                    yield Block(token.content.rstrip("\n"))
                case "html_block":
                    yield Block(html_text(token.content))
                case _:
                    self._enter(token)

    def _enter(self, token: Token) -> None:
        match token.type:
            case "bullet_list_open":
                self._marks.append("-")
            case "ordered_list_open":
                self._marks.append(str(token.attrGet("start") or 1))
            case "bullet_list_close" | "ordered_list_close":
                self._marks.pop()
            case "list_item_open" if self._marks[-1] == "-":
                self._item = "- "
            case "list_item_open":
                self._item = self._marks[-1] + ". "
                self._marks[-1] = str(int(self._marks[-1]) + 1)
            case "tr_open":
                self._row = []


def _inline_text(inline: Token) -> str:
    """Words of a paragraph as they are read: of links their text, of pictures their description, no marks."""
    parts: list[str] = []
    for token in inline.children or ():
        match token.type:
            case "text" | "code_inline":
                parts.append(token.content)
            case "softbreak":
                parts.append(" ")
            case "hardbreak":
                parts.append("\n")
            case "image":
                parts.append(token.content)
    return "".join(parts)
