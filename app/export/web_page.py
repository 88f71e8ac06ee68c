"""A chat as one HTML file that needs nothing else and in which nothing is live."""

from collections.abc import Iterable, Sequence
from html import escape

from app.answering.render import safe_html
from app.answering.types import Answer
from app.export.content import Entry, Source, entry_of, head_of, legible
from vectorstore.language import ENGLISH

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""Even if something were live, a browser would load nothing."""

_STYLE = """
:root { color-scheme: light dark; --ink: #1f6f54; }
@media (prefers-color-scheme: dark) { :root { --ink: #6fc3a2; } }
body { font: 1rem/1.6 system-ui, sans-serif; max-width: 44rem; margin: 2.5rem auto; padding: 0 1.25rem;
  overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
h1, h2 { font-family: Georgia, serif; line-height: 1.25; }
h1 { font-size: 1.75rem; margin-bottom: .25rem; } h2 { font-size: 1.25rem; margin-top: 0; }
.when, dl { font-size: .875rem; opacity: .8; }
article { border-top: 1px solid color-mix(in srgb, currentColor 25%, transparent); margin-top: 2rem;
  padding-top: 1.5rem; }
.answer { border-inline-start: 3px solid var(--ink); padding-inline-start: 1rem; }
.answer :is(h1, h2, h3, h4, h5, h6) { font-size: 1rem; }
.answer table { border-collapse: collapse; } .answer :is(td, th) { border: 1px solid; padding: .2rem .6rem; }
.answer pre { white-space: pre-wrap; }
h1, h2, blockquote, .when, .bare, .warning, .answer :is(p, li, td, th) { unicode-bidi: plaintext; text-align: start; }
.state { font-weight: 600; } .bare { border-inline-start: 3px solid #b26a00; padding-inline-start: 1rem; }
h3 { font-size: .875rem; text-transform: uppercase; letter-spacing: .06em; }
blockquote { font-family: Georgia, serif; margin: .25rem 0 1rem; margin-inline-start: 1rem; white-space: pre-line; }
.verdict { opacity: .8; font-size: .875rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 1rem; } dd { margin: 0; }
@media print { body { margin: 0; max-width: none; font-size: 10.5pt; color-scheme: light; }
  h2, h3 { break-after: avoid; } blockquote { break-inside: avoid; } }
"""


def export_html(title: str, answers: Sequence[Answer], now: float) -> str:
    """Write a chat; `now` is when, in seconds since 1970."""
    articles = "\n".join(_article(entry_of(answer)) for answer in answers)
    head = head_of(title, answers, now)
    return html_document(head.title, head.line, articles, language=head.language)


def html_document(title: str, line: str, body: str, style: str = "", language: str = ENGLISH) -> str:
    """Put HTML of ours into a page of its own, under a title and a line of plain text; `style` is added to the look.

    `language` is that of title and line, as a code.
    """
    shown = escape(legible(" ".join(title.split())))
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{shown}</title>\n<style>{_STYLE}{style}</style>\n</head>\n<body>\n"
        f'<h1>{shown}</h1>\n<p class="when">{escape(legible(line))}</p>\n{body}\n</body>\n</html>\n'
    )


def _article(entry: Entry) -> str:
    parts = [
        f"<h2>{escape(entry.question)}</h2>",
        *_paragraphs("state", entry.states),
        f'<div class="answer">{safe_html(entry.text)}</div>' if entry.text.strip() else "",
        *([f"<h3>{escape(entry.sources_title)}</h3>"] if entry.sources else []),
        *map(_source, entry.sources),
        *_paragraphs("bare", entry.unsupported),
        *_paragraphs("warning", entry.warnings),
        "<dl>" + "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in entry.facts) + "</dl>",
    ]
    direction = "rtl" if entry.right_to_left else "ltr"
    return (
        f'<article lang="{entry.language}" dir="{direction}">\n'
        + "\n".join(part for part in parts if part)
        + "\n</article>"
    )


def _paragraphs(kind: str, texts: Iterable[str]) -> list[str]:
    return [f'<p class="{kind}">{escape(text)}</p>' for text in texts]


def _source(source: Source) -> str:
    return (
        f'<div>{escape(source.label)} <span class="verdict">({escape(source.verdict)})</span></div>'
        f"<blockquote>{escape(source.quote)}</blockquote>"
    )
