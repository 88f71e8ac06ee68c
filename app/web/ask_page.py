"""Ask: the conversation on the left, the cited page on the right. Each chat has its own address."""

import streamlit as st

from app.answering.phrases import phrases_for
from app.answering.types import MODE_NAMES, Answer, Mode
from app.records.chats import UnknownChat
from app.web.address import addressed
from app.web.answer_view import show_answer
from app.web.asking import ask, ask_again, ask_whole, go_on, show_running
from app.web.chat_list import show_chat_title
from app.web.current import assistant
from app.web.document_choice import chosen_scope, show_document_choice
from app.web.evidence import show_evidence
from app.web.first_steps import show_greeting
from app.web.fit_panel import show_fit
from app.web.model_picker import pick_model
from app.web.newest import keep_newest_in_sight
from app.web.prompt_details import show_details
from app.web.running import answers as running_answers
from app.web.theme import hide_on_narrow_screens


def on_act(answer: Answer, act: str) -> None:
    """Do what a person asked to be done with an answer."""
    match act:
        case "go_on":
            go_on(chat_id, answer)
        case "again":
            ask_again(chat_id, answer)
        case "quotes":
            ask_again(chat_id, answer, mode="quotes")
        case "passages":
            ask_again(chat_id, answer, mode="rag")
        case "long":
            ask_whole(chat_id, answer)
        case _:
            st.session_state["details"] = answer


def on_cite(answer: Answer, index: int) -> None:
    """Open a citation's page beside the conversation; the address then leads to it too."""
    st.session_state["closed"] = False
    st.query_params.update({"chat": chat_id, "answer": answer.id, "cite": str(index)})


def close_evidence() -> None:
    """Close the page beside the conversation, until a citation is clicked."""
    st.session_state["closed"] = True
    st.query_params.pop("cite", None)
    st.query_params.pop("answer", None)


def choose_mode() -> Mode:
    """Draw the choice of mode."""
    modes: list[Mode] = [mode for mode in MODE_NAMES if mode != "closed"]  # which is a control of evaluations
    return st.segmented_control(
        "Mode",
        modes,
        format_func=lambda mode: MODE_NAMES[mode],
        default="rag",
        key="mode",
        required=True,
        label_visibility="collapsed",
    )


def named_citation(answers: list[Answer]) -> tuple[Answer, int] | None:
    """The answer and citation that the address names, where they exist."""
    named = [answer for answer in answers if answer.id == st.query_params.get("answer")]
    index = st.query_params.get("cite", "")
    if named and index.isdigit() and int(index) < len(named[0].citations):
        return named[0], int(index)
    return None


def newest_citation(answers: list[Answer]) -> tuple[Answer, int] | None:
    """The first citation of the newest answer that has any, unless the page beside the conversation was closed."""
    if st.session_state.get("closed"):
        return None
    return next(((answer, 0) for answer in reversed(answers) if answer.citations), None)


keep_newest_in_sight()
chat_id = addressed("chat")
try:
    chat = assistant().chats.chat(chat_id) if chat_id else None
except UnknownChat as error:
    st.error(str(error), icon=":material/search_off:")
    chat, chat_id = None, ""
running = running_answers.of(chat_id)  # before the answers are read: one that ends in between is among them then
answers = assistant().chats.answers(chat_id) if chat else []
chosen = named_citation(answers)
shown = chosen or newest_citation(answers)

if shown:
    conversation, beside = st.columns([11, 9], gap="large")
    with beside, st.container(key="evidence"):
        answer, index = shown
        if not chosen:
            hide_on_narrow_screens("evidence")
        close = phrases_for(answer.question).evidence.close
        st.button(close, key="close evidence", icon=":material/close:", type="tertiary", on_click=close_evidence)
        show_evidence(answer, index, "page", {"chat": chat_id}, answers)
else:
    conversation = st.container(key="conversation")

with st.bottom, st.container(key="bottom_beside" if shown else "bottom"):
    with st.container(horizontal=True, vertical_alignment="center", key="asking"):
        mode = choose_mode()
        model = pick_model("model") if mode != "quotes" else ""
        show_document_choice()
        scope = chosen_scope()
        if mode == "long":
            scope = show_fit(model, scope, (len(answers), assistant().counts()))
    asked = st.chat_input("Ask about these documents", key="question", disabled=running is not None)

with conversation:
    if chat:
        show_chat_title(chat)
    elif not asked:
        show_greeting()
    for answer in answers:
        if running and answer.id == running.begun.id:
            continue
        st.chat_message("user", avatar=":material/person:").text(answer.question)
        with st.chat_message("assistant", avatar=":material/menu_book:"):
            show_answer(
                answer,
                chat=chat_id,
                chosen=shown[1] if shown and shown[0].id == answer.id else None,
                last=answer is answers[-1] and not running,
                on_act=on_act,
                on_cite=on_cite,
            )
    if asked and not running:
        ask(chat_id, asked, answers, mode=mode, model=model, scope=scope)
        st.rerun()  # with the box closed: what was sent from it while an answer comes would be lost
    if running:
        show_running(running)
        st.rerun()

if details := st.session_state.pop("details", None):
    show_details(details)
