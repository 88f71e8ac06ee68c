"""The way of a question: condense, retrieve, fuse, expand, pack, generate, cite, verify. The result is one Answer."""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.answering.archive import begun
from app.answering.cite import cite, has_words
from app.answering.condense import STANDALONE_TOKENS, Standalone, borrowed, condense, joined
from app.answering.expand import merge
from app.answering.generate import SILENT, Generated, Listener, generate
from app.answering.outcome import (
    accepted_warnings,
    ending_warnings,
    no_room,
    no_room_to_go_on,
    recorded,
    spent,
    support_warnings,
)
from app.answering.pack import choose_window
from app.answering.plan import Plan, plan_prompt, plan_rest
from app.answering.prompts import REFUSAL
from app.answering.quotes import best_sentences, cited_quotes, quoted_text
from app.answering.refusal import without_refusal
from app.answering.request import Limits, Question
from app.answering.retrieve import Candidate, Retriever
from app.answering.types import Answer, ModelUsed, Passage, Timings, Tokens
from app.llm.types import ChatModel, GenerationOptions, Message

__all__ = ["Answerer", "Limits", "Question"]

NO_MODEL = "No chat model answers here, so these are quotes. `muniment doctor` says how to add one."
NO_WORDS = "The model answered without words, so these are quotes. Ask in other words, or choose a larger model."
NEAREST = "The nearest passages say:"
_END_MARKERS = re.compile(r"(?:\s*\[\d+\])+\s*$")


