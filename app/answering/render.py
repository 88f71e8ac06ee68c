"""Render an Answer: as the JSON of the contract, as text for a terminal, and as HTML in which nothing is live."""

import re
from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import asdict
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from app.answering.archive import text_of
from app.answering.markers import take_out_markers
from app.answering.phrases import Phrases, phrases_for
from app.answering.tables import is_row
from app.answering.types import Answer, Citation

# Words of documents and models may hold links and images that would call home or log the reader out: the parser does
# not know them, so they stay text. HTML is escaped.
_DEAD = ["link", "image", "autolink", "html_inline", "html_block", "reference"]
_OPTIONS = {"html": False, "breaks": True}  # a line stays one: quotes, and what models write below each other
_MARKDOWN = MarkdownIt("commonmark", _OPTIONS).enable("table").disable(_DEAD)
_CITED_MARKDOWN = MarkdownIt("commonmark", _OPTIONS).enable("table").disable(_DEAD)
_MARKER = re.compile(r"\[(\d+)\]")


def answer_json(answer: Answer) -> dict[str, Any]:
    """The document of `ask --json`."""
    return {
        "id": answer.id,
        "question": answer.question,
        "standalone": answer.standalone,
        "mode": answer.mode,
        "requested": answer.requested,
        "model": asdict(answer.model),
        "options": dict(answer.options),
        "text": answer.text,
        "refused": answer.refused,
        "held_back": answer.held_back,
        "does_not_fit": answer.does_not_fit,
        "citations": [asdict(citation) for citation in answer.citations],
        "passages": [
            {
                "document": passage.document_name,
                "document_id": passage.document,
                "page": passage.page_starts[0][0],
                "place": passage.place,
                "text": passage.text,
            }
            for passage in answer.passages
        ],
        "tokens": asdict(answer.tokens),
        "timings": asdict(answer.timings),
        "warnings": list(answer.warnings),
        "unsupported": list(answer.unsupported),
        "ended_by": answer.ended_by,
        "asked": answer.asked,
        "route": asdict(answer.route) if answer.route else None,
    }


def answer_text(answer: Answer) -> str:
    """The answer for a terminal: text, sources, what to know of it."""
    said = one_line(answer.text)
    phrases = phrases_for(answer.question)
    sources = [source_line(citation, phrases, shown=_stands_there(citation, said)) for citation in answer.citations]
    unsupported = [f'{phrases.no_support} "{one_line(sentence)}"' for sentence in named_unsupported(answer)]
    parts = [text_of(answer), "\n".join(dict.fromkeys(sources)), "\n".join([*unsupported, *answer.warnings])]
    return printable("\n\n".join(part for part in parts if part))


def named_unsupported(answer: Answer) -> tuple[str, ...]:
    """Give the sentences without support that are named one by one: none where a warning says so of the whole."""
    return () if phrases_for(answer.question).guess in answer.warnings else answer.unsupported


def _stands_there(citation: Citation, said: str) -> bool:
    """Whether the quote stands in the answer already; a row that stands for itself is written there with its names."""
    itself = citation.quote == citation.sentence and is_row(citation.quote)
    return itself or one_line(citation.quote) in said


def source_line(citation: Citation, phrases: Phrases, *, shown: bool) -> str:
    """One source: its number, document and page; and its quote, unless that is `shown` already."""
    place = f" · {citation.place}" if citation.place else ""
    quote = "" if shown else f': "{one_line(citation.shown)}"'
    where = phrases.fill(phrases.page.page, document=citation.document, page=str(citation.page))
    return f"[{citation.marker}] {where}{place}{quote}"


def one_line(text: str) -> str:
    """Text with every white space as a single blank."""
    return " ".join(text.split())


def printable(text: str) -> str:
    """Text without the control characters with which a document could steer the terminal; odd blanks become plain."""
    plain = (character if character in "\n\t" or not character.isspace() else " " for character in text)
    return "".join(character for character in plain if character.isprintable() or character in "\n\t")


def safe_html(text: str) -> str:
    """Markdown of a model or a document as HTML: emphasis, lists, tables, code; no live link, image or HTML."""
    return str(_MARKDOWN.render(text))


def markdown_tokens(text: str) -> list[Token]:
    """Markdown of a model as what it consists of; no token is a link, an image or HTML."""
    return _MARKDOWN.parse(text)


def answer_html(answer: Answer) -> str:
    """The answer's text as HTML in which nothing is live, each marker a button that names its citation.

    A button carries `data-citation`, the index in `answer.citations`, and `data-verdict`.
    """
    label = phrases_for(answer.question).page.source
    env = {"citations": answer.citations, "indexes": marker_citations(answer), "label": label}
    return str(_CITED_MARKDOWN.render(text_of(answer), env))


def marker_citations(answer: Answer) -> dict[int, list[int]]:
    """For each passage number, which citation (its index) each of its markers in the text stands for, in order."""
    bare, marks = take_out_markers(answer.text, len(answer.passages))
    found: dict[int, list[int]] = {}
    for mark in marks:
        own = [index for index, citation in enumerate(answer.citations) if citation.marker == mark.number]
        around = [index for index in own if _stands_in(answer.citations[index].sentence, bare, mark.position)]
        if own:
            indexes = found.setdefault(mark.number, [])
            indexes.append((around or own[len(indexes) :] or own[-1:])[0])
    return found


def _stands_in(sentence: str, text: str, position: int) -> bool:
    start = text.rfind(sentence, 0, position + len(sentence))
    return 0 <= start <= position <= start + len(sentence)


def _text_with_markers(
    _: RendererHTML, tokens: Sequence[Token], index: int, __: OptionsDict, env: MutableMapping[str, Any]
) -> str:
    """Render words, their markers as buttons; a number that no citation has stays text."""
    return _MARKER.sub(lambda match: _marker_button(match.group(), int(match[1]), env), escape(tokens[index].content))


def _marker_button(written: str, number: int, env: Mapping[str, Any]) -> str:
    waiting = env["indexes"].get(number)
    if not waiting:
        return written
    index = waiting.pop(0) if len(waiting) > 1 else waiting[0]
    citation: Citation = env["citations"][index]
    label = escape(env["label"].format(number=number, document=citation.document, page=citation.page))
    return (
        f'<button type="button" class="marker" data-citation="{index}" data-verdict="{citation.verdict}"'
        f' aria-label="{label}">{number}</button>'
    )


_CITED_MARKDOWN.add_render_rule("text", _text_with_markers)
