"""Which documents fit whole into a window, counted before anything is sent: the plan of the long-context mode."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from app.answering.expand import page_starts, text_between
from app.answering.pack import choose_window, usable_windows
from app.answering.phrases import phrases_for
from app.answering.plan import Plan
from app.answering.prompts import document_messages
from app.answering.request import Limits
from app.answering.types import Passage, Turn
from app.llm.types import ChatModel, Count, Message, WindowMemory
from vectorstore.types import Document, Page

SMALLEST_CHUNK = 16
"""Tokens that a chunk of a document has at least: what cannot fit by this is not read to be counted."""


@dataclass(frozen=True, slots=True)
class FitDocument:
    """A document asked for. `tokens` is None where it was not counted, `reason` says why it is not in the prompt."""

    id: int
    name: str
    tokens: int | None
    fits: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Fit:
    """What a question to whole documents takes. Windows and counts in tokens; `window` is None where it fits none."""

    documents: tuple[FitDocument, ...]
    prompt: int  # of all documents, instructions and question included; at least, where one was not counted
    exact: bool
    answer: int  # kept for the answer
    window: int | None
    largest: int  # that could be asked for
    trained: int | None
    loaded: int | None  # now
    memory: WindowMemory | None  # of `window`; None: not known
    seconds: float | None  # to read the prompt for the first time; None: nothing was measured yet
    model: str

    @property
    def inside(self) -> tuple[FitDocument, ...]:
        """The documents that are in the prompt."""
        return tuple(document for document in self.documents if document.fits)

    @property
    def outside(self) -> tuple[FitDocument, ...]:
        """The documents that are not, each with its reason."""
        return tuple(document for document in self.documents if not document.fits)


@dataclass(frozen=True, slots=True)
class WholeDocuments:
    """The documents of a question as the plan reads them: their values, and their pages when asked."""

    documents: tuple[Document, ...]  # in the order in which they stand in the prompt
    pages: Callable[[int], Sequence[Page]]


@dataclass(frozen=True, slots=True)
class LongPlan:
    """The prompt of a question to whole documents, and what became of each document."""

    plan: Plan
    documents: tuple[FitDocument, ...]

    @property
    def outside(self) -> tuple[FitDocument, ...]:
        """The documents that are not in the prompt although they have text."""
        return tuple(document for document in self.documents if not document.fits)

    @property
    def whole_tokens(self) -> int:
        """Tokens of the prompt if all were in it: at least, where one of them was not counted."""
        return self.plan.planned.tokens + sum(document.tokens or 0 for document in self.outside)


def in_fixed_order(documents: Sequence[Document]) -> tuple[Document, ...]:
    """Order documents as they always stand in a prompt: an unchanged beginning is what a server need not read again."""
    return tuple(sorted(documents, key=lambda document: document.id))


def whole_document(document: Document, pages: Sequence[Page]) -> Passage:
    """Make one passage of all the text of a document."""
    end = pages[-1].start + len(pages[-1].text) if pages else 0
    starts = page_starts(pages, 0, end) or ((1, 0),)
    return Passage(document.id, document.name, text_between(pages, 0, end), 0, end, starts, "")


def plan_documents(
    question: str,
    history: Sequence[Turn],
    whole: WholeDocuments,
    model: ChatModel,
    limits: Limits,
    *,
    all_that_fit: bool = False,
    most: int | None = None,
) -> LongPlan:
    """Put whole documents into a prompt of at most `most` tokens, in their order, and count it. Nothing is cut.

    Where not all fit, the plan has no window; with `all_that_fit` those that do are in it, and it has one. None for
    `most` is the largest window with the answer's room kept.
    """
    description, phrases = model.describe(), phrases_for(question)
    largest = usable_windows(limits.windows, description.trained_window)[-1]
    limit = largest - limits.answer_tokens if most is None else min(most, largest - limits.answer_tokens)

    def write(passages: Sequence[Passage]) -> tuple[Message, ...]:
        return document_messages(question, passages, history, description.control_tokens)

    bare = model.count(write(())).tokens
    room = limit - bare
    taken: list[Passage] = []
    seen: list[FitDocument] = []
    for document in whole.documents:
        told = FitDocument(document.id, document.name, None, fits=False)
        if document.chunks == 0:
            seen.append(replace(told, tokens=0, fits=True, reason=phrases.document_without_text))
            continue
        if document.chunks * SMALLEST_CHUNK > room:
            seen.append(
                replace(
                    told,
                    reason=phrases.fill(
                        phrases.document_far_too_long, tokens=document.chunks * SMALLEST_CHUNK, room=max(room, 0)
                    ),
                )
            )
            continue
        passage = whole_document(document, whole.pages(document.id))
        tokens = model.count(write([passage])).tokens - bare
        if tokens > room:
            seen.append(
                replace(
                    told,
                    tokens=tokens,
                    reason=phrases.fill(phrases.document_too_long, tokens=tokens, room=max(room, 0)),
                )
            )
            continue
        seen.append(replace(told, tokens=tokens, fits=True))
        taken.append(passage)
        room -= tokens
    messages, planned, taken = _counted(write, model, taken, limit)
    kept = {passage.document for passage in taken}
    seen = [
        replace(each, fits=False, reason=phrases.fill(phrases.document_too_long, tokens=each.tokens or 0, room=0))
        if each.fits and each.tokens and each.id not in kept
        else each
        for each in seen
    ]
    everything = all(each.fits for each in seen)
    window = choose_window(
        max(planned.tokens + limits.answer_tokens, limits.least_window), limits.windows, description.trained_window
    )
    # A window for what is in would hide what is not.
    fitting = window if taken and (everything or all_that_fit) else None
    return LongPlan(Plan(messages, tuple(taken), planned, fitting, largest), tuple(seen))


def _counted(
    write: Callable[[Sequence[Passage]], tuple[Message, ...]], model: ChatModel, taken: list[Passage], limit: int
) -> tuple[tuple[Message, ...], Count, list[Passage]]:
    """Count the whole prompt: tokens may join differently than in the parts; the last document gives way then."""
    messages = write(taken)
    planned = model.count(messages)
    if planned.tokens <= limit or not taken:
        return messages, planned, taken
    return _counted(write, model, taken[:-1], limit)
