"""The chat model of a question: a compact choice among those that Ollama has."""

import streamlit as st

from app.llm.choice import SMALL_MODEL
from app.llm.types import ModelDescription
from app.llm.watch import ServerState
from app.web.amounts import size_words
from app.web.current import assistant
from app.web.setting_view import with_code

AUTOMATIC = ""
WIDTH = 270
"""Pixels: the longest usual name, beside the other choices of a question."""


def pick_model(key: str) -> str:
    """Draw the choice; gives the name of the model chosen, "" for the one taken by itself. Waits for no server."""
    server = assistant().models.seen()
    if server.provider != "fake" and not server.usable:
        _explain(server)
        return AUTOMATIC
    # A model chosen before and gone since stays in the list, marked, until another is chosen.
    chosen: str = st.session_state.get(key, AUTOMATIC)
    names = [model.description.name for model in server.usable if server.provider == "ollama"]
    options = list(dict.fromkeys([AUTOMATIC, *names, chosen]))
    picked = st.selectbox(
        "Model",
        options,
        key=key,
        format_func=lambda name: option_words(name, server),
        help=refused_words(server),
        label_visibility="collapsed",
        width=WIDTH,
    )
    return str(picked)


def pick_measured(key: str) -> ModelDescription | None:
    """Draw the choice of a model to be measured; None where there is none."""
    model, server = pick_model(key), assistant().models.seen()
    named = server.model(model) if model else server.answering
    return named.description if named else None


def option_words(name: str, server: ServerState) -> str:
    """A model in the list: its name, its size, how much it was trained to read."""
    if name == AUTOMATIC:
        return f"{server.automatic} (automatic)" if server.automatic else "Automatic: quotes"
    model = server.model(name)
    if model is None:
        return f"{name} (no longer there)"
    parts = [name]
    if model.description.size:
        parts.append(size_words(model.description.size))
    if model.description.trained_window:
        parts.append(f"{model.description.trained_window:,} tokens")
    return " · ".join(parts)


def refused_words(server: ServerState) -> str | None:
    """What is said of models that may not answer, None where there are none."""
    count = len(server.refused)
    if not count:
        return None
    models = "1 installed model is" if count == 1 else f"{count} installed models are"
    return f"{models} not offered here. Settings says why."


def _explain(server: ServerState) -> None:
    if not server.looked:
        st.selectbox("Model", ["Looking for Ollama"], disabled=True, label_visibility="collapsed", width=WIDTH)
        return
    with st.popover("No chat model"):
        st.html(f"<p>{with_code(server.advice)}</p>")
        st.text("Until then answers are quotes: the sentences that answer, word for word.")
        if server.provider == "ollama":
            st.text("With Ollama running, on its machine:")
            st.code(f"ollama pull {SMALL_MODEL}", language=None)
            st.text("Without internet: docs/models.md says how to carry a model in.")
        st.page_link("settings_page.py", label="Settings and models")
