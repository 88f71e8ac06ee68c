"""Navigation only. Runs at every interaction, before the page it leads to."""

from pathlib import Path

import streamlit as st

# A picture of our own: for a Material symbol as icon, browsers would ask Google's font server.
st.set_page_config(page_title="Muniment", page_icon=Path(__file__).parent / "icon.png", layout="wide")
st.navigation(
    [
        st.Page("ask_page.py", title="Ask", icon=":material/forum:", url_path="ask", default=True),
        st.Page("documents_page.py", title="Documents", icon=":material/description:", url_path="documents"),
    ],
).run()
