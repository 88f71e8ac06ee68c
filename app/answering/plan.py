"""Plan the prompt of an answer: which passages, counted, in which window; or find that it does not fit."""

from dataclasses import dataclass, replace
from functools import cache, partial
from typing import cast

from app.answering.expand import expand, merge
from app.answering.pack import choose_window, pack, usable_windows
from app.answering.prompts import answer_messages, closed_messages, go_on_messages
from app.answering.request import Limits
from app.answering.retrieve import Found, Retriever
from app.answering.types import Answer, Passage
from app.llm.types import ChatModel, Count, Message, Role


@dataclass(frozen=True, slots=True)
class Plan:
    """A prompt with its count and window. `window` is None where it fits none: it must not be sent."""

    messages: tuple[Message, ...]
    passages: tuple[Passage, ...]
    planned: Count
    window: int | None
    largest: int  # tokens of the largest window that could be asked for


def plan_prompt(question: str, found: Found, retriever: Retriever, model: ChatModel, limits: Limits) -> Plan:
    """Put as many of the chunks `found`, and of their neighbours, into a prompt as the budget holds, at least one.

    Where all chunks that there are fit, all are in: of so little, no part need be chosen.
    The budget is limits.passage_tokens above the prompt without passages, inside the largest window with room left
    for the answer. Where not even one chunk fits beside the question, the plan has no window.
    """
    description = model.describe()
    largest = usable_windows(limits.windows, description.trained_window)[-1]

    def write(passages: tuple[Passage, ...]) -> tuple[Message, ...]:
        return answer_messages(question, passages, description.control_tokens)

    def fits(limit: int, passages: tuple[Passage, ...]) -> bool:
        return model.count(write(passages)).tokens <= limit

    # Packing merges several times, and the pages of a long document are much to read.
    merged = partial(merge, document=cache(retriever.document), pages=cache(retriever.pages))
    room = largest - limits.answer_tokens
    budget = min(room, model.count(write(())).tokens + limits.passage_tokens)
    passages = merged(found.whole)
    if not passages or not fits(budget, passages):
        passages = pack(expand(found.best, retriever.neighbours), merged, partial(fits, budget))
        # A single chunk may exceed the budget, which is a wish; the window is none.
        passages = passages or merged(found.best[:1])
    messages = write(passages)
    planned = model.count(messages)
    needed = max(planned.tokens + limits.answer_tokens, limits.least_window)
    window = choose_window(needed, limits.windows, description.trained_window)
    return Plan(messages, passages, planned, window, largest)


def plan_alone(question: str, model: ChatModel, limits: Limits) -> Plan:
    """Plan the prompt that asks the model without any document."""
    description = model.describe()
    messages = closed_messages(question, description.control_tokens)
    planned = model.count(messages)
    needed = max(planned.tokens + limits.answer_tokens, limits.least_window)
    largest = usable_windows(limits.windows, description.trained_window)[-1]
    return Plan(messages, (), planned, choose_window(needed, limits.windows, description.trained_window), largest)


def in_loaded_window(plan: Plan, loaded: int | None, limits: Limits) -> Plan:
    """Take the window that the model is loaded in where the plan needs less: another one would load it anew."""
    if plan.window is None or loaded is None or loaded <= plan.window or loaded not in limits.windows:
        return plan
    return replace(plan, window=loaded)


def plan_rest(stopped: Answer, written: str, model: ChatModel, limits: Limits) -> Plan:
    """Plan the prompt for the rest of an answer: its prompt, and what was `written` after that, if anything."""
    description = model.describe()
    prompt = [Message(cast("Role", message["role"]), message["content"]) for message in stopped.prompt]
    messages = go_on_messages(prompt, written, description.control_tokens) if written else tuple(prompt)
    planned = model.count(messages)
    window = choose_window(planned.tokens + limits.answer_tokens, limits.windows, description.trained_window)
    largest = usable_windows(limits.windows, description.trained_window)[-1]
    return Plan(messages, stopped.passages, planned, window, largest)
