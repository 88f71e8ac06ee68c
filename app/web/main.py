"""Navigation only. Runs at every interaction, before the page it leads to."""

import streamlit as st

st.set_page_config(page_title="Muniment", page_icon=":material/account_balance:", layout="wide")
st.navigation(
    [
        st.Page("ask_page.py", title="Ask", icon=":material/forum:", url_path="ask", default=True),
        st.Page("documents_page.py", title="Documents", icon=":material/description:", url_path="documents"),
    ],
).run()
