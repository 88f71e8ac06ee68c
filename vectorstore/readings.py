"""What was read again of documents that are being asked meanwhile: it waits beside what was read before."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import astuple

from vectorstore.types import Heading, Page, ParsedDocument


def put_reading(connection: sqlite3.Connection, document_id: int, generation: int, parsed: ParsedDocument) -> None:
    """Keep what was read of a document for a generation that is being built."""
    connection.execute(
        "INSERT OR REPLACE INTO readings VALUES (?, ?, ?)", (document_id, generation, json.dumps(astuple(parsed)))
    )


def readings(connection: sqlite3.Connection, generation: int) -> Iterator[tuple[int, ParsedDocument]]:
    """Yield (number of the document, what was read of it) for all that was read for a generation."""
    rows = connection.execute("SELECT document, parsed FROM readings WHERE generation = ?", (generation,))
    for row in rows:
        yield row["document"], _parsed(row["parsed"])


def _parsed(text: str) -> ParsedDocument:
    pages, title, outline, metadata = json.loads(text)
    return ParsedDocument(
        tuple(
            Page(number, label, text, state, start, tuple(Heading(*heading) for heading in headings))
            for number, label, text, state, start, headings in pages
        ),
        title,
        tuple((depth, name, page) for depth, name, page in outline),
        tuple((name, value) for name, value in metadata),
    )
