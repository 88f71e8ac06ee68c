"""The recorded comparison over the sample documents: what a person sees who has no chat model yet."""

from html import escape

import streamlit as st

from app.answering.types import Answer
from app.evaluation.exported import RecordedComparison, UnreadableRecord, read_recorded
from app.evaluation.exported_page import made_by
from app.export.content import date_line
from app.llm.watch import ServerState
from app.samples import recorded_file
from app.web.compare_below import show_agreement, show_strips
from app.web.compare_columns import Shown, show_columns
from app.web.setting_view import with_code
from app.web.words import plain

QUOTE = "recorded quote"
"""Key in the session: the words of the citation that was clicked."""


def show_recorded(server: ServerState) -> None:
    """Say what is missing, and show what it would be like."""
    if not server.looked:
        st.text("Looking for Ollama.")
        return
    st.html(f"<p>No chat model answers here, so nothing can be compared. {with_code(server.advice)}</p>")
    st.page_link("settings_page.py", label="Settings and models")
    file = recorded_file("compare.json")
    if file is None:
        return
    try:
        recorded = read_recorded(file.read_text(encoding="utf-8"))
    except UnreadableRecord as error:
        st.warning(str(error), icon=":material/broken_image:")
        return
    show(recorded)


def show(recorded: RecordedComparison) -> None:
    """Draw a record as the page draws a comparison; its documents are not in this room, so quotes open as words."""
    comparison = recorded.comparison
    st.subheader(plain(comparison.plan.question), anchor=False)
    st.caption(plain(f"Recorded {date_line(recorded.recorded)} over the sample documents: {made_by(recorded)}"))
    show_columns(comparison, None, Shown(hidden=False), lambda answer, _: _keep("details", answer), show_quote)
    if quote := st.session_state.get(QUOTE):
        st.html(
            f'<blockquote class="recorded-quote">{escape(quote[1])}<br><small>{escape(quote[0])}</small></blockquote>'
        )
    show_agreement(comparison, hidden=False)
    show_strips(comparison, recorded.strips)
    st.text(
        "To compare on your own papers: add a chat model, put your documents in, come back here, and ask a question."
    )


def show_quote(answer: Answer, index: int) -> None:
    """Remember which quote is to be shown."""
    citation = answer.citations[index]
    _keep(QUOTE, (f"{citation.document} p. {citation.page}", citation.quote))


def _keep(name: str, value: object) -> None:
    st.session_state[name] = value
