"""The values of the way of a question, and the Answer: the one record that pages, commands and evaluation render."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from app.answering.tables import with_rows_shown

Mode = Literal["rag", "long", "auto", "quotes", "closed"]
"""Passages, whole documents, whichever of the two serves, no model at all, the model alone (a control)."""

MODE_NAMES: Mapping[Mode, str] = {
    "rag": "RAG",
    "long": "Long context",
    "auto": "Auto",
    "quotes": "Quotes",
    "closed": "Closed book",
}
"""What each is called before people."""

Verdict = Literal["supported", "partly", "unsupported"]
FoundBy = Literal["model", "program"]
Ending = Literal["running", "stop", "length", "cancelled", "broken"]
"""How an answer ended: not yet, by itself, at the room reserved for it, by its asker, by a failure."""


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question of the conversation with its answer, and the documents whose words may be in that."""

    question: str
    answer: str
    documents: frozenset[int]


@dataclass(frozen=True, slots=True)
class Passage:
    """A span of one document shown to the model: `text` is verbatim, from `start` to `end` of the document's text.

    `page_starts` gives (page number, offset in `text` where that page begins), so that a quote in it finds its page;
    `place_starts` the same of places where there are several: one passage may hold the end of a section and the next.
    `head` is the first row of the table in whose midst it begins: the names of the columns.
    """

    document: int
    document_name: str
    text: str
    start: int
    end: int
    page_starts: tuple[tuple[int, int], ...]
    place: str  # heading path or page label, as a person would say where it is: that of its best part
    score: float = 0.0
    place_starts: tuple[tuple[str, int], ...] = ()
    head: str = ""

    def page_at(self, offset: int) -> int:
        """Page number that the character at `offset` of the text is on."""
        page = self.page_starts[0][0]
        for number, start in self.page_starts:
            if start <= offset:
                page = number
        return page

    def place_at(self, offset: int) -> str:
        """Place that the character at `offset` of the text stands in."""
        begun = [place for place, start in self.place_starts if start <= offset]
        return begun[-1] if begun else self.place

    def places(self) -> tuple[str, ...]:
        """Every place of the passage, in its order."""
        return tuple(dict.fromkeys(place for place, _ in self.place_starts)) or (self.place,)


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a sentence of an answer comes from: the quote is verbatim from the page."""

    marker: int  # number of the passage, from 1
    document: str  # name as people see it
    document_id: int
    page: int
    place: str
    quote: str
    verdict: Verdict
    by: FoundBy
    sentence: str  # the sentence of the answer that it stands for
    lacks: tuple[str, ...] = ()  # figures, dates, names and uncommon words of that sentence that are not in the quote
    row: str = ""  # the quote for a reader, where it is a row of a table: with the names of its columns
    instead: str = ""  # the cell of the table, for a reader, that is meant where the sentence has another one

    @property
    def shown(self) -> str:
        """The quote as a reader is shown it."""
        return self.row or with_rows_shown(self.quote)


@dataclass(frozen=True, slots=True)
class ModelUsed:
    """Which model answered; all empty in quotes mode."""

    provider: str = ""
    name: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Tokens:
    """Token counts of one answer; None is what the server did not say."""

    planned: int | None = None
    accepted: int | None = None
    cached: int | None = None
    generated: int | None = None
    window: int | None = None


@dataclass(frozen=True, slots=True)
class Timings:
    """Seconds; None is what did not happen or what the server did not say."""

    retrieve: float | None = None
    load: float | None = None
    first_token: float | None = None
    prefill: float | None = None
    decode: float | None = None
    total: float | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """Which way the auto mode went. `saved` is None where whole documents were not counted; below 0 it was dearer."""

    why: str  # a sentence for the person
    spent: int | None  # tokens read in all
    saved: int | None  # tokens that reading whole documents at once would have taken more


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything about one answered question."""

    id: str
    question: str
    standalone: str
    mode: Mode
    requested: Mode
    model: ModelUsed
    options: Mapping[str, object]
    text: str
    refused: bool
    does_not_fit: bool
    citations: tuple[Citation, ...]
    passages: tuple[Passage, ...]
    tokens: Tokens
    timings: Timings
    warnings: tuple[str, ...] = ()
    unsupported: tuple[str, ...] = ()  # sentences of the text without support in any passage
    ended_by: Ending = "stop"
    prompt: tuple[Mapping[str, str], ...] = field(default=())
    asked: float = 0.0  # seconds since 1970; 0 is unknown
    unread: tuple[int, ...] = ()  # documents that the warnings name, since pages of theirs could not be read
    looked_first: tuple[int, ...] = ()  # documents that the question names, which the warnings then name too
    follows: tuple[int, ...] = ()  # documents of earlier answers whose words may be in the standalone question
    scope: tuple[int, ...] = ()  # documents that were asked; () is all of the space
    route: Route | None = None  # of the auto mode
    held_back: bool = False  # refused, since the model was not ready to answer, or wrote what nothing supports

    @property
    def asked_alone(self) -> str:
        """What was asked, without the earlier questions that may stand in front: a short answer is none to those."""
        return self.question if self.standalone.endswith(self.question) else self.standalone

    @property
    def text_read(self) -> tuple[object, ...]:
        """What the model had to read, without the question: a server knows the same again, and reads it in no time.

        Two texts are the same where model, mode and the places of all passages are; it holds no words of documents.
        """
        places = tuple((passage.document, passage.start, passage.end) for passage in self.passages)
        return self.model.digest, self.mode, places

    @property
    def can_go_on(self) -> bool:
        """Whether a model was interrupted while it wrote this answer, or held back before, so that it can write on."""
        interrupted = self.ended_by != "stop" and bool(self.text.strip())
        return bool(self.prompt) and (interrupted or self.held_back)
