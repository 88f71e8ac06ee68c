"""What a question asks for, and how much may be retrieved, sent and written for it."""

from dataclasses import dataclass

from app.answering.types import Mode, Turn


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, in which mode, after what was said before.

    `unread` tells, a sentence a document, which pages of the documents asked could not be read: a refusal repeats it.
    `scope` names the documents asked, () for all. `all_that_fit` has the long mode leave out what does not fit.
    """

    id: str
    text: str
    mode: Mode
    history: tuple[Turn, ...] = ()
    unread: tuple[str, ...] = ()
    scope: tuple[int, ...] = ()
    all_that_fit: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is retrieved, sent and written. Windows and token counts are in tokens of the chat model."""

    windows: tuple[int, ...]
    answer_tokens: int  # room reserved for the answer
    passage_tokens: int  # budget for passages
    passages: int  # chunks, before neighbours are added
    depth: int  # chunks of each ranking that are fused
    quotes: int = 3  # sentences shown in quotes mode and beside a refusal
    effective_window: int | None = None  # as it was measured for the model; the auto mode reads no more than that
    least_readiness: float | None = None  # of the model to answer from passages; None: it cannot judge, or nobody knows
    least_window: int = 0  # prompts go out in a window of at least this size, so that several answers share one


@dataclass(frozen=True, slots=True)
class Scope:
    """Which documents may be used: those of a space, or only those of them that are named (by name or id).

    `all_that_fit` has the long mode take as many as fit, and list the others, where it would refuse.
    """

    space: str = "main"
    documents: tuple[str, ...] = ()
    all_that_fit: bool = False


EVERYTHING = Scope()
