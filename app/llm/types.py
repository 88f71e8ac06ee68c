"""What the rest of the program knows of a chat model: one narrow protocol and the values it speaks in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

Role = Literal["system", "user", "assistant"]
DoneReason = Literal["stop", "length", "cancelled", "broken"]


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation as it is sent to a model."""

    role: Role
    content: str


@dataclass(frozen=True, slots=True)
class ModelDescription:
    """Which model answers, and what is known of it before it is loaded."""

    provider: str
    name: str
    digest: str
    size: int | None  # bytes on disk
    trained_window: int | None  # tokens; a ceiling, not what the server will load
    control_tokens: tuple[str, ...] = ()  # strings of its vocabulary that must never come from a document
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model in the memory of the server."""

    window: int | None  # tokens, as the server really opened it; None where it is too old to tell
    size: int | None  # bytes, weights and window together
    on_gpu: int | None  # bytes of `size` that lie on graphics cards


@dataclass(frozen=True, slots=True)
class WindowMemory:
    """Bytes that a window takes in the memory of the server, and bytes that are free for it there."""

    needed: int
    free: int

    @property
    def enough(self) -> bool:
        """Whether the window can be held."""
        return self.needed <= self.free


@dataclass(frozen=True, slots=True)
class InstalledModel:
    """A model that the server has. `refusal` says why it may not be used for answers, "" where it may."""

    description: ModelDescription
    refusal: str
    loaded: Loaded | None  # None: not in memory now


@dataclass(frozen=True, slots=True)
class Count:
    """Length of a prompt in the model's own tokens, template included; one that is not exact errs on the high side."""

    tokens: int
    exact: bool


@dataclass(frozen=True, slots=True)
class GenerationOptions:
    """How an answer is generated; recorded in it."""

    window: int  # num_ctx, tokens for prompt and answer together
    max_tokens: int  # num_predict, room reserved for the answer
    temperature: float = 0.0
    seed: int = 0
    keep_alive: str = "5m"
    alternatives: int = 0  # tokens that could have come first to be told of, at most 20
    extra: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Completion:
    """What the server said of a finished (or broken) generation. None is what it did not say. Times in seconds."""

    done_reason: DoneReason
    accepted: int | None  # prompt tokens as the server counted them
    cached: int | None
    generated: int | None
    load: float | None
    prefill: float | None
    decode: float | None
    first: tuple[tuple[str, float], ...] = ()  # what could have come first, and ln of how likely; () where not told


class Stream(Protocol):
    """A running generation. Iterate it for the pieces of text; `completion` is there when the iteration has ended."""

    completion: Completion | None

    def __iter__(self) -> Iterator[str]:
        """Yield text as it comes; raises a ModelError where the server fails, after yielding what came before."""
        ...

    def close(self) -> None:
        """End the generation at once, from any thread, also while the model is still reading the prompt."""
        ...


class ChatModel(Protocol):
    """A chat model that can be described, asked how long a prompt is, and asked for an answer."""

    def describe(self) -> ModelDescription:
        """Say which model this is."""
        ...

    def count(self, messages: Sequence[Message]) -> Count:
        """Count the tokens of the whole prompt, as the server will render it."""
        ...

    def loaded_window(self) -> int | None:
        """Say in which window (tokens) the model is loaded now; None where it is not."""
        ...

    def window_memory(self, window: int) -> WindowMemory | None:
        """Say what a window (tokens) would take where the model runs, and what is free; None where it is not known."""
        ...

    def load(self, options: GenerationOptions) -> None:
        """Load the model in its window. Raises DoesNotFit where the server opens a smaller one."""
        ...

    def stream(self, messages: Sequence[Message], options: GenerationOptions) -> Stream:
        """Start an answer. The prompt is never cut: the server is told to refuse what does not fit."""
        ...
