"""A comparison for a terminal: the columns one below the other, then what they have in common. Pure."""

from collections.abc import Iterator, Sequence

from app.answering.compare import Difference
from app.answering.render import answer_text, one_line, printable
from app.answering.types import Answer
from app.evaluation.columns import (
    AGREEMENTS,
    Fact,
    agreeing_words,
    column_tables,
    column_titles,
    column_way,
    overlap_words,
)
from app.evaluation.comparison import Comparison


def comparison_text(comparison: Comparison) -> str:
    """Write a comparison as text."""
    titles = column_titles(comparison)
    columns = zip(titles, comparison.answers, comparison.differences, column_tables(comparison), strict=True)
    parts = [printable("\n".join(_column(*column))) for column in columns]
    asked = [title for title, answer in zip(titles, comparison.answers, strict=True) if answer]
    overlap = comparison.page_overlap
    name, meaning = AGREEMENTS[comparison.agreement]
    common = [
        " ".join(filter(None, (f"{name}. {meaning}", agreeing_words(comparison)))),
        overlap_words(overlap.cited, asked, "cited"),
        overlap_words(overlap.drawn, asked, "read"),
    ]
    return "\n\n".join([*parts, printable("\n".join(common))])


def _column(
    title: str, answer: Answer | None, differences: tuple[Difference, ...], facts: Sequence[Fact]
) -> Iterator[str]:
    yield f"── {title} ──"
    if answer is None:
        yield "Not asked."
        return
    if answer.text:
        yield ""
    yield answer_text(answer)
    if way := column_way(answer):
        yield way
    yield ""
    yield from (f'Only here: "{one_line(difference.sentence)}"' for difference in differences)
    for fact in facts:
        note = "  (not as planned)" if fact.alarming else ""
        yield f"  {fact.name:<18}{fact.first:>16}{fact.again:>16}{note}".rstrip()
