"""What a browser gets first, at every interaction: look and navigation, and the page, or how far the room is open."""

import time
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from app.web.current import opening, want
from app.web.theme import apply_style

DRAWING_SECONDS = 0.5
"""What a browser on the same processor takes to draw its first words; opening the room meanwhile would double it."""


def show_opening() -> None:
    """Say what is being done until the room is open, then run again."""
    st.title("Opening the room", anchor=False)
    line = st.empty()
    time.sleep(DRAWING_SECONDS)
    want()
    while (doing := opening()) is not None:
        line.text(doing or "Loading what reads and finds documents.")
        time.sleep(0.1)
    st.rerun()


def show_page(page: StreamlitPage) -> None:
    """Draw the page that the address names."""
    from app.web.frame import run_page  # here, since it imports the whole program, which may still be on its way

    run_page(page)


# A picture of our own: else browsers would ask Google's font server for the Material symbol of the page.
st.set_page_config(page_title="Muniment", page_icon=Path(__file__).parent / "icon.png", layout="wide")
apply_style()
# Also while the room opens: a run without it would make the browser forget the address that it was opened with.
named = st.navigation(
    [
        st.Page("ask_page.py", title="Ask", icon=":material/forum:", url_path="ask", default=True),
        st.Page("documents_page.py", title="Documents", icon=":material/description:", url_path="documents"),
        st.Page("document_page.py", title="Document", url_path="document", visibility="hidden"),
        st.Page("compare_page.py", title="Compare", icon=":material/compare_arrows:", url_path="compare"),
        st.Page("evaluate_page.py", title="Evaluate", icon=":material/balance:", url_path="evaluate"),
        st.Page("settings_page.py", title="Settings", icon=":material/tune:", url_path="settings"),
        st.Page("doctor_page.py", title="Doctor", url_path="doctor", visibility="hidden"),
    ]
)
if opening() is None:
    show_page(named)
else:
    show_opening()
