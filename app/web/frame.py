"""The frame around every page: navigation, the saved chats, the status line."""

import streamlit as st

from app.web.chat_list import show_chat_list
from app.web.status_line import show_status


def run_page() -> None:
    """Draw the frame, then the page that the address names."""
    page = st.navigation(
        [
            st.Page("ask_page.py", title="Ask", icon=":material/forum:", url_path="ask", default=True),
            st.Page("documents_page.py", title="Documents", icon=":material/description:", url_path="documents"),
            st.Page("document_page.py", title="Document", url_path="document", visibility="hidden"),
            st.Page("compare_page.py", title="Compare", icon=":material/compare_arrows:", url_path="compare"),
            st.Page("evaluate_page.py", title="Evaluate", icon=":material/balance:", url_path="evaluate"),
            st.Page("settings_page.py", title="Settings", icon=":material/tune:", url_path="settings"),
            st.Page("doctor_page.py", title="Doctor", url_path="doctor", visibility="hidden"),
        ],
    )
    with st.sidebar:
        show_chat_list(st.query_params.get("chat"))
        show_status()
    page.run()
