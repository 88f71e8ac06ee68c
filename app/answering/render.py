"""Render an Answer: as the JSON of the contract, as text for a terminal, and as HTML in which nothing is live."""

from dataclasses import asdict
from typing import Any

from markdown_it import MarkdownIt

from app.answering.types import Answer, Citation

# Words of documents and models may hold links and images that would call home or log the reader out: the parser does
# not know them, so they stay text. HTML is escaped.
_MARKDOWN = (
    MarkdownIt("commonmark", {"html": False})
    .enable("table")
    .disable(["link", "image", "autolink", "html_inline", "html_block", "reference"])
)


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
    }


def answer_text(answer: Answer) -> str:
    """The answer for a terminal: text, sources, what to know of it."""
    sources = [source_line(citation) for citation in answer.citations]
    unsupported = [f'No support found for: "{sentence}"' for sentence in answer.unsupported]
    parts = [answer.text, "\n".join(dict.fromkeys(sources)), "\n".join([*unsupported, *answer.warnings])]
    return printable("\n\n".join(part for part in parts if part))


def source_line(citation: Citation) -> str:
    """One source: its number, document, page and quote."""
    place = f" · {citation.place}" if citation.place else ""
    quote = " ".join(citation.quote.split())
    return f'[{citation.marker}] {citation.document} p. {citation.page}{place}: "{quote}"'


def printable(text: str) -> str:
    """Text without control characters, with which a document could steer the terminal."""
    return "".join(character for character in text if character.isprintable() or character in "\n\t")


def safe_html(text: str) -> str:
    """Markdown of a model or a document as HTML: emphasis, lists, tables, code; no live link, image or HTML."""
    return str(_MARKDOWN.render(text))
