"""Blocks of a format without pages become its sections, which stand where pages stand. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ingest.parse.characters import clean, has_words, one_line, tidy
from vectorstore.types import Heading, Page

LONGEST_SECTION = 6_000
"""Characters after which a section without headings goes on as the next one: about two printed pages."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list item, row or heading (`level` from 1; 0 is no heading). `tight`: no blank line before it."""

    text: str
    level: int = 0
    tight: bool = False


@dataclass(slots=True)
class _Section:
    label: str
    headings: tuple[Heading, ...]
    text: str

    def add(self, text: str, *, tight: bool) -> None:
        self.text += ("\n" if tight else "\n\n") * bool(self.text) + text


def sections(blocks: Iterable[Block]) -> tuple[Page, ...]:
    """Gather blocks into sections, each beginning at a heading; what has no words is left out.

    A long section goes on under the same label in the next one. A heading right below another shares its section.
    """
    pages: list[Page] = []
    start = 0
    for section in _gather(_readable(blocks)):
        pages.append(Page(len(pages) + 1, section.label, section.text, "text", start, section.headings))
        start += len(section.text) + 1
    return tuple(pages)


def _readable(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        text = one_line(block.text) if block.level else tidy(clean(block.text))
        if text and (has_words(text) or not block.level):
            yield from _cut(replace(block, text=text))


def _cut(block: Block) -> Iterator[Block]:
    """Cut a block longer than a section at white space, so that no section gets out of hand."""
    text, tight = block.text, block.tight
    while len(text) > LONGEST_SECTION:
        at = max(text.rfind("\n", LONGEST_SECTION // 2, LONGEST_SECTION), text.rfind(" ", 0, LONGEST_SECTION))
        at = at if at > 0 else LONGEST_SECTION
        yield Block(text[:at].rstrip(), block.level, tight)
        text, tight = text[at:].lstrip(), True
    if text:
        yield Block(text, block.level, tight)


def _gather(blocks: Iterable[Block]) -> Iterator[_Section]:
    section = _Section("", (), "")
    only_headings = False
    for block in blocks:
        if block.level and not only_headings:
            if section.text:
                yield section
            section = _Section(block.text, (), "")
        elif len(section.text) + len(block.text) > LONGEST_SECTION:
            yield section
            section = _Section(section.label, (), "")
        section.add(block.text, tight=block.tight)
        only_headings = block.level > 0
        if only_headings:
            offset = len(section.text) - len(block.text)
            section.headings += (Heading(offset, block.level, block.text),)
            section.label = block.text
    if has_words(section.text):
        yield section


def table_row(cells: Iterable[str]) -> str:
    """Write a row as Markdown does, each cell on the one line; "" where all cells are empty."""
    texts = [one_line(cell).replace("|", "/") for cell in cells]
    return "| " + " | ".join(texts) + " |" if any(texts) else ""
