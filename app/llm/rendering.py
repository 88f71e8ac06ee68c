"""Prompts as the server's chat template renders them, asked of the server once for each shape of a conversation."""

import re
from collections.abc import Callable, Sequence

from app.llm.types import Message

_MARK = re.compile("\n §muniment (\\d+)§ \n")
_MOST_SHAPES = 64


class PromptRenderer:
    """Renders conversations; remembers what the template puts around the messages.

    The server is asked about messages that consist of a mark. Where the marks come back whole, with the white space
    around them, the template takes contents as they are, and any conversation with the same roles is rendered here:
    counting needs no further request, and no text is sent twice. Where they do not, every conversation is sent.
    """

    def __init__(self, ask: Callable[[Sequence[Message]], str | None]) -> None:
        """Take what asks the server to render; it gives None where the server does not do so."""
        self._ask = ask
        self._shapes: dict[tuple[tuple[str, bool], ...], list[str] | None] = {}
        self._told = True

    def render(self, messages: Sequence[Message]) -> str | None:
        """Return the prompt as the server will render it, None where it does not tell."""
        frame = self._frame(messages)
        if not self._told:
            return None  # asking on would have it answer every prompt that is only to be counted
        return self._ask(messages) if frame is None or any(map(_filtered, messages)) else filled(frame, messages)

    def _frame(self, messages: Sequence[Message]) -> list[str] | None:
        shape = tuple((message.role, bool(message.content)) for message in messages)
        if self._told and shape not in self._shapes:
            if len(self._shapes) >= _MOST_SHAPES:
                self._shapes.clear()
            rendered = self._ask(marked(messages))
            self._told = rendered is not None
            self._shapes[shape] = framed(rendered or "", messages)
        return self._shapes.get(shape)


def marked(messages: Sequence[Message]) -> list[Message]:
    """Return messages of the same roles whose contents, unless empty, are numbered marks with white space around."""
    return [
        Message(message.role, f"\n §muniment {number}§ \n" if message.content else "")
        for number, message in enumerate(messages)
    ]


def framed(rendered: str, messages: Sequence[Message]) -> list[str] | None:
    """Cut a rendered prompt at its marks: texts of the template at even places, numbers of messages at odd ones.

    None where a message that has a content is not in it with all its white space.
    """
    frame = _MARK.split(rendered)
    expected = {str(number) for number, message in enumerate(messages) if message.content}
    return frame if set(frame[1::2]) == expected and "§muniment" not in "".join(frame[::2]) else None


def filled(frame: Sequence[str], messages: Sequence[Message]) -> str:
    """Put the contents of the messages into the frame."""
    return "".join(messages[int(part)].content if place % 2 else part for place, part in enumerate(frame))


def _filtered(message: Message) -> bool:
    # From answers that begin with thoughts, some templates drop the thoughts.
    return message.role == "assistant" and message.content.lstrip().startswith("<")
