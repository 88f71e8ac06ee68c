"""HTML as browsers read it (Lexbor): what a reader sees, tables as rows, headings as sections."""

from collections.abc import Iterator
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ingest.parse.characters import one_line
from ingest.parse.plain import read_text
from ingest.parse.sections import Block, sections, table_row
from vectorstore.types import ParsedDocument

_UNSEEN = ["script", "style", "noscript", "template", "iframe", "object", "svg", "math", "select", "head"]
_HIDDEN = '[hidden], [aria-hidden="true"], [style*="display:none"], [style*="display: none"]'
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BLOCK_NAMES = """
address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure footer form
header hr html legend li main menu nav ol option p pre section summary table tbody td tfoot th thead title tr ul
"""
_BLOCKS = _HEADINGS.union(_BLOCK_NAMES.split())


def parse_html(path: Path, name: str) -> ParsedDocument:
    """Read a web page; links and pictures leave their words only. Raises ParseError."""
    tree = LexborHTMLParser(read_text(path, name))
    title_node = tree.css_first("title")
    title = one_line(title_node.text()) if title_node else ""
    return ParsedDocument(sections(_seen_blocks(tree)), title)


def html_text(fragment: str) -> str:
    """Words of a piece of HTML, a line for each of its blocks."""
    return "\n".join(block.text for block in _seen_blocks(LexborHTMLParser(fragment)))


def _seen_blocks(tree: LexborHTMLParser) -> Iterator[Block]:
    tree.strip_tags(_UNSEEN)
    for hidden in tree.css(_HIDDEN):
        hidden.decompose()
    if tree.body is not None:
        yield from _Walk().blocks(tree.body)


class _Walk:
    """Gathers the words between the edges of block elements."""

    def __init__(self) -> None:
        self._words: list[str] = []
        self._level = 0
        self._item = False
        self._preformatted = 0

    def blocks(self, top: LexborNode) -> Iterator[Block]:
        """Go through the tree in the order of the text, without recursion: pages may be nested without end."""
        steps: list[tuple[LexborNode, bool]] = [(top, True)]
        while steps:
            node, opening = steps.pop()
            if not opening:
                yield from self._close(node.tag or "")
                continue
            yield from self._open(node)
            if node.tag == "table" and _is_data(node):
                yield from _rows(node)
                continue
            if node.tag in _BLOCKS:
                steps.append((node, False))
            steps.extend((child, True) for child in reversed(list(node.iter(include_text=True))))

    def _open(self, node: LexborNode) -> Iterator[Block]:
        tag = node.tag or ""
        if node.is_text_node:
            self._add(node.text_content or "")
        elif tag == "br":
            self._words.append("\n")
        elif tag == "img":
            self._add(f" {node.attributes.get('alt') or ''} ")
        elif tag in _BLOCKS:
            yield from self._flush()
            self._level = int(tag[1]) if tag in _HEADINGS else self._level
            self._item = self._item or tag == "li"
            self._preformatted += tag == "pre"

    def _close(self, tag: str) -> Iterator[Block]:
        yield from self._flush()
        self._level = 0 if tag in _HEADINGS else self._level
        self._item = self._item and tag != "li"
        self._preformatted -= tag == "pre"

    def _add(self, text: str) -> None:
        self._words.append(text if self._preformatted else _collapsed(text))

    def _flush(self) -> Iterator[Block]:
        text = "".join(self._words).strip()
        self._words.clear()
        if text:
            yield Block("- " + text if self._item else text, self._level, tight=self._item)
            self._item = False


def _collapsed(text: str) -> str:
    """White space as browsers show it: one space for any run, kept at the ends since words may follow."""
    inner = " ".join(text.split())
    if not inner:
        return " " if text else ""
    return " " * text[0].isspace() + inner + " " * text[-1].isspace()


def _is_data(table: LexborNode) -> bool:
    """Whether a table has rows of data, rather than a layout of the page: no table or heading is inside."""
    return table.css_first("table table, h1, h2, h3, pre") is None


def _rows(table: LexborNode) -> Iterator[Block]:
    caption = table.css_first("caption")
    if caption:
        yield Block(caption.text(separator=" "))
    for index, row in enumerate(table.css("tr")):
        cells = [cell.text(separator=" ") for cell in row.iter() if cell.tag in ("td", "th")]
        yield Block(table_row(cells), tight=index > 0)
