"""The first thing a browser gets, at every interaction: the look, and the page, or how far the room is open."""

import time
from pathlib import Path

import streamlit as st

from app.web.current import opening, want
from app.web.theme import apply_style


def show_opening() -> None:
    """Say what is being done until the room is open, then run again."""
    st.title("Opening the room", anchor=False)
    line = st.empty()
    want()
    while (doing := opening()) is not None:
        line.text(doing or "Loading what reads and finds documents.")
        time.sleep(0.1)
    st.rerun()


def show_page() -> None:
    """Draw the page that the address names."""
    from app.web.frame import run_page  # here, since it imports the whole program, which may still be on its way

    run_page()


# A picture of our own: for a Material symbol as icon, browsers would ask Google's font server.
st.set_page_config(page_title="Muniment", page_icon=Path(__file__).parent / "icon.png", layout="wide")
apply_style()
if opening() is None:
    show_page()
else:
    show_opening()
