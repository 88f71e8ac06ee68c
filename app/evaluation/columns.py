"""What is told of each column of a comparison: the same on the page, in the terminal and in an export. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from app.answering.compare import Agreement, Overlap, agreement, token_difference
from app.answering.outcome import route_line
from app.answering.types import MODE_NAMES, Answer
from app.evaluation.comparison import Comparison

AGREEMENTS: Mapping[Agreement, tuple[str, str]] = {
    "same": ("Same", "The answers say the same: their figures, names, dates and words agree."),
    "one says more": (
        "One says more",
        "No answer is contradicted, and at least one says something that another leaves out.",
    ),
    "differ": ("Differ", "The answers do not say the same. The sentences that another answer does not say are marked."),
    "one refused": (
        "One refused",
        "Not every column found an answer: at least one refused, and at least one answered.",
    ),
    "all refused": ("All refused", "No column found an answer in these documents."),
    "does not fit": ("Does not fit", "Too few columns fit into the model's window to be compared."),
    "incomplete": ("Incomplete", "Fewer than two columns came to an end, so there is nothing to compare."),
}
"""For each agreement its name and what it means."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of a column's table: what was counted or timed, first and when asked again; "" where that was not."""

    name: str
    first: str
    again: str = ""
    alarming: bool = False


def column_titles(comparison: Comparison) -> list[str]:
    """Name the columns by what tells them apart: mode, model, or both."""
    modes = [MODE_NAMES[column.mode] for column in comparison.plan.columns]
    models = [
        answer.model.name if answer and answer.model.name else column.model
        for column, answer in zip(comparison.plan.columns, comparison.answers, strict=True)
    ]
    if len(set(filter(None, models))) < 2:
        return modes
    if len(set(modes)) == 1:
        return [model or mode for model, mode in zip(models, modes, strict=True)]
    return [" · ".join(filter(None, pair)) for pair in zip(modes, models, strict=True)]


def column_tables(comparison: Comparison) -> list[list[Fact]]:
    """The table of each column; an empty one for a column that was not asked."""
    return [
        column_facts(answer, again, known=known) if answer else []
        for answer, again, known in zip(comparison.answers, comparison.warm, known_before(comparison), strict=True)
    ]


def known_before(comparison: Comparison) -> list[bool]:
    """Whether the server stood ready with what a column reads, since the one before it had just read the same.

    Where auto reads whole documents right after the long mode, its times are those of a second question.
    """
    known, before = [], None
    for answer in comparison.answers:
        known.append(bool(answer and before and answer.passages and answer.text_read == before.text_read))
        before = answer or before
    return known


def column_facts(answer: Answer, again: Answer | None = None, *, known: bool = False) -> list[Fact]:
    """A column's tokens and window, times, pages; a dash is what nobody said. `known`: its text was read before."""
    first = _values(answer, known=known)
    second = _values(again, known=True) if again else {}
    off = {"tokens accepted"} if token_difference(answer) or (again and token_difference(again)) else set()
    return [Fact(name, value, second.get(name, ""), name in off) for name, value in first.items()]


def column_way(answer: Answer) -> str:
    """How a column came to its answer, in a sentence; "" where its mode says it all."""
    if answer.route is not None:
        return route_line(answer)
    if answer.mode != answer.requested:
        return f"Answered as {MODE_NAMES[answer.mode].lower()}, not as {MODE_NAMES[answer.requested]}."
    return ""


def agreeing_words(comparison: Comparison) -> str:
    """Which of three or more columns say the same, "" where none do or all do."""
    titled = [
        (title, answer) for title, answer in zip(column_titles(comparison), comparison.answers, strict=True) if answer
    ]
    if len(titled) < 3 or comparison.agreement == "same":
        return ""
    pairs = [
        f"{one} and {other} say the same."
        for (one, first), (other, second) in combinations(titled, 2)
        if agreement([first, second]) == "same"
    ]
    return " ".join(pairs)


def overlap_words(overlap: Overlap, titles: Sequence[str], verb: str) -> str:
    """Say how many pages the columns share; `verb` is "cited" or "read"."""
    counts = [f"{title} {len(pages):,}" for title, pages in zip(titles, overlap.pages, strict=False) if pages]
    if not counts:
        return f"No page was {verb}."
    if overlap.share is None:
        return f"Pages {verb}: {', '.join(counts)}; nothing to compare them with."
    every = len({page for pages in overlap.pages for page in pages})
    shared = f"{len(overlap.shared):,} of {every:,} pages {verb} are shared ({100 * overlap.share:.0f} %)"
    return f"{shared}: {', '.join(counts)}."


def _values(answer: Answer, *, known: bool) -> dict[str, str]:
    tokens, timings = answer.tokens, answer.timings
    used = tokens.accepted if tokens.accepted is not None else tokens.planned
    read = None if used is None else used - (tokens.cached or 0)
    pages = {(citation.document_id, citation.page) for citation in answer.citations}
    return {
        "tokens planned": _count(tokens.planned),
        "tokens accepted": _count(tokens.accepted),
        "from the cache": _count(tokens.cached),
        "tokens written": _count(tokens.generated),
        "window": _count(tokens.window),
        "window used": _share(used, tokens.window),
        "finding passages": _seconds(timings.retrieve),
        "loading the model": _seconds(timings.load),
        "first word": _seconds(timings.first_token),
        "text read": "–" if not answer.prompt else "before" if known else "now",
        "reading": "–" if known else _rate(read, timings.prefill),
        "writing": _rate(tokens.generated, timings.decode),
        "in all": _seconds(timings.total),
        "pages cited": "0" if answer.refused else str(len(pages)),
    }


def _count(value: int | None) -> str:
    return "–" if value is None else f"{value:,}"


def _share(used: int | None, window: int | None) -> str:
    return "–" if used is None or not window else f"{100 * used / window:.0f} %"


def _seconds(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f} s" if value < 10 else f"{value:.1f} s"


def _rate(count: int | None, seconds: float | None) -> str:
    return "–" if not count or not seconds else f"{count / seconds:,.0f} tokens/s"
