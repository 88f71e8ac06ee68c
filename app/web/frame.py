"""The frame around a page: the saved chats and the status line beside it."""

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from app.web.chat_list import show_chat_list
from app.web.status_line import show_status


def run_page(page: StreamlitPage) -> None:
    """Draw the frame, then the page."""
    with st.sidebar:
        show_chat_list(st.query_params.get("chat"))
        show_status()
    page.run()
