"""What passages have against a question, whatever a model made of them."""

from app.answering.answerable import is_spoken_of
from app.answering.conflict import conflict_warnings
from app.answering.contrary import contrary_warnings
from app.answering.phrases import phrases_for
from app.answering.premise import doubts
from app.answering.types import Answer


def notes_on(answer: Answer) -> tuple[str, ...]:
    """Say where passages contradict each other or what the question takes for granted, or have none of its words."""
    phrases = phrases_for(answer.question)
    may_be_strange = answer.standalone != answer.question and not answer.refused
    is_strange = may_be_strange and not is_spoken_of(answer.question, answer.passages)
    strange = (phrases.not_spoken_of,) if is_strange else ()
    # Of passages that contradict each other a small model often says that nothing answers.
    conflicts = conflict_warnings(answer.standalone, answer.passages, phrases)
    # A question that is asked of passages is refused for it, and the refusal says so.
    contrary = contrary_warnings(answer.question, answer.passages) if answer.mode == "long" else ()
    return (*strange, *conflicts, *doubts(answer.question, answer.passages), *contrary)
