"""Sources of the sample papers: plain text that a small grammar cuts into blocks.

A source is a head of `key: value` lines, a line `---`, and blocks parted by empty lines: `# ` and `## ` headings,
`| ` table rows (the first is the head, a cell `~` is left empty), `% ` charts of the table above, `- ` list items,
`> ` notices, `1.2 ` numbered clauses, `+++` page breaks, and paragraphs.

The head `based on` names another source, of which this one is a variant: its own head lines and clauses replace those
of the other.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

BlockKind = Literal["chapter", "section", "table", "list", "notice", "clause", "chart", "break", "paragraph"]
MARKS: tuple[tuple[str, BlockKind], ...] = (
    (r"# ", "chapter"),
    (r"## ", "section"),
    (r"\| ", "table"),
    (r"- ", "list"),
    (r"> ", "notice"),
    (r"(?=\d+\.\d+ )", "clause"),
    (r"% ", "chart"),
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
        return [[cell.strip().replace("~", "") for cell in line.strip("| ").split(" | ")] for line in self.lines]

    @property
    def clause(self) -> str:
        """The number of a numbered clause."""
        return self.text.split(" ", 1)[0]


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
    blocks = [parse_block(raw) for raw in re.split(r"\n{2,}", body.strip())]
    if "based on" not in values:
        return values, blocks
    base_values, base_blocks = read_source(path.with_name(values["based on"]))
    return base_values | values, replace_clauses(base_blocks, blocks)


def replace_clauses(blocks: list[Block], replacements: list[Block]) -> list[Block]:
    """Put clauses in the place of those of the same number."""
    by_number = {block.clause: block for block in replacements}
    return [by_number.get(block.clause, block) if block.kind == "clause" else block for block in blocks]