@dataclass(frozen=True, slots=True)
class Answerer:
    """The parts that answer: the asker's view of the documents, the model (None: quotes only), limits, sampling."""

    retriever: Retriever
    model: ChatModel | None
    limits: Limits
    sampling: GenerationOptions  # its window and max_tokens are replaced for each prompt
    listener: Listener = SILENT

    def answer(self, question: Question) -> Answer:
        """Answer one question.

        A prompt that fits no window is not sent: the Answer says so. A ModelError before the model's first word is
        raised; what breaks off later, or is cancelled, keeps what came.
        """
        began = time.monotonic()
        model = None if question.mode == "quotes" else self.model
        draft = self._condense(_draft(question, model), question, model)
        draft, found = self._retrieve(draft)
        if self.listener.cancelled():
            answer = replace(draft, ended_by="cancelled")
        elif model is None or not found:
            answer = self._quote(draft, merge(found, self.retriever.document, self.retriever.pages))
        else:
            plan = plan_prompt(draft.standalone, found, self.retriever, model, self.limits)
            answer = self._write(draft, plan, model)
        warnings = (*answer.warnings, *(question.unread if answer.refused else ()))
        return replace(answer, warnings=warnings, timings=replace(answer.timings, total=time.monotonic() - began))

    def go_on(self, stopped: Answer) -> Answer:
        """Write on where an answer stopped (`stopped.can_go_on`), from the passages that it had.

        The text is what came before and what comes now, checked anew as a whole. Raises a ModelError as `answer` does.
        """
        assert self.model is not None
        began = time.monotonic()
        written = open_end(stopped.text)
        draft = replace(stopped, warnings=self.model.describe().warnings, timings=Timings(), citations=())
        plan = plan_rest(stopped, written, self.model, self.limits)
        answer = replace(self._write(draft, plan, self.model, written), prompt=stopped.prompt)
        return replace(answer, timings=replace(answer.timings, total=time.monotonic() - began))

    def _condense(self, draft: Answer, question: Question, model: ChatModel | None) -> Answer:
        if not question.history:
            return draft
        if model is None:
            return replace(draft, standalone=joined(question.text, question.history))
        standalone = self._ask_standalone(question, model)
        return replace(
            draft,
            standalone=standalone.question,
            follows=borrowed(standalone.question, question.text, question.history),
            warnings=(*draft.warnings, *standalone.warnings),
        )

    def _ask_standalone(self, question: Question, model: ChatModel) -> Standalone:
        description = model.describe()

        def window(messages: Sequence[Message]) -> int | None:
            needed = model.count(messages).tokens + STANDALONE_TOKENS
            # The window that the answer will need, if it can be: another one would load the model twice.
            usual = max(needed, self.limits.passage_tokens + self.limits.answer_tokens)
            windows, trained = self.limits.windows, description.trained_window
            return choose_window(usual, windows, trained) or choose_window(needed, windows, trained)

        def rewrite(messages: Sequence[Message], window: int) -> str:
            options = replace(self.sampling, window=window, max_tokens=STANDALONE_TOKENS)
            generated = generate(model, messages, options, replace(self.listener, on_text=SILENT.on_text))
            return generated.text if generated.ended_by == "stop" else ""

        return condense(question.text, question.history, description.control_tokens, window, rewrite)

    def _retrieve(self, draft: Answer) -> tuple[Answer, list[Candidate]]:
        began = time.monotonic()
        found = self.retriever.retrieve(draft.standalone, self.limits.depth, self.limits.passages)
        return replace(draft, timings=Timings(retrieve=time.monotonic() - began)), found

    def _quote(self, draft: Answer, passages: tuple[Passage, ...]) -> Answer:
        quotes = best_sentences(draft.standalone, passages, self.retriever.encoder, self.limits.quotes)
        if not quotes:
            return self._refuse(draft, passages)
        citations = cited_quotes(quotes, passages)
        return replace(draft, text=quoted_text(quotes), passages=passages, citations=citations)

    def _write(self, draft: Answer, plan: Plan, model: ChatModel, written: str = "") -> Answer:
        """Let the model write the answer, or the rest of one of which `written` came before."""
        if plan.window is None and written:
            warning = no_room_to_go_on(plan.planned.tokens, self.limits.answer_tokens, plan.largest)
            return self._check(replace(draft, warnings=(*draft.warnings, warning)), written)
        if plan.window is None:
            text = no_room(plan.planned.tokens, self.limits.answer_tokens, plan.largest)
            tokens = Tokens(planned=plan.planned.tokens, window=plan.largest)
            return replace(draft, text=text, does_not_fit=True, tokens=tokens)
        options = replace(self.sampling, window=plan.window, max_tokens=self.limits.answer_tokens)
        self.listener.on_plan(len(plan.passages), plan.planned.tokens)
        generated = generate(model, plan.messages, options, self.listener)
        draft = replace(
            draft,
            options=recorded(options),
            prompt=tuple({"role": message.role, "content": message.content} for message in plan.messages),
            passages=plan.passages,
            ended_by=generated.ended_by,
            tokens=spent(plan, generated),
            timings=_timed(draft.timings, generated),
            warnings=(*draft.warnings, *accepted_warnings(plan, generated), *ending_warnings(generated)),
        )
        return self._check(draft, joined_text(written, generated.text))

    def _check(self, draft: Answer, reply: str) -> Answer:
        text = without_refusal(reply)
        if reply.strip() and not text:
            return self._refuse(draft, draft.passages)
        if draft.ended_by == "stop" and not has_words(text):
            return replace(self._quote(draft, draft.passages), warnings=(*draft.warnings, NO_WORDS))
        cited = cite(text, draft.passages, draft.standalone)
        return replace(
            draft,
            text=cited.text,
            citations=cited.citations,
            unsupported=cited.unsupported,
            warnings=(*draft.warnings, *support_warnings(cited)),
        )

    def _refuse(self, draft: Answer, passages: tuple[Passage, ...]) -> Answer:
        quotes = best_sentences(draft.standalone, passages, self.retriever.encoder, self.limits.quotes)
        text = f"{REFUSAL}\n\n{NEAREST}\n\n{quoted_text(quotes)}" if quotes else REFUSAL
        return replace(draft, text=text, refused=True, passages=passages, citations=cited_quotes(quotes, passages))


def _draft(question: Question, model: ChatModel | None) -> Answer:
    used = ModelUsed()
    warnings: tuple[str, ...] = () if question.mode == "quotes" else (NO_MODEL,)
    if model:
        description = model.describe()
        used, warnings = ModelUsed(description.provider, description.name, description.digest), description.warnings
    return replace(
        begun(question.id, question.text, question.mode, 0.0),
        mode=question.mode if model else "quotes",
        model=used,
        warnings=warnings,
        ended_by="stop",
        scope=question.scope,
    )


def open_end(text: str) -> str:
    """Take the markers from the end of a text that stops inside a sentence: the sentence goes on there."""
    bare = _END_MARKERS.sub("", text)
    return text if bare.endswith((".", "!", "?", ":")) else bare


def joined_text(written: str, rest: str) -> str:
    """Put the rest of an answer behind what came before; a rest that is a refusal adds nothing."""
    if not written:
        return rest
    rest = without_refusal(rest)
    apart = "" if not rest or written[-1].isspace() or rest[0].isspace() or rest[0] in ".,;:!?)]" else " "
    return written + apart + rest


def _timed(timings: Timings, generated: Generated) -> Timings:
    completion = generated.completion
    return replace(
        timings,
        load=completion.load if completion else None,
        first_token=generated.first_token,
        prefill=completion.prefill if completion else None,
        decode=completion.decode if completion else None,
    )
