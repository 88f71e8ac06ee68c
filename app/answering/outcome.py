"""What an Answer says of its own making: the options sent, the tokens spent, and what to know of how it ended."""

from collections.abc import Sequence

from app.answering.cite import Cited
from app.answering.fit import LongPlan
from app.answering.generate import Generated
from app.answering.phrases import Phrases
from app.answering.plan import Plan
from app.answering.types import Mode, Passage, Tokens
from app.llm.types import GenerationOptions, WindowMemory
from vectorstore.types import Document

MOST_NAMED = 10
"""Documents that a message names; it counts the others."""

WAYS_OUT = (
    "- Choose fewer documents, or have all that fit read.\n"
    "- Allow larger windows (the setting `windows`), as far as the model and the memory go.\n"
    "- Ask from passages (RAG), which needs a small window."
)


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
    return phrases.looked_first.format(names=_listed(names, phrases))


def accepted_warnings(plan: Plan, generated: Generated) -> tuple[str, ...]:
    """Compare the prompt that was planned with the one that the server says it read."""
    accepted, planned = spent(plan, generated).accepted, plan.planned
    if accepted is None:
        return ()
    if accepted == plan.window:
        return (
            f"The server read exactly as many tokens as its window holds ({accepted}): it may have cut the prompt.",
        )
    if accepted > planned.tokens or (planned.exact and accepted < planned.tokens):
        counts = f"{planned.tokens} tokens were planned and the server counted {accepted}"
        return (f"{counts}: it may not have read the prompt as it was sent. `muniment doctor` checks the model.",)
    return ()


def ending_warnings(generated: Generated, phrases: Phrases) -> tuple[str, ...]:
    """Say what to do about an answer that did not come to its own end."""
    if generated.broken:
        return (phrases.broke_off.format(reason=generated.broken),)
    if generated.ended_by == "length":
        return (phrases.used_up,)
    return ()


def support_warnings(cited: Cited, phrases: Phrases) -> tuple[str, ...]:
    """Warn of an answer of which nothing was found in the passages, and of numbers that stand nowhere."""
    warnings = []
    if cited.unsupported and all(citation.verdict == "unsupported" for citation in cited.citations):
        warnings.append(phrases.guess)
    if cited.numbers:
        warnings.append(phrases.uncounted.format(numbers=", ".join(cited.numbers[:MOST_NAMED])))
    return tuple(warnings)


def looked_at(mode: Mode, passages: Sequence[Passage], phrases: Phrases) -> str:
    """Say what a refusal rests on, "" where there was nothing to look at."""
    if not passages:
        return ""
    names = _listed(list(dict.fromkeys(passage.document_name for passage in passages)), phrases)
    if mode == "long":
        return phrases.read_whole.format(names=names)
    looked = phrases.looked_once if len(passages) == 1 else phrases.looked
    return looked.format(passages=f"{len(passages):,}", names=names)


def nowhere(names: Sequence[str], phrases: Phrases) -> str:
    """Name what the question names and nothing found has, "" where that is nothing."""
    return phrases.nowhere.format(names=", ".join(names[:MOST_NAMED])) if names else ""


def unread_lines(documents: Sequence[Document], working: int, phrases: Phrases) -> tuple[str, ...]:
    """Say which `documents` have pages that could not be read, and how many documents are still being read."""
    lines = [
        phrases.unread.format(name=document.name, unread=len(document.unread_pages), pages=document.pages)
        for document in documents
    ]
    return (*lines, *([phrases.still_read.format(count=f"{working:,}")] if working else []))


def _listed(names: Sequence[str], phrases: Phrases) -> str:
    more = len(names) - MOST_NAMED
    listed = ", ".join(names[:MOST_NAMED])
    return f"{listed} {phrases.more.format(count=f'{more:,}')}" if more > 0 else listed


def no_room(prompt: int, answer: int, largest: int) -> str:
    """Say that nothing was sent, and the ways out. All in tokens."""
    return (
        f"The question does not fit: with a single passage the prompt has {prompt:,} tokens, and {answer:,} more are "
        f"kept for the answer, but the largest window is {largest:,}. Nothing was sent.\n\n"
        "- Ask a shorter question.\n"
        "- Set larger windows (the setting `windows`), as far as the model and the memory allow.\n"
        "- Use quotes mode, which needs no window."
    )


def documents_do_not_fit(long: LongPlan, answer: int) -> str:
    """Say which whole documents do not fit, that nothing was sent, and the ways out. `answer` in tokens."""
    outside = "\n".join(f"- {document.name}: {document.reason}" for document in long.outside[:MOST_NAMED])
    more = len(long.outside) - MOST_NAMED
    rest = f"\n- and {more:,} more" if more > 0 else ""
    return (
        f"These documents do not fit whole: the prompt would have at least {long.whole_tokens:,} tokens, {answer:,} "
        f"more are kept for the answer, and the largest window is {long.plan.largest:,}. Nothing was sent.\n\n"
        f"What is left out in their order:\n\n{outside}{rest}\n\n{WAYS_OUT}"
    )


def window_takes_too_much(window: int, memory: WindowMemory) -> str:
    """Say that the machine cannot hold a window (tokens), and the ways out."""
    gibibyte = 1024**3
    return (
        f"A window of {window:,} tokens takes {memory.needed / gibibyte:.1f} GiB of memory beside the model, and "
        f"{memory.free / gibibyte:.1f} GiB are free. Nothing was sent.\n\n{WAYS_OUT}"
    )


def left_out_warnings(long: LongPlan) -> tuple[str, ...]:
    """Name the documents that were left out of a prompt since they do not fit."""
    if not long.outside:
        return ()
    names = ", ".join(document.name for document in long.outside[:MOST_NAMED])
    more = len(long.outside) - MOST_NAMED
    rest = f" and {more:,} more" if more > 0 else ""
    return (f"Not read, since they do not fit beside the others: {names}{rest}.",)


def no_room_to_go_on(prompt: int, answer: int, largest: int) -> str:
    """Say that an answer cannot be written on, and the way out. All in tokens."""
    return (
        f"There is no room to go on: passages and answer have {prompt:,} tokens, {answer:,} more are kept for what is "
        f"missing, and the largest window is {largest:,}. Ask for the missing part in a new question."
    )
