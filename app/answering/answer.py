"""The way of a question: condense, retrieve, fuse, expand, pack, generate, cite, verify. The result is one Answer."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.answering.answerable import least_similarity, names_nowhere
from app.answering.archive import begun, reopened
from app.answering.cite import cite
from app.answering.condense import STANDALONE_TOKENS, Standalone, borrowed, condense, joined, leaned_on, stands_alone
from app.answering.expand import merge
from app.answering.fit import LongPlan, WholeDocuments, in_fixed_order, plan_documents
from app.answering.generate import SILENT, Generated, Listener, generate
from app.answering.judge import ALTERNATIVES, judge_messages, readiness
from app.answering.markers import has_words
from app.answering.notes import compared, notes_on
from app.answering.outcome import (
    accepted_warnings,
    documents_do_not_fit,
    ending_warnings,
    is_made_up,
    left_out_warnings,
    looked_at,
    looked_first_line,
    no_room,
    no_room_to_go_on,
    nowhere,
    recorded,
    spent,
    support_warnings,
    turns_warnings,
    window_takes_too_much,
)
from app.answering.pack import choose_window
from app.answering.phrases import phrases_for
from app.answering.plan import Plan, in_loaded_window, plan_alone, plan_prompt, plan_rest
from app.answering.quotes import (
    Quote,
    cited_quotes,
    comes_near,
    quoted_text,
    rank_sentences,
    renumbered,
    telling,
    without_places,
)
from app.answering.refusal import may_refuse, without_refusal
from app.answering.request import Limits, Question
from app.answering.rest import joined_text, open_end
from app.answering.retrieve import Found, Retriever
from app.answering.route import (
    UNMEASURED_WINDOW,
    Whole,
    escalates,
    goes_long_at_once,
    needs_everything,
    reason_of,
    route_of,
    too_long,
)
from app.answering.types import Answer, ModelUsed, Passage, Timings, Tokens
from app.llm.errors import DoesNotFit
from app.llm.types import ChatModel, GenerationOptions, Message
from vectorstore.types import Document

__all__ = ["Answerer", "Limits", "Question"]


@dataclass(frozen=True, slots=True)
class Answerer:
    """The parts that answer: the asker's view of the documents, the model (None: quotes only), limits, sampling."""

    retriever: Retriever
    model: ChatModel | None
    limits: Limits
    sampling: GenerationOptions  # its window and max_tokens are replaced for each prompt
    listener: Listener = SILENT
    documents: tuple[Document, ...] = ()  # those asked, for the modes that read them whole

    def answer(self, question: Question) -> Answer:
        """Answer one question.

        A prompt that fits no window is not sent: the Answer says so. A ModelError before the model's first word is
        raised; what breaks off later, or is cancelled, keeps what came.
        """
        began = time.monotonic()
        model = None if question.mode == "quotes" else self.model
        draft = _draft(question, model)
        if model is None or question.mode == "rag":
            answer = self._from_passages(draft, question, model)
        elif question.mode == "closed":
            answer = self._write(draft, plan_alone(question.text, model, self.limits), model)
        elif question.mode == "long":
            answer = self._read_whole(draft, self._plan_whole(question, self.documents, model), model)
        else:
            answer = self._by_route(draft, question, model)
        unread = question.unread if answer.refused else ()
        answer = replace(answer, warnings=(*answer.warnings, *notes_on(answer), *unread))
        return replace(answer, timings=replace(answer.timings, total=time.monotonic() - began))

    def go_on(self, stopped: Answer) -> Answer:
        """Write on where an answer stopped (`stopped.can_go_on`), from the passages that it had.

        The text is what came before and what comes now, checked anew as a whole; of an answer that was held back
        nothing came before. Raises a ModelError as `answer` does.
        """
        assert self.model is not None
        began = time.monotonic()
        written = "" if stopped.held_back else open_end(stopped.text)
        judged = phrases_for(stopped.question).judged
        warnings = (*self.model.describe().warnings, *((judged,) if judged in stopped.warnings else ()))
        draft = replace(reopened(stopped), warnings=warnings, timings=Timings(), citations=())
        draft, _ = compared(draft, stopped.passages)
        plan = plan_rest(stopped, written, self.model, self.limits)
        answer = replace(self._write(draft, plan, self.model, written, goes_on=True), prompt=stopped.prompt)
        answer = replace(answer, warnings=(*answer.warnings, *notes_on(answer)))
        return replace(answer, timings=replace(answer.timings, total=time.monotonic() - began))

    def _from_passages(self, draft: Answer, question: Question, model: ChatModel | None) -> Answer:
        draft, found = self._retrieve(self._condense(draft, question, model))
        if self.listener.cancelled():
            return replace(draft, ended_by="cancelled")
        if model is None or not found.best:
            return self._quote(draft, merge(found.best, self.retriever.document, self.retriever.pages))
        plan = plan_prompt(draft.standalone, found, self.retriever, model, self.limits)
        least = self._least_similarity(draft, plan.passages)
        wordings = list(dict.fromkeys((draft.standalone, draft.question)))
        far = least is not None and not comes_near(wordings, plan.passages, self.retriever.encoder, least)
        draft, is_contrary = compared(draft, plan.passages)
        if far or is_contrary:
            return self._refuse(draft, plan.passages, self._nearest(draft, plan.passages))
        if self.limits.least_readiness is None or plan.window is None:
            return self._write(draft, plan, model)
        return self._judge(draft, plan, model, self.limits.least_readiness)

    def _judge(self, draft: Answer, plan: Plan, model: ChatModel, least: float) -> Answer:
        """Let the model answer only where it is ready to from these passages; see app.answering.judge."""
        assert plan.window is not None
        self.listener.on_plan(draft.mode, len(plan.passages), plan.planned.tokens)
        told = replace(self.listener, on_plan=SILENT.on_plan)  # of what is read: that is read only once
        silent = replace(told, on_text=SILENT.on_text)
        options = replace(self.sampling, window=plan.window, max_tokens=1, alternatives=ALTERNATIVES)
        firsts: list[Generated] = []
        for messages in (plan.messages, judge_messages(plan.messages)):
            firsts.append(generate(model, messages, options, silent))
            if self.listener.cancelled():
                return replace(draft, ended_by="cancelled")
        began, judged = firsts
        timings = _timed(_timed(draft.timings, began), judged)
        ready = readiness(began.alternatives, judged.alternatives)
        if ready is None or ready >= least:
            return replace(self, listener=told)._write(replace(draft, timings=timings), plan, model)
        draft = replace(_sent(draft, plan, options, began), timings=timings)
        draft = replace(draft, warnings=(*draft.warnings, phrases_for(draft.question).judged))
        return replace(self._refuse(draft, plan.passages, self._nearest(draft, plan.passages)), held_back=True)

    def _plan_whole(
        self, question: Question, documents: Sequence[Document], model: ChatModel, most: int | None = None
    ) -> LongPlan:
        whole = WholeDocuments(in_fixed_order(documents), self.retriever.pages)
        fitting = question.all_that_fit
        return plan_documents(
            question.text, question.history, whole, model, self.limits, all_that_fit=fitting, most=most
        )

    def _read_whole(self, draft: Answer, long: LongPlan, model: ChatModel) -> Answer:
        """Let the model answer from whole documents; what cannot be held is refused before it is sent."""
        phrases = phrases_for(draft.question)
        if not long.plan.passages and not long.outside:
            return self._refuse(draft, (), [])
        plan = in_loaded_window(long.plan, model.loaded_window(), self.limits)
        if plan.window is None:
            text = documents_do_not_fit(long, self.limits.answer_tokens, phrases)
            return _not_sent(draft, text, Tokens(planned=long.whole_tokens, window=plan.largest))
        tokens = Tokens(planned=plan.planned.tokens, window=plan.window)
        memory = model.window_memory(plan.window)
        if memory is not None and not memory.enough:
            return _not_sent(draft, window_takes_too_much(plan.window, memory, phrases), tokens)
        try:
            seconds = self._load(model, plan.window)
        except DoesNotFit as error:
            return _not_sent(draft, str(error), tokens)
        draft, _ = compared(draft, plan.passages)
        draft = replace(draft, warnings=(*draft.warnings, *left_out_warnings(long, phrases)))
        answer = self._write(draft, plan, model)
        load = None if answer.timings.load is None else answer.timings.load + seconds
        return replace(answer, timings=replace(answer.timings, load=load))

    def _load(self, model: ChatModel, window: int) -> float:
        """Load the model before anything is sent, where it is not loaded in this window; give the seconds."""
        if model.loaded_window() == window:
            return 0.0
        began = time.monotonic()
        model.load(replace(self.sampling, window=window, max_tokens=self.limits.answer_tokens))
        return time.monotonic() - began

    def _by_route(self, draft: Answer, question: Question, model: ChatModel) -> Answer:
        """Go the way that the router says: see app.answering.route."""
        cap = self.limits.effective_window or UNMEASURED_WINDOW
        everything = self._plan_whole(replace(question, all_that_fit=False), self.documents, model, cap)
        fits = everything.plan.window is not None
        whole = Whole(everything.plan.planned.tokens if fits else None, cap, bool(self.limits.effective_window))
        kind, phrases = needs_everything(question.text), phrases_for(question.text)
        reason = reason_of(kind, phrases)
        if goes_long_at_once(kind, whole):
            answer = self._read_whole(replace(draft, mode="long"), everything, model)
            return replace(answer, route=route_of(phrases.fill(phrases.all_fit, reason=reason), [answer], whole))
        answer = self._from_passages(replace(draft, mode="rag"), question, model)
        if not escalates(kind, answer) or answer.ended_by != "stop" or answer.does_not_fit:
            did = answer.ended_by == "stop" and not answer.does_not_fit
            return replace(answer, route=route_of(phrases.passages_did if did else "", [answer], whole))
        long = everything if fits else self._plan_cited(question, answer, model, cap)
        if long.plan.window is None:
            return replace(answer, route=route_of(too_long(reason, whole, phrases), [answer], whole))
        read = self._read_whole(replace(draft, mode="long"), long, model)
        one, many = phrases.one_read_whole, phrases.many_read_whole
        why = phrases.counted(one, many, len(long.plan.passages), reason=reason)
        return replace(read, route=route_of(why, [answer, read], whole))

    def _plan_cited(self, question: Question, answer: Answer, model: ChatModel, cap: int) -> LongPlan:
        """Plan to read the documents whole that the passages of an answer come from."""
        drawn = {passage.document for passage in answer.passages}
        cited = [document for document in self.documents if document.id in drawn]
        return self._plan_whole(replace(question, all_that_fit=True), cited, model, cap)

    def _condense(self, draft: Answer, question: Question, model: ChatModel | None) -> Answer:
        question = replace(question, history=leaned_on(question.text, question.history))
        if stands_alone(question.text, question.history, self.retriever.nearness):
            return draft
        if model is None:
            return replace(draft, standalone=joined(question.text, question.history))
        standalone = self._ask_standalone(question, model)
        return replace(
            draft,
            standalone=standalone.question,
            follows=borrowed(standalone.question, question.text, question.history),
            warnings=(*draft.warnings, *turns_warnings(standalone.left_out, phrases_for(question.text))),
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

    def _retrieve(self, draft: Answer) -> tuple[Answer, Found]:
        began = time.monotonic()
        found = self.retriever.retrieve(draft.standalone, self.limits.depth, self.limits.passages)
        draft = replace(draft, timings=Timings(retrieve=time.monotonic() - began))
        first = self.retriever.looked_first(draft.standalone)
        if first:
            names = [self.retriever.document(number).name for number in first]
            line = looked_first_line(names, phrases_for(draft.question))
            draft = replace(draft, warnings=(*draft.warnings, line), looked_first=tuple(first))
        return draft, found

    def _quote(self, draft: Answer, passages: tuple[Passage, ...]) -> Answer:
        quotes = self._nearest(draft, passages)
        least = self._least_similarity(draft, passages)
        draft, is_contrary = compared(draft, passages)
        if is_contrary or not any(least is None or quote.similarity >= least for quote in quotes):
            return self._refuse(draft, passages, quotes)
        shown = without_places(quotes, passages)[: self.limits.quotes]
        citations = cited_quotes(shown, passages)
        return replace(draft, text=quoted_text(shown), passages=passages, citations=citations)

    def _write(self, draft: Answer, plan: Plan, model: ChatModel, written: str = "", goes_on: bool = False) -> Answer:
        """Let the model write the answer, or the rest of one that `goes_on`, of which `written` came before."""
        phrases = phrases_for(draft.question)
        if plan.window is None and written:
            warning = no_room_to_go_on(plan.planned.tokens, self.limits.answer_tokens, plan.largest, phrases)
            return self._check(replace(draft, warnings=(*draft.warnings, warning)), written)
        if plan.window is None:
            text = no_room(plan.planned.tokens, self.limits.answer_tokens, plan.largest, phrases)
            tokens = Tokens(planned=plan.planned.tokens, window=plan.largest)
            return replace(draft, text=text, does_not_fit=True, tokens=tokens)
        options = replace(self.sampling, window=plan.window, max_tokens=self.limits.answer_tokens)
        self.listener.on_plan(draft.mode, len(plan.passages), plan.planned.tokens)
        generated = generate(model, plan.messages, options, self.listener)
        draft = replace(_sent(draft, plan, options, generated), ended_by=generated.ended_by)
        draft = replace(draft, warnings=(*draft.warnings, *ending_warnings(generated, phrases)))
        return self._check(draft, joined_text(written, generated.text), goes_on)

    def _check(self, draft: Answer, reply: str, goes_on: bool = False) -> Answer:
        text = without_refusal(reply)
        cited = cite(text, draft.passages, draft.standalone, draft.asked_alone)
        said = any(citation.verdict == "supported" for citation in cited.citations)
        if (reply.strip() and not text) or (may_refuse(text) and not said):
            return self._refuse(draft, draft.passages, self._nearest(draft, draft.passages), by_model=True)
        if draft.mode == "closed":
            return replace(draft, text=text)
        if draft.ended_by == "stop" and not has_words(text):
            quoted, no_words = self._quote(draft, draft.passages), phrases_for(draft.question).no_words
            return replace(quoted, warnings=(*draft.warnings, no_words))
        if draft.ended_by == "stop" and not goes_on and is_made_up(cited, draft.standalone, draft.passages):
            draft = replace(draft, warnings=(*draft.warnings, phrases_for(draft.question).groundless))
            return replace(self._refuse(draft, draft.passages, self._nearest(draft, draft.passages)), held_back=True)
        return replace(
            draft,
            text=cited.text,
            citations=cited.citations,
            unsupported=cited.unsupported,
            warnings=(*draft.warnings, *support_warnings(cited, phrases_for(draft.question))),
        )

    def _refuse(
        self, draft: Answer, passages: tuple[Passage, ...], quotes: Sequence[Quote], by_model: bool = False
    ) -> Answer:
        shown = telling(quotes)[: self.limits.quotes]
        phrases = phrases_for(draft.question)
        nearest = phrases.model_missed if by_model else phrases.nearest
        text = f"{phrases.refusal}\n\n{nearest}\n\n{quoted_text(shown)}" if shown else phrases.refusal
        lines = (looked_at(draft.mode, passages, phrases), nowhere(names_nowhere(draft.standalone, passages), phrases))
        return replace(
            draft,
            text=text,
            refused=True,
            passages=passages,
            citations=cited_quotes(shown, passages),
            warnings=(*draft.warnings, *filter(None, lines)),
        )

    def _least_similarity(self, draft: Answer, passages: Sequence[Passage]) -> float | None:
        """How near a sentence must be for the question not to be refused; None where that is not known."""
        signature = self.retriever.encoder.signature_name
        return least_similarity(draft.standalone, passages, signature) if passages else None

    def _nearest(self, draft: Answer, passages: tuple[Passage, ...]) -> list[Quote]:
        """Order the sentences of the passages by how well they answer; of whole documents those found."""
        encoder = self.retriever.encoder
        if draft.mode != "long":
            return rank_sentences(draft.standalone, passages, encoder, draft.question)
        numbers = {passage.document: number for number, passage in enumerate(passages, 1)}
        found = self.retriever.retrieve(draft.standalone, self.limits.depth, self.limits.passages)
        inside = [candidate for candidate in found.best if candidate.stored.document in numbers]
        parts = merge(inside, self.retriever.document, self.retriever.pages)
        nearest = rank_sentences(draft.standalone, parts, encoder, draft.question)
        return [renumbered(quote, numbers[parts[quote.evidence.marker - 1].document]) for quote in nearest]


def _sent(draft: Answer, plan: Plan, options: GenerationOptions, generated: Generated) -> Answer:
    """Record what was sent, and what the server said of it."""
    return replace(
        draft,
        options=recorded(options),
        prompt=tuple({"role": message.role, "content": message.content} for message in plan.messages),
        passages=plan.passages,
        tokens=spent(plan, generated),
        timings=_timed(draft.timings, generated),
        warnings=(*draft.warnings, *accepted_warnings(plan, generated, phrases_for(draft.question))),
    )


def _not_sent(draft: Answer, text: str, tokens: Tokens) -> Answer:
    return replace(draft, text=text, does_not_fit=True, tokens=tokens)


def _draft(question: Question, model: ChatModel | None) -> Answer:
    used = ModelUsed()
    warnings: tuple[str, ...] = () if question.mode == "quotes" else (phrases_for(question.text).no_model,)
    if model:
        description = model.describe()
        used, warnings = ModelUsed(description.provider, description.name, description.digest), description.warnings
    return replace(
        begun(question.id, question.text, question.mode, 0.0),
        requested=question.mode,
        mode=question.mode if model else "quotes",
        model=used,
        warnings=warnings,
        ended_by="stop",
        scope=question.scope,
    )


def _timed(timings: Timings, generated: Generated) -> Timings:
    """Add what a generation took to what one before it took: where a model judges first, it reads the passages then."""
    completion = generated.completion
    return replace(
        timings,
        load=_sum(timings.load, completion.load if completion else None),
        first_token=_sum(timings.first_token, generated.first_token),
        prefill=_sum(timings.prefill, completion.prefill if completion else None),
        decode=_sum(timings.decode, completion.decode if completion else None),
    )


def _sum(before: float | None, now: float | None) -> float | None:
    return now if before is None or now is None else before + now
