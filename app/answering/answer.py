"""The way of a question: condense, retrieve, expand, pack, generate, cite. Its result is one frozen Answer."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.answering.cite import cite
from app.answering.condense import STANDALONE_TOKENS, Standalone, condense, joined
from app.answering.expand import expand, merge
from app.answering.generate import SILENT, Generated, Listener, generate
from app.answering.pack import choose_window, pack
from app.answering.prompts import REFUSAL, answer_messages, is_refusal
from app.answering.quotes import quote_answer
from app.answering.retrieve import Candidate, Retriever
from app.answering.types import Answer, Mode, ModelUsed, Passage, Timings, Tokens, Turn
from app.llm.types import ChatModel, Count, GenerationOptions, Message, ModelDescription

NO_MODEL = "No chat model answers here, so these are quotes. `muniment doctor` says how to add one."
NOTHING_FITS = (
    "The question does not fit the model's window together with even one passage, so nothing was sent. "
    "Ask a shorter question, set larger windows, or use quotes."
)
NEAREST = "The nearest passages say:"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is retrieved, sent and written. Windows and token counts are in tokens of the chat model."""

    windows: tuple[int, ...]
    answer_tokens: int
    passage_tokens: int
    passages: int  # chunks, before neighbours are added
    depth: int  # chunks of each ranking that are fused
    quotes: int = 2  # sentences shown in quotes mode and beside a refusal


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, in which mode, after what was said before; `warnings` are known of the documents beforehand."""

    id: str
    text: str
    mode: Mode
    history: tuple[Turn, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answerer:
    """The parts that answer: the asker's view of the documents, the model (None: quotes only), limits, sampling."""

    retriever: Retriever
    model: ChatModel | None
    limits: Limits
    sampling: GenerationOptions
    listener: Listener = SILENT

    def answer(self, question: Question) -> Answer:
        """Answer one question. Raises a ModelError where the model fails before its first word."""
        began = time.monotonic()
        if self.model is None or question.mode == "quotes":
            answer = self._quotes(question)
        else:
            answer = self._rag(question, self.model, self.model.describe())
        return replace(
            answer,
            timings=replace(answer.timings, total=time.monotonic() - began),
            warnings=(*question.warnings, *answer.warnings),
        )

    def _rag(self, question: Question, model: ChatModel, description: ModelDescription) -> Answer:
        standalone = self._condense(question, model, description)
        found, seconds = self._retrieve(standalone.question)
        answer = replace(
            _empty(question),
            standalone=standalone.question,
            model=ModelUsed(description.provider, description.name, description.digest),
            timings=Timings(retrieve=seconds),
            warnings=_left_out(standalone),
        )
        if not found:
            return replace(answer, text=REFUSAL, refused=True)
        passages = self._pack(standalone.question, found, model, description)
        if not passages:
            return replace(answer, text=NOTHING_FITS, does_not_fit=True)
        return self._generate(answer, passages, model, description)

    def _generate(
        self, answer: Answer, passages: tuple[Passage, ...], model: ChatModel, description: ModelDescription
    ) -> Answer:
        messages = answer_messages(answer.standalone, passages, description.control_tokens)
        planned = model.count(messages)
        window = self._window(planned.tokens, self.limits.answer_tokens, description)
        assert window is not None, "pack only gives what fits"
        options = replace(self.sampling, window=window, max_tokens=self.limits.answer_tokens)
        generated = generate(model, messages, options, self.listener)
        completion = generated.completion
        return replace(
            self._cited(answer, generated, passages),
            options=_recorded(options),
            prompt=tuple({"role": message.role, "content": message.content} for message in messages),
            ended_by=completion.done_reason,
            tokens=Tokens(planned.tokens, completion.accepted, completion.cached, completion.generated, window),
            timings=replace(
                answer.timings,
                load=completion.load,
                first_token=generated.first_token,
                prefill=completion.prefill,
                decode=completion.decode,
            ),
            warnings=(*answer.warnings, *_generation_warnings(planned, generated, window)),
        )

    def _cited(self, answer: Answer, generated: Generated, passages: tuple[Passage, ...]) -> Answer:
        answer = replace(answer, passages=passages)
        if is_refusal(generated.text):
            nearest = quote_answer(answer.standalone, passages, self.retriever.encoder, self.limits.quotes)
            return replace(
                answer, text=f"{REFUSAL}\n\n{NEAREST}\n\n{nearest.text}", refused=True, citations=nearest.citations
            )
        cited = cite(generated.text, passages)
        return replace(answer, text=cited.text, citations=cited.citations, unsupported=cited.unsupported)

    def _quotes(self, question: Question) -> Answer:
        standalone = joined(question.text, question.history) if question.history else question.text
        found, seconds = self._retrieve(standalone)
        passages = self._merge(found)
        quoted = quote_answer(standalone, passages, self.retriever.encoder, self.limits.quotes)
        return replace(
            _empty(question),
            standalone=standalone,
            mode="quotes",
            text=quoted.text or REFUSAL,
            refused=not quoted.citations,
            citations=quoted.citations,
            passages=passages,
            timings=Timings(retrieve=seconds),
            warnings=(NO_MODEL,) if question.mode != "quotes" else (),
        )

    def _condense(self, question: Question, model: ChatModel, description: ModelDescription) -> Standalone:
        def fits(messages: Sequence[Message]) -> bool:
            return self._window(model.count(messages).tokens, STANDALONE_TOKENS, description) is not None

        def rewrite(messages: Sequence[Message]) -> str:
            window = self._window(model.count(messages).tokens, STANDALONE_TOKENS, description)
            assert window is not None, "rewrite is only asked what fits"
            options = replace(self.sampling, window=window, max_tokens=STANDALONE_TOKENS)
            return generate(model, messages, options, replace(self.listener, on_text=lambda _: None)).text

        return condense(question.text, question.history, description.control_tokens, fits, rewrite)

    def _retrieve(self, query: str) -> tuple[list[Candidate], float]:
        began = time.monotonic()
        return self.retriever.retrieve(query, self.limits.depth, self.limits.passages), time.monotonic() - began

    def _pack(
        self, question: str, found: Sequence[Candidate], model: ChatModel, description: ModelDescription
    ) -> tuple[Passage, ...]:
        bare = model.count(answer_messages(question, (), description.control_tokens)).tokens

        def fits(passages: tuple[Passage, ...]) -> bool:
            tokens = model.count(answer_messages(question, passages, description.control_tokens)).tokens
            within_budget = tokens - bare <= self.limits.passage_tokens
            return within_budget and self._window(tokens, self.limits.answer_tokens, description) is not None

        return pack(expand(found, self.retriever.neighbours), self._merge, fits)

    def _merge(self, candidates: Sequence[Candidate]) -> tuple[Passage, ...]:
        return merge(candidates, self.retriever.document, self.retriever.pages)

    def _window(self, prompt: int, room: int, description: ModelDescription) -> int | None:
        return choose_window(prompt + room, self.limits.windows, description.trained_window)


