"""What an Answer says of its own making: the options sent, the tokens spent, and what to know of how it ended."""

from collections.abc import Sequence

from app.answering.cite import Cited, context_of
from app.answering.evidence import language_of_passages
from app.answering.fit import LongPlan
from app.answering.generate import Generated
from app.answering.phrases import Phrases, phrases_for
from app.answering.plan import Plan
from app.answering.route import needs_everything
from app.answering.terms import content_stems
from app.answering.types import Answer, Mode, Passage, Tokens
from app.llm.types import GenerationOptions, WindowMemory
from vectorstore.language import language_of
from vectorstore.types import Document

MOST_NAMED = 10
"""Documents that a message names; it counts the others."""

OWN_WORDS = 4
"""Fewest words of an answer that neither passages nor question have, for it to be made up."""


def recorded(options: GenerationOptions) -> dict[str, object]:
    """Name the options as they are sent, so that the same answer can be asked for again."""
    return {
        "num_ctx": options.window,
        "num_predict": options.max_tokens,
        "temperature": options.temperature,
        "seed": options.seed,
        "keep_alive": options.keep_alive,
        "think": False,
        "truncate": False,
        "shift": False,
        **options.extra,
    }


def spent(plan: Plan, generated: Generated) -> Tokens:
    """Give the tokens planned and those that the server counted; None is what it did not say."""
    completion = generated.completion
    if completion is None:
        return Tokens(planned=plan.planned.tokens, window=plan.window)
    return Tokens(plan.planned.tokens, completion.accepted, completion.cached, completion.generated, plan.window)


def looked_first_line(names: Sequence[str], phrases: Phrases) -> str:
    """Say which documents came first since the question names them; the others were searched too."""
    return phrases.fill(phrases.looked_first, names=_listed(names, phrases))


def accepted_warnings(plan: Plan, generated: Generated, phrases: Phrases) -> tuple[str, ...]:
    """Compare the prompt that was planned with the one that the server says it read."""
    accepted, planned = spent(plan, generated).accepted, plan.planned
    if accepted is None:
        return ()
    if accepted == plan.window:
        return (phrases.fill(phrases.perhaps_cut, tokens=accepted),)
    if accepted > planned.tokens or (planned.exact and accepted < planned.tokens):
        return (phrases.fill(phrases.counted_otherwise, planned=planned.tokens, accepted=accepted),)
    return ()


def ending_warnings(generated: Generated, phrases: Phrases) -> tuple[str, ...]:
    """Say what to do about an answer that did not come to its own end."""
    if generated.broken:
        return (phrases.fill(phrases.broke_off, reason=str(generated.broken)),)
    if generated.ended_by == "length":
        return (phrases.used_up,)
    return ()


def is_guess(cited: Cited) -> bool:
    """Whether no sentence of an answer has support in the passages."""
    return bool(cited.unsupported) and all(citation.verdict == "unsupported" for citation in cited.citations)


def is_made_up(cited: Cited, question: str, passages: Sequence[Passage]) -> bool:
    """Whether an answer is a guess with so many words of its own that it may be held back.

    A short one may say in other words what a passage says ("annually"). One with a number that stands nowhere may be
    computed, one to a question that needs everything counts or sums up, and one in another language than the passages
    shares no words with them. These are shown, with a warning.
    """
    if not is_guess(cited) or cited.numbers or needs_everything(question):
        return False
    language = language_of_passages(passages)
    if language_of(cited.text) != language:
        return False
    known = [question, *(passage.text for passage in passages), *map(context_of, passages)]
    own = content_stems(cited.text, language).difference(*(content_stems(text, language) for text in known))
    return len(own) >= OWN_WORDS


def support_warnings(cited: Cited, phrases: Phrases) -> tuple[str, ...]:
    """Warn of an answer of which nothing was found, of cells taken for others, and of numbers that stand nowhere."""
    warnings = []
    if is_guess(cited):
        warnings.append(phrases.guess)
    markers: dict[str, int] = {}
    for citation in cited.citations:
        if citation.instead:
            markers.setdefault(citation.instead, citation.marker)
    told = [f"{phrases.fill(phrases.instead, cell=cell)} [{marker}]" for cell, marker in markers.items()]
    warnings += told[:MOST_NAMED]
    if cited.numbers:
        warnings.append(phrases.fill(phrases.uncounted, numbers=", ".join(cited.numbers[:MOST_NAMED])))
    return tuple(warnings)


