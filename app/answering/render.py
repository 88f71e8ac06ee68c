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
        "asked": answer.asked,
    }


def answer_text(answer: Answer) -> str:
    """The answer for a terminal: text, sources, what to know of it."""
    said = one_line(answer.text)
    sources = [source_line(citation, shown=one_line(citation.quote) in said) for citation in answer.citations]
    unsupported = [f'No support found for: "{one_line(sentence)}"' for sentence in answer.unsupported]
    parts = [answer.text, "\n".join(dict.fromkeys(sources)), "\n".join([*unsupported, *answer.warnings])]
    return printable("\n\n".join(part for part in parts if part))


def source_line(citation: Citation, *, shown: bool) -> str:
    """One source: its number, document and page; and its quote, unless that is `shown` already."""
    place = f" · {citation.place}" if citation.place else ""
    quote = "" if shown else f': "{one_line(citation.quote)}"'
    return f"[{citation.marker}] {citation.document} p. {citation.page}{place}{quote}"


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
