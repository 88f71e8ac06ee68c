"""A chat model without a model, named by the setting `llm = "fake"`: it quotes the passages of its prompt."""

import re
import threading
from collections.abc import Iterator, Sequence

from app.llm.errors import DoesNotFit, ModelError
from app.llm.types import Completion, Count, DoneReason, GenerationOptions, Message, ModelDescription, WindowMemory

CONTROL_TOKENS = ("<|start|>", "<|end|>")
TOKENS_PER_MESSAGE = 2  # the two control tokens around each message

_PASSAGE = re.compile(r"^[ \t]*(?:\[(?P<number>\d+)\]|<passage[^\d>]*(?P<tag>\d+)[^>]*>)", re.MULTILINE | re.IGNORECASE)
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
_WORD = re.compile(r"\w+")
_QUESTION = re.compile(r"question:", re.IGNORECASE)
_PIECE = re.compile(r"\s*\S+")
_PASSAGE_END = re.compile(r"^[ \t]*</passage", re.MULTILINE | re.IGNORECASE)
_SHORTEST_TELLING_WORD = 4  # letters; shorter words are mostly "the", "and", "for"


class FakeChatModel:
    """Answers with the sentence of the passages that shares most words with the question, and its passage number.

    Passages are the parts of the last message between `<passage 1>` and `</passage 1>`, or from a `[1]` at the start of
    a line to the next; the question follows the last "Question:". Where no sentence shares a telling word with it,
    `refusal` is the answer; where nothing follows (a question is to be rewritten), the question before it is. Every
    word is a token. The same prompt always gives the same answer. It does not say what else could have come first.
    """

    def __init__(
        self,
        refusal: str = "Not in these documents.",
        replies: Sequence[str] = (),
        error: ModelError | None = None,
        error_after: int = 0,
        pause: float = 0.0,
    ) -> None:
        """Take the `replies` to give before thinking of own ones, and an `error` to raise after `error_after` words.

        `pause` is the seconds between two words, and before the first one: an answer that takes its time.
        """
        self.prompts: list[tuple[Message, ...]] = []
        self._refusal = refusal
        self._replies = list(replies)
        self._error = error
        self._error_after = error_after
        self._pause = pause

    def describe(self) -> ModelDescription:
        """Say that this is no real model."""
        return ModelDescription(
            provider="fake",
            name="fake",
            digest="fake",
            size=None,
            trained_window=None,
            control_tokens=CONTROL_TOKENS,
            warnings=("This is the built-in stand-in for a model: it only quotes.",),
        )

    def count(self, messages: Sequence[Message]) -> Count:
        """Count words, and two tokens more for each message."""
        words = sum(len(_PIECE.findall(message.content)) for message in messages)
        return Count(tokens=words + TOKENS_PER_MESSAGE * len(messages), exact=True)

    def loaded_window(self) -> int | None:
        """Say that it is nowhere loaded."""
        return None

    def window_memory(self, window: int) -> WindowMemory | None:  # noqa: ARG002  # takes none, whatever the window
        """Say that nothing is known."""
        return None

    def load(self, options: GenerationOptions) -> None:
        """Do nothing: there is nothing to load."""

    def stream(self, messages: Sequence[Message], options: GenerationOptions) -> "FakeStream":
        """Start an answer; the stream raises DoesNotFit where the prompt is longer than the window."""
        self.prompts.append(tuple(messages))
        reply = self._replies.pop(0) if self._replies else self._quote(messages)
        prompt_tokens = self.count(messages).tokens
        error, error_after = self._error, self._error_after
        if prompt_tokens > options.window:
            what = f"The prompt has {prompt_tokens} tokens and the window {options.window}."
            error, error_after = DoesNotFit(what, "Choose fewer passages or a larger window."), 0
        room = max(0, min(options.max_tokens, options.window - prompt_tokens))
        return FakeStream(_PIECE.findall(reply), room, prompt_tokens, error, error_after, self._pause)

    def _quote(self, messages: Sequence[Message]) -> str:
        prompt = messages[-1].content if messages else ""
        passages, question = read_prompt(prompt)
        if not question and len(asked := _QUESTION.split(prompt)) > 2:
            return asked[-2].partition("\n")[0].strip()
        wanted = _telling_words(question)
        candidates = [
            (len(wanted & _telling_words(sentence)), -order, sentence.strip(), number)
            for order, (number, text) in enumerate(passages)
            for sentence in _SENTENCE.findall(text)
        ]
        shared, _, sentence, number = max(candidates, default=(0, 0, "", 0))
        return f"{sentence} [{number}]" if shared else self._refusal


class FakeStream:
    """A running answer of the fake model: yields word by word."""

    def __init__(
        self, pieces: list[str], room: int, prompt_tokens: int, error: ModelError | None, error_after: int, pause: float
    ) -> None:
        """Take the pieces to yield, how many there is room for, and the error to raise after `error_after` of them."""
        self.completion: Completion | None = None
        self._pieces = pieces
        self._room = room
        self._prompt_tokens = prompt_tokens
        self._error = error
        self._error_after = error_after
        self._pause = pause
        self._closed = threading.Event()

    def __iter__(self) -> Iterator[str]:
        """Yield the words of the answer; raises the error that the model was told to raise."""
        for position in range(len(self._pieces) + 1):
            if self._closed.wait(self._pause):
                return self._end("cancelled", position)
            if self._error is not None and position >= min(self._error_after, len(self._pieces)):
                self._end("broken", position)
                raise self._error
            if position == len(self._pieces):
                return self._end("stop", position)
            if position == self._room:
                return self._end("length", position)
            yield self._pieces[position]
        return None

    def close(self) -> None:
        """End the answer at once."""
        self._closed.set()

    def _end(self, reason: DoneReason, generated: int) -> None:
        finished = reason in ("stop", "length")
        self.completion = Completion(
            done_reason=reason,
            accepted=self._prompt_tokens if finished else None,
            cached=None,
            generated=generated if finished else None,
            load=None,
            prefill=None,
            decode=None,
        )


def read_prompt(prompt: str) -> tuple[list[tuple[int, str]], str]:
    """Read the numbered passages [(number, text)] and the question out of a prompt."""
    asked = list(_QUESTION.finditer(prompt))
    body, question = (prompt[: asked[-1].start()], prompt[asked[-1].end() :]) if asked else (prompt, prompt)
    marks = list(_PASSAGE.finditer(body))
    ends = [*(mark.start() for mark in marks[1:]), len(body)][: len(marks)]
    texts = [_PASSAGE_END.split(body[mark.end() : end])[0] for mark, end in zip(marks, ends, strict=True)]
    numbers = [int(mark["number"] or mark["tag"]) for mark in marks]
    return list(zip(numbers, texts, strict=True)), question.strip()


def _telling_words(text: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(text) if len(word) >= _SHORTEST_TELLING_WORD}
