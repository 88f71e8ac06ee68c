"""What the address of a page says it shows."""

import streamlit as st


def addressed(name: str) -> str:
    """Give what the page's address says of `name` ("chat", "run"), "" where it says nothing.

    A link from a page to itself reruns it with the new address, and the browser may keep the old one: what is done next
    would then be done on the page without it. So the address is written to the browser whenever it has changed.
    """
    value, known = st.query_params.get(name, ""), f"addressed_{name}"
    if value and value != st.session_state.get(known):
        st.query_params[name] = value
    st.session_state[known] = value
    return value