def looked_at(mode: Mode, passages: Sequence[Passage], phrases: Phrases) -> str:
    """Say what a refusal rests on, "" where there was nothing to look at."""
    if not passages:
        return ""
    names = _listed(list(dict.fromkeys(passage.document_name for passage in passages)), phrases)
    if mode == "long":
        return phrases.fill(phrases.read_whole, names=names)
    looked = phrases.looked_once if len(passages) == 1 else phrases.looked
    return phrases.fill(looked, passages=len(passages), names=names)


def nowhere(names: Sequence[str], phrases: Phrases) -> str:
    """Name what the question names and nothing found has, "" where that is nothing."""
    return phrases.fill(phrases.nowhere, names=", ".join(names[:MOST_NAMED])) if names else ""


def unread_lines(documents: Sequence[Document], working: int, phrases: Phrases) -> tuple[str, ...]:
    """Say which `documents` have pages that could not be read, and how many documents are still being read."""
    lines = [
        phrases.fill(phrases.unread, name=document.name, unread=len(document.unread_pages), pages=document.pages)
        for document in documents
    ]
    return (*lines, *([phrases.fill(phrases.still_read, count=working)] if working else []))


def _listed(names: Sequence[str], phrases: Phrases) -> str:
    more = len(names) - MOST_NAMED
    listed = ", ".join(names[:MOST_NAMED])
    return f"{listed} {phrases.fill(phrases.more, count=more)}" if more > 0 else listed


def no_room(prompt: int, answer: int, largest: int, phrases: Phrases) -> str:
    """Say that nothing was sent, and the ways out. All in tokens."""
    return phrases.fill(phrases.too_long_question, prompt=prompt, answer=answer, largest=largest)


def documents_do_not_fit(long: LongPlan, answer: int, phrases: Phrases) -> str:
    """Say which whole documents do not fit, that nothing was sent, and the ways out. `answer` in tokens."""
    outside = [f"- {document.name}: {document.reason}" for document in long.outside[:MOST_NAMED]]
    more = len(long.outside) - MOST_NAMED
    if more > 0:
        outside.append(f"- {phrases.fill(phrases.more, count=more)}")
    text = phrases.fill(
        phrases.documents_too_long,
        prompt=long.whole_tokens,
        answer=answer,
        largest=long.plan.largest,
        documents="\n".join(outside),
    )
    return f"{text}\n\n{phrases.ways_out}"


def window_takes_too_much(window: int, memory: WindowMemory, phrases: Phrases) -> str:
    """Say that the machine cannot hold a window (tokens), and the ways out."""
    needed, free = (size / 1024**3 for size in (memory.needed, memory.free))
    text = phrases.fill(phrases.window_too_large, window=window, needed=needed, free=free)
    return f"{text}\n\n{phrases.ways_out}"


def left_out_warnings(long: LongPlan, phrases: Phrases) -> tuple[str, ...]:
    """Name the documents that were left out of a prompt since they do not fit."""
    if not long.outside:
        return ()
    return (phrases.fill(phrases.left_out, names=_listed([document.name for document in long.outside], phrases)),)


def no_room_to_go_on(prompt: int, answer: int, largest: int, phrases: Phrases) -> str:
    """Say that an answer cannot be written on, and the way out. All in tokens."""
    return phrases.fill(phrases.too_long_to_go_on, prompt=prompt, answer=answer, largest=largest)


def turns_warnings(left_out: int, phrases: Phrases) -> tuple[str, ...]:
    """Warn of the turns that had no room when a question was completed by the conversation."""
    return (phrases.fill(phrases.turns_left_out, count=left_out),) if left_out else ()


def route_line(answer: Answer) -> str:
    """Say why the auto mode went its way, and what that took; "" where there is nothing to say."""
    route = answer.route
    if route is None or not route.why:
        return ""
    if route.spent is None:
        return route.why
    phrases, saved = phrases_for(answer.question), route.saved or 0
    labels = phrases.page
    took = labels.spent_fewer if saved > 0 else labels.spent_more if saved < 0 else labels.spent
    return f"{route.why} {phrases.fill(took, tokens=route.spent, saved=saved, more=-saved)}"
