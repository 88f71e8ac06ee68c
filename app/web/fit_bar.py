"""Whether documents fit into a model's window, as a bar: drawn before a comparison runs."""

from dataclasses import replace
from html import escape

import streamlit as st

from app.answering.fit import Fit
from app.answering.request import Scope
from app.expected import EXPECTED
from app.web.amounts import time_words
from app.web.current import assistant
from app.web.fit_panel import STYLE, fit_html, fit_line, in_prompt
from app.web.words import plain

ALL_THAT_FIT = "compare all that fit"
"""Key in the session: whether documents that do not fit are left out."""
_KEPT, MOST_KEPT = "fits counted", 8

_BAR = """
<style>
.fit-bar { font-size: .9375rem; }
.fit-bar .bar { height: .5rem; border-radius: .25rem; overflow: hidden; margin: .4rem 0;
  background: color-mix(in srgb, currentColor 12%, transparent); }
.fit-bar .bar span { display: block; height: 100%; background: light-dark(#1f5c46, #6fc3a2); }
.fit-bar .over span { background: light-dark(#9c2f22, #f0a394); }
</style>
"""


def asked_scope(scope: Scope) -> Scope:
    """The scope with the person's "all that fit" in it."""
    return replace(scope, all_that_fit=bool(st.session_state.get(ALL_THAT_FIT)))


def show_fit_bar(model: str, scope: Scope) -> None:
    """Draw the bar of a model, and what of each document is in, in an expander; nothing where no model answers."""
    try:
        fit = _counted(model, scope)
    except EXPECTED as error:
        st.caption(plain(str(error)))
        return
    if fit is None or not fit.documents:
        return
    room = (fit.window or fit.largest) - fit.answer
    share = min(100.0, 100 * in_prompt(fit) / max(1, room)) if fit.window else 100.0
    over = "" if fit.window else " over"
    line = f"{fit.model}: {bar_line(fit)}" if model else bar_line(fit)
    filled = f'<div class="bar{over}"><span style="width:{share:.1f}%"></span></div>'
    st.html(f'{_BAR}<div class="fit-bar">{escape(line)}{filled}</div>')
    with st.expander("Each document, and what the window takes", key=f"fit of {model}"):
        st.html(STYLE + fit_html(fit))


def _counted(model: str, scope: Scope) -> Fit | None:
    """Count once for each choice: again when documents came or went, and when the model's speed was learned."""
    key = (model, scope, assistant().counts(), assistant().expected_prefill_seconds("", 1000))
    kept: dict[object, Fit | None] = st.session_state.setdefault(_KEPT, {})
    if key not in kept:
        if len(kept) >= MOST_KEPT:
            kept.clear()
        with st.spinner("Counting the documents"):
            kept[key] = assistant().fit(model=model, scope=scope)
    return kept[key]


def bar_line(fit: Fit) -> str:
    """What would be read, in which window, and how long that takes: the first time, and after that. Pure."""
    line = fit_line(fit)
    if fit.window is None:
        return f"{line}. Nothing would be sent."
    if fit.memory is not None and not fit.memory.enough:
        return f"{line}. Nothing would be sent."
    if fit.seconds is None:
        return f"{line}; how long reading takes is known after the first answer"
    return f"{line}, {time_words(max(1.0, later_seconds(fit)))} after that"


def later_seconds(fit: Fit) -> float:
    """Seconds to read another question on the same documents: these, and what stands before, are in the cache. Pure."""
    documents = sum(document.tokens or 0 for document in fit.inside)
    rest = max(0, in_prompt(fit) - documents)
    return (fit.seconds or 0.0) * rest / max(1, in_prompt(fit))
