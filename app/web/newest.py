"""Keeping the newest answer of a chat in sight: Streamlit leaves the page where it was when a question is sent."""

from pathlib import Path

import streamlit as st

_component = st.components.v2.component(
    "muniment_newest",
    html="<span></span>",
    js=(Path(__file__).parent / "newest.js").read_text(encoding="utf-8"),
)


def keep_newest_in_sight() -> None:
    """Scroll with the newest answer of the chat while it grows, until the person scrolls or clicks."""
    with st.container(key="newest"):
        _component(key="newest answer")
