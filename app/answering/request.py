"""What a question asks for, and how much may be retrieved, sent and written for it."""

from dataclasses import dataclass

from app.answering.types import Mode, Turn


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, in which mode, after what was said before.

    `unread` tells, a sentence a document, which pages of the documents asked could not be read: a refusal repeats it.
    `scope` names the documents asked, () for all.
    """

    id: str
    text: str
    mode: Mode
    history: tuple[Turn, ...] = ()
    unread: tuple[str, ...] = ()
    scope: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is retrieved, sent and written. Windows and token counts are in tokens of the chat model."""

    windows: tuple[int, ...]
    answer_tokens: int  # room reserved for the answer
    passage_tokens: int  # budget for passages
    passages: int  # chunks, before neighbours are added
    depth: int  # chunks of each ranking that are fused
    quotes: int = 3  # sentences shown in quotes mode and beside a refusal
