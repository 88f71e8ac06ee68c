"""Ask: the conversation on the left, the cited page on the right."""

import streamlit as st

from app.answering.generate import Listener
from app.answering.render import safe_html
from app.answering.types import Answer, Citation, Turn
from app.web.current import assistant
from app.web.evidence import fetch_evidence, show_evidence
from app.web.running import RunningAnswer

REDRAW_SECONDS = 0.1


def show_answer(answer: Answer, key: str) -> None:
    """An answer with its sources; a source opens its page."""
    st.html(safe_html(answer.text))
    for number, citation in enumerate(answer.citations):
        label = f"[{citation.marker}] {citation.document} p. {citation.page}"
        st.button(plain(label), key=f"{key} source {number}", on_click=open_page, args=(citation,))
    for sentence in answer.unsupported:
        st.text(f"No support found for: {sentence}")
    for warning in answer.warnings:
        st.text(warning)
    st.text(summary(answer))
    with st.expander("Passages, prompt and timings"):
        st.json({"tokens": answer.tokens, "timings": answer.timings, "options": dict(answer.options)}, expanded=False)
        for message in answer.prompt:
            st.code(message["content"], language=None, wrap_lines=True)


def summary(answer: Answer) -> str:
    """The line under an answer: mode, passages, tokens, time."""
    parts = [answer.mode, f"{len(answer.passages)} passages"]
    if answer.tokens.planned is not None:
        parts.append(f"{answer.tokens.planned:,} of {answer.tokens.window:,} tokens")
    if answer.timings.first_token is not None:
        parts.append(f"{answer.timings.first_token:.1f} s to the first word")
    if answer.timings.total is not None:
        parts.append(f"{answer.timings.total:.1f} s in all")
    if answer.ended_by != "stop":
        parts.append({"cancelled": "stopped", "broken": "broken off", "length": "cut at its length"}[answer.ended_by])
    return " · ".join(parts)


def plain(label: str) -> str:
    """A label that Streamlit shows as it is: it reads labels as Markdown, with live links and images."""
    return "".join(f"\\{character}" if character in "\\`*_{}[]()<>#+-.!|~$:@/" else character for character in label)


def open_page(citation: Citation) -> None:
    """Show this citation's page beside the conversation."""
    st.session_state["evidence"] = citation


def stop_running() -> None:
    """End the answer that is being written; what came stays."""
    if running := st.session_state.get("running"):
        running.cancel()


def run(question: str) -> None:
    """Ask, and draw the answer while it comes."""
    history = [Turn(earlier.question, earlier.text) for earlier in st.session_state["answers"]]

    def ask(listener: Listener) -> Answer:
        return assistant().ask(question, history=history, listener=listener)

    running = st.session_state["running"] = RunningAnswer(ask)
    st.button("Stop", key="stop", on_click=stop_running)
    box = st.empty()
    try:
        while not running.done.wait(REDRAW_SECONDS):
            waiting = f"{running.position} questions are before yours" if running.position else "Reading the passages"
            box.html(safe_html(running.text or waiting))
    finally:
        # Also when the tab closes or the person asks something else: nobody would read the rest.
        running.cancel()
        running.done.wait()
        keep(running, question)
    st.rerun()


def keep(running: RunningAnswer, question: str) -> None:
    """Put what came of an answer into the conversation."""
    del st.session_state["running"]
    if running.answer is not None:
        st.session_state["answers"].append(running.answer)
    st.session_state["error"] = f"{question}\n{running.error}" if running.error else ""


st.title("Ask")
answers: list[Answer] = st.session_state.setdefault("answers", [])
conversation, evidence = st.columns([3, 2], gap="large")
question = st.chat_input("Ask about these documents")
with conversation:
    for number, answer in enumerate(answers):
        st.chat_message("user", avatar=":material/person:").text(answer.question)
        with st.chat_message("assistant", avatar=":material/menu_book:"):
            show_answer(answer, str(number))
    if error := st.session_state.pop("error", ""):
        st.text(error)
    if not answers and not question and not assistant().documents():
        st.text("The room is empty.")
        st.page_link("documents_page.py", label="Add documents")
    if question:
        st.chat_message("user", avatar=":material/person:").text(question)
        with st.chat_message("assistant", avatar=":material/menu_book:"):
            run(question)
with evidence:
    citations = answers[-1].citations if answers else ()
    if citation := st.session_state.get("evidence"):
        show_evidence(citation, citations, key="evidence viewer", address={"answer": answers[-1].id})
    elif citations:
        fetch_evidence(citations, key="evidence ahead")
