"""Start answers and draw them while they are written."""

import time
from collections.abc import Sequence
from dataclasses import replace
from uuid import uuid4

import streamlit as st

from app.answering.archive import as_turn, begun, reopened
from app.answering.generate import Listener
from app.answering.phrases import Phrases, phrases_for, phrases_in
from app.answering.render import safe_html
from app.answering.request import Scope
from app.answering.types import Answer, Mode, Turn
from app.web.current import assistant
from app.web.running import Reading, RunningAnswer
from app.web.running import answers as running_answers
from vectorstore.language import ENGLISH

REDRAW_SECONDS = 0.1


def ask(chat: str, question: str, earlier: Sequence[Answer], *, mode: Mode, model: str, scope: Scope) -> None:
    """Start the answer to a question in a chat ("" begins a new one); the address names the chat from now on."""
    if not chat:
        chat = assistant().chats.create(question).id
        st.query_params.clear()
        st.query_params["chat"] = chat
    for name in ("answer", "cite"):  # the page beside is the new answer's from now on
        st.query_params.pop(name, None)
    _start(chat, _begun(uuid4().hex, question, mode, scope), model, scope, _history(earlier))


def ask_again(chat: str, answer: Answer, *, mode: Mode | None = None) -> None:
    """Ask the question of an answer again, of the same documents; the new answer takes its place."""
    earlier = [each for each in assistant().chats.answers(chat) if each.id != answer.id]
    mode = mode or answer.requested
    documents = answer.scope
    if mode == "long" and answer.passages:  # all that fitted, where some did not
        documents = tuple(passage.document for passage in answer.passages)
    scope = Scope("main", tuple(map(str, documents)))
    again = _begun(answer.id, answer.question, mode, scope)
    _start(chat, again, answer.model.name, scope, _history(earlier))


def ask_whole(chat: str, answer: Answer) -> None:
    """Ask the question of an answer once more, of the whole documents that it drew on."""
    documents = answer.scope or tuple(dict.fromkeys(passage.document for passage in answer.passages))
    scope = Scope("main", tuple(map(str, documents)), all_that_fit=True)
    earlier = _history([each for each in assistant().chats.answers(chat) if each.id != answer.id])
    _start(chat, _begun(uuid4().hex, answer.question, "long", scope), answer.model.name, scope, earlier)


def go_on(chat: str, answer: Answer) -> None:
    """Let the model write on where an answer stopped, or write the one that was held back."""

    def write(listener: Listener) -> Answer:
        return assistant().go_on(answer, listener=listener)

    running_answers.start(chat, reopened(answer), write, lambda each: assistant().chats.keep(chat, each))


def _start(chat: str, empty: Answer, model: str, scope: Scope, history: Sequence[Turn]) -> None:
    def write(listener: Listener) -> Answer:
        return assistant().ask(
            empty.question,
            mode=empty.requested,
            model=model,
            scope=scope,
            history=history,
            listener=listener,
            question_id=empty.id,
        )

    running_answers.start(chat, empty, write, lambda each: assistant().chats.keep(chat, each))


def _begun(answer_id: str, question: str, mode: Mode, scope: Scope) -> Answer:
    return replace(begun(answer_id, question, mode, time.time()), scope=tuple(map(int, scope.documents)))


def _history(answers: Sequence[Answer]) -> list[Turn]:
    """What was said before; an answer of which nothing came says nothing."""
    return [as_turn(answer) for answer in answers if answer.text]


def show_running(running: RunningAnswer) -> None:
    """Draw an answer while it comes, until it has ended; Stop ends it and keeps what came."""
    st.chat_message("user", avatar=":material/person:").text(running.begun.question)
    with st.chat_message("assistant", avatar=":material/menu_book:"):
        text, state = st.empty(), st.empty()
        st.button(
            phrases_for(running.begun.question).page.stop,
            key="stop",
            icon=":material/stop_circle:",
            shortcut="Escape",
            on_click=running.cancel,
            type="primary",
        )
        shown: tuple[str, str] | None = None
        while not running.done.wait(REDRAW_SECONDS):
            now = (_in_own_words(running), state_line(running))
            if now != shown:
                text.html(safe_html(now[0]) or "&nbsp;")
                state.caption(now[1])
                shown = now


def _in_own_words(running: RunningAnswer) -> str:
    """What has come, the refusal that the model is told to write in the language of the question."""
    return running.text.replace(phrases_in(ENGLISH).refusal, phrases_for(running.begun.question).refusal)


def state_line(running: RunningAnswer) -> str:
    """What a running answer is doing, in words."""
    phrases = phrases_for(running.begun.question)
    labels = phrases.page
    if running.position:
        return phrases.counted(labels.one_before, labels.before, running.position)
    if running.reading is None:
        return labels.looking
    if running.text == running.begun.text:
        return reading_line(running.reading, time.monotonic(), phrases)
    return labels.writing


def reading_line(reading: Reading, now: float, phrases: Phrases) -> str:
    """How much the model reads before it writes, and about how long that takes where it is known."""
    labels = phrases.page
    one, many = (
        (labels.reading_one_document, labels.reading_documents)
        if reading.mode == "long"
        else (labels.reading_one_passage, labels.reading_passages)
    )
    line = phrases.counted(one, many, reading.passages, tokens=reading.tokens)
    took = now - reading.since
    expected = assistant().expected_prefill_seconds("", reading.tokens)
    if expected is None:
        return phrases.fill(labels.so_far, reading=line, seconds=round(took))
    left = round(expected - took)
    return (
        phrases.fill(labels.left, reading=line, seconds=left) if left > 1 else phrases.fill(labels.soon, reading=line)
    )