def _empty(question: Question) -> Answer:
    return Answer(
        id=question.id,
        question=question.text,
        standalone=question.text,
        mode=question.mode,
        requested=question.mode,
        model=ModelUsed(),
        options={},
        text="",
        refused=False,
        does_not_fit=False,
        citations=(),
        passages=(),
        tokens=Tokens(),
        timings=Timings(),
    )


def _left_out(standalone: Standalone) -> tuple[str, ...]:
    if not standalone.left_out:
        return ()
    return (
        f"The {standalone.left_out} oldest turns of this conversation did not fit and were left out of the rewriting.",
    )


def _recorded(options: GenerationOptions) -> dict[str, object]:
    return {
        "num_ctx": options.window,
        "num_predict": options.max_tokens,
        "temperature": options.temperature,
        "seed": options.seed,
        "keep_alive": options.keep_alive,
        "think": False,
        "truncate": False,
        "shift": False,
    }


def _generation_warnings(planned: Count, generated: Generated, window: int) -> tuple[str, ...]:
    accepted, warnings = generated.completion.accepted, []
    if planned.exact and accepted not in (None, planned.tokens):
        warnings.append(
            f"{planned.tokens} tokens were planned, the server counted {accepted}: part may not have been read."
        )
    elif accepted is not None and accepted >= window:
        warnings.append(f"The prompt fills the whole window ({window} tokens): part of it may not have been read.")
    if generated.broken:
        warnings.append(f"The answer broke off: {generated.broken}")
    if generated.completion.done_reason == "length":
        warnings.append("The answer ended because its room was used up.")
    return tuple(warnings)
