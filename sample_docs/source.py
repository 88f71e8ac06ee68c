"""Sources of the sample papers: plain text that a small grammar cuts into blocks.

A source is a head of `key: value` lines, a line `---`, and blocks parted by empty lines: `# ` and `## ` headings,
`| ` table rows (the first is the head), `- ` list items, `> ` notices, `1.2 ` numbered clauses, `+++` page breaks,
and paragraphs.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

BlockKind = Literal["chapter", "section", "table", "list", "notice", "clause", "break", "paragraph"]
MARKS: tuple[tuple[str, BlockKind], ...] = (
    (r"# ", "chapter"),
    (r"## ", "section"),
    (r"\| ", "table"),
    (r"- ", "list"),
    (r"> ", "notice"),
    (r"(?=\d+\.\d+ )", "clause"),
    (r"\+\+\+", "break"),
)


@dataclass(frozen=True)
class Block:
    """A piece of a source: its kind and its lines without the mark."""

    kind: BlockKind
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """The lines as one."""
        return " ".join(self.lines)

    @property
    def rows(self) -> list[list[str]]:
        """The cells of a table's lines."""
        return [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in self.lines]


def parse_block(raw: str) -> Block:
    """Tell the kind of a block by the mark that its first line begins with."""
    for mark, kind in MARKS:
        if re.match(mark, raw):
            return Block(kind, tuple(re.sub(f"^{mark}", "", line) for line in raw.splitlines()))
    return Block("paragraph", tuple(raw.splitlines()))


def read_source(path: Path) -> tuple[dict[str, str], list[Block]]:
    """Read a source: the values of its head by key, and its blocks in order."""
    head, body = path.read_text(encoding="utf-8").split("\n---\n", 1)
    values = dict(line.split(": ", 1) for line in head.splitlines())
    return values, [parse_block(raw) for raw in re.split(r"\n{2,}", body.strip())]
