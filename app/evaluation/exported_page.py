"""A recorded comparison as one HTML file that needs nothing else and in which nothing is live. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import zip_longest

from app.answering.compare import Difference, Strip
from app.answering.marked import mark_sentences
from app.answering.render import safe_html
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
from app.evaluation.exported import RecordedComparison
from app.evaluation.strips import STYLE as STRIP_STYLE
from app.evaluation.strips import strip_html, strip_words
from app.export.content import date_line, entry_of, legible
from app.export.web_page import html_document

_STYLE = """
body { max-width: 84rem; } h1 { max-width: 44rem; }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(19rem, 1fr)); gap: 0 2rem; }
mark { background: color-mix(in srgb, #b26a00 22%, transparent); color: inherit; padding: 0 .1em; }
.facts { border-collapse: collapse; font-size: .875rem; margin: 1rem 0; }
.facts :is(th, td) { text-align: left; padding: .15rem 1rem .15rem 0; font-weight: 400;
  border-top: 1px solid color-mix(in srgb, currentColor 16%, transparent); }
.facts thead th { border: 0; opacity: .8; } .facts td { text-align: right; }
.alarming td, .alarming th { color: #b3261e; font-weight: 600; }
@media (prefers-color-scheme: dark) { .alarming td, .alarming th { color: #f0a394; } }
.strip { --strip-mark: var(--ink); font-size: .8125rem; margin: .5rem 0; }
pre { white-space: pre-wrap; font-size: .8125rem; max-height: 30rem; overflow: auto; }
"""


def recorded_html(recorded: RecordedComparison) -> str:
    """Write a record as a page."""
    comparison = recorded.comparison
    titles = column_titles(comparison)
    name, meaning = AGREEMENTS[comparison.agreement]
    overlap = comparison.page_overlap
    asked = [title for title, answer in zip(titles, comparison.answers, strict=True) if answer]
    body = [
        f'<p class="state">{name}</p><p>{meaning} {escape(legible(agreeing_words(comparison)))}</p>',
        f"<p>{escape(legible(overlap_words(overlap.cited, asked, 'cited')))}</p>",
        f"<p>{escape(legible(overlap_words(overlap.drawn, asked, 'read')))}</p>",
        '<div class="columns">',
        *(
            _column(title, answer, facts, marked, strips)
            for title, answer, facts, marked, strips in zip(
                titles,
                comparison.answers,
                column_tables(comparison),
                comparison.differences,
                recorded.strips,
                strict=True,
            )
        ),
        "</div>",
        *_surroundings(recorded),
        *_prompts(titles, comparison.answers),
    ]
    line = f"{made_by(recorded)} · recorded {date_line(recorded.recorded)}"
    return html_document(comparison.plan.question, line, "\n".join(body), _STYLE + STRIP_STYLE)


def made_by(recorded: RecordedComparison) -> str:
    """Models with their digests, server and machine of a record, in a line."""
    models = {
        f"{answer.model.name} {answer.model.digest[:12]}".strip()
        for answer in recorded.comparison.given
        if answer.model.name
    }
    around = recorded.surroundings
    return " · ".join([*sorted(models), around.server, around.machine.words])


def facts_table(facts: Sequence[Fact], name: str = "facts") -> str:
    """A column's table as HTML, of the class `name`; what was asked again has a second column."""
    again = any(fact.again for fact in facts)
    head = '<thead><tr><td></td><th scope="col">first</th><th scope="col">again</th></tr></thead>' if again else ""
    rows = "".join(
        f"<tr{' class=alarming' if fact.alarming else ''}>"
        f'<th scope="row">{escape(fact.name)}{" (not as planned)" if fact.alarming else ""}</th>'
        f"<td>{escape(fact.first)}</td>{f'<td>{escape(fact.again)}</td>' if again else ''}</tr>"
        for fact in facts
    )
    return f'<table class="{name}">{head}<tbody>{rows}</tbody></table>'


def _column(
    title: str, answer: Answer | None, facts: Sequence[Fact], marked: Sequence[Difference], strips: Sequence[Strip]
) -> str:
    if answer is None:
        return f"<article><h2>{escape(title)}</h2><p>Not asked.</p></article>"
    entry = entry_of(answer)
    text = mark_sentences(safe_html(entry.text), [difference.sentence for difference in marked])
    way = column_way(answer)
    parts = [
        f"<h2>{escape(legible(title))}</h2>",
        *(f'<p class="state">{escape(state)}</p>' for state in entry.states),
        f'<div class="answer">{text}</div>',
        *([f"<p>{escape(legible(way))}</p>"] if way else []),
        *(_source(source.label, source.verdict, source.quote) for source in entry.sources),
        *(f'<p class="bare">{escape(sentence)}</p>' for sentence in entry.unsupported),
        *(f"<p>{escape(warning)}</p>" for warning in entry.warnings),
        facts_table(facts),
        *(f'<div class="strip">{escape(legible(strip_words(strip)))}{strip_html(strip)}</div>' for strip in strips),
    ]
    return "<article>\n" + "\n".join(parts) + "\n</article>"


def _source(label: str, verdict: str, quote: str) -> str:
    return (
        f'<div>{escape(label)} <span class="verdict">({escape(verdict)})</span></div>'
        f"<blockquote>{escape(quote)}</blockquote>"
    )


def _surroundings(recorded: RecordedComparison) -> Iterator[str]:
    around = recorded.surroundings
    yield "<h2>How it was made</h2>"
    facts = [
        ("Muniment", around.muniment or "not installed"),
        ("Chat server", around.server),
        ("Machine", around.machine.words),
        *((f"Setting {name}", str(value)) for name, value in around.settings.items()),
        *(
            (f"Document {paper.id}", f"{paper.name}, {paper.pages} pages, sha256 {paper.sha256}")
            for paper in around.papers
        ),
    ]
    yield _list(facts)
    for number, answer in enumerate(recorded.comparison.answers, 1):
        if answer is not None and answer.options:
            yield f"<h3>Options of column {number}</h3>"
            yield _list([("model", f"{answer.model.name} {answer.model.digest}"), *_options(answer)])


def _options(answer: Answer) -> Iterable[tuple[str, str]]:
    return ((name, str(value)) for name, value in answer.options.items())


def _list(facts: Iterable[tuple[str, str]]) -> str:
    rows = "".join(f"<dt>{escape(legible(name))}</dt><dd>{escape(legible(value))}</dd>" for name, value in facts)
    return f"<dl>{rows}</dl>"


def _prompts(titles: Sequence[str], answers: Sequence[Answer | None]) -> Iterator[str]:
    for title, answer in zip_longest(titles, answers, fillvalue=None):
        if answer is None or not answer.prompt:
            continue
        messages = "".join(
            f"<h3>{escape(message['role'])}</h3><pre>{escape(legible(message['content']))}</pre>"
            for message in answer.prompt
        )
        yield f"<details><summary>The exact prompt of {escape(legible(title or ''))}</summary>{messages}</details>"
