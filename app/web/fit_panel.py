"""The fit of whole documents, before anything is sent: what is in, what is out and why, window, memory, time."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from html import escape

import streamlit as st

from app.answering.fit import Fit
from app.answering.request import Scope
from app.expected import EXPECTED
from app.web.amounts import size_words, time_words
from app.web.current import assistant
from app.web.words import counted, plain

_KEPT = "fit"

STYLE = """
<style>
.fit { font-size: .875rem; font-variant-numeric: tabular-nums; }
.fit .scroll { max-height: 16rem; overflow-y: auto; margin-bottom: .75rem; }
.fit table { border-collapse: collapse; width: 100%; }
.fit th { text-align: left; font-weight: 600; font-size: .8125rem; opacity: .85; }
.fit th, .fit td { padding: .25rem .75rem .25rem 0; vertical-align: top; overflow-wrap: anywhere; }
.fit .scroll td:nth-child(2), .fit .scroll th:nth-child(2) { text-align: right; white-space: nowrap; }
.fit tbody tr { border-top: 1px solid color-mix(in srgb, currentColor 14%, transparent); }
</style>
"""


def show_fit(model: str, scope: Scope, stamp: object) -> Scope:
    """Draw the fit of the documents in `scope` and give the scope to ask, with the person's "all that fit" in it.

    Counted again only when the model, the scope or the `stamp` (whatever else a count depends on) has changed.
    """
    asked = replace(scope, all_that_fit=bool(st.session_state.get("all that fit")))
    try:
        fit = _counted(model, asked, stamp)
    except EXPECTED as error:
        st.caption(plain(str(error)))
        return asked
    if fit is None:
        return asked
    with st.popover(plain(fit_line(fit)), icon=":material/data_usage:", type="tertiary", key="fit"):
        st.toggle("Read all that fit, leave out the others", key="all that fit")
        st.html(STYLE + fit_html(fit))
    return asked


def _counted(model: str, scope: Scope, stamp: object) -> Fit | None:
    key = (model, scope, stamp)
    kept = st.session_state.get(_KEPT)
    if kept is None or kept[0] != key:
        with st.spinner("Counting the documents"):
            kept = st.session_state[_KEPT] = (key, assistant().fit(model=model, scope=scope))
    fit: Fit | None = kept[1]
    return fit


def fit_line(fit: Fit) -> str:
    """One line that says whether it fits, and about how long reading takes. Pure."""
    about = "" if fit.exact else "about "
    if fit.window is None:
        return (
            f"{counted(len(fit.documents), 'document')} do not fit: at least {fit.prompt:,} tokens, "
            f"the largest window is {fit.largest:,}"
        )
    inside = [document for document in fit.inside if document.tokens]
    left = f", {len(fit.outside):,} left out" if fit.outside else ""
    line = f"{counted(len(inside), 'document')}{left}: {about}{in_prompt(fit):,} tokens of {fit.window:,}"
    if fit.memory is not None and not fit.memory.enough:
        return f"{line}; the window takes more memory than is free"
    return line if fit.seconds is None else f"{line}; reading them takes about {time_words(fit.seconds)} the first time"


def in_prompt(fit: Fit) -> int:
    """Tokens of the prompt as it would be sent. Pure."""
    return fit.prompt - sum(document.tokens or 0 for document in fit.outside)


def fit_rows(fit: Fit) -> Sequence[Mapping[str, str]]:
    """A row a document: tokens, in or out, and why. Pure."""
    return [
        {
            "Document": document.name,
            "Tokens": "not counted" if document.tokens is None else f"{document.tokens:,}",
            "Read": "whole" if document.fits and document.tokens else "no",
            "Why not": document.reason,
        }
        for document in fit.documents
    ]


def fit_html(fit: Fit) -> str:
    """Both of it as tables, every word escaped. Pure."""
    head = "".join(f'<th scope="col">{name}</th>' for name in ("Document", "Tokens", "Read", ""))
    rows = "".join(
        f"<tr>{''.join(f'<td>{escape(value)}</td>' for value in row.values())}</tr>" for row in fit_rows(fit)
    )
    facts = "".join(
        f'<tr><th scope="row">{escape(name)}</th><td>{escape(value)}</td></tr>'
        for name, value in window_facts(fit).items()
    )
    return (
        f'<div class="fit"><div class="scroll" tabindex="0"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody>'
        f"</table></div><table>{facts}</table></div>"
    )


def window_facts(fit: Fit) -> Mapping[str, str]:
    """What is known of the window, by name. Pure."""
    memory = "not known"
    if fit.memory is not None:
        memory = f"{size_words(fit.memory.needed)} for this window, {size_words(fit.memory.free)} free"
    return {
        "Tokens counted": "exactly, with the model's own vocabulary" if fit.exact else "on the safe side",
        "Kept for the answer": f"{fit.answer:,} tokens",
        "Window it would be sent in": f"{fit.window:,} tokens" if fit.window else "none",
        "Window loaded now": f"{fit.loaded:,} tokens" if fit.loaded else "not loaded",
        "Window the model was trained for": f"{fit.trained:,} tokens" if fit.trained else "not told",
        "Memory": memory,
    }
