"""Whether documents fit into a model's window, before anything is sent: how much, how long, what is out and why."""

from html import escape

import streamlit as st

from app.answering.fit import Fit
from app.web.amounts import size_words, time_words
from app.web.words import counted

_STYLE = """
<style>
.fit { font-size: .9375rem; line-height: 1.5; }
.fit .bar { height: .5rem; border-radius: .25rem; overflow: hidden; margin: .4rem 0;
  background: color-mix(in srgb, currentColor 12%, transparent); }
.fit .bar span { display: block; height: 100%; background: light-dark(#1f5c46, #6fc3a2); }
.fit .over span { background: light-dark(#9c2f22, #f0a394); }
.fit .out { font-weight: 600; }
</style>
"""


def show_fit(fit: Fit) -> None:
    """Draw the bar, and each document's tokens in an expander."""
    used, room = fit.prompt, (fit.window or fit.largest) - fit.answer
    share = min(100.0, 100 * used / room) if room > 0 else 100.0
    out = fit.outside
    over = " over" if fit.window is None else ""
    left_out = f'<span class="out">{escape(counted(len(out), "document"))} out: see below.</span>' if out else ""
    st.html(
        f'{_STYLE}<div class="fit"><div>{escape(fit_line(fit))} {left_out}</div>'
        f'<div class="bar{over}"><span style="width:{share:.1f}%"></span></div></div>'
    )
    with st.expander("Each document, and what the window takes"):
        st.dataframe(
            [
                {
                    "Document": document.name,
                    "Tokens": document.tokens,
                    "In": "in" if document.fits else "out",
                    "Why": document.reason,
                }
                for document in fit.documents
            ],
            hide_index=True,
            height="content" if len(fit.documents) < 10 else 320,
        )
        for line in fit_details(fit):
            st.text(line)


def fit_line(fit: Fit) -> str:
    """What would be read, in which window, and how long that takes: the first time, and again."""
    about = "" if fit.exact else "about "
    count = len(fit.inside) if fit.window else len(fit.documents)
    read = f"{counted(count, 'document')}, {about}{fit.prompt:,} tokens of {fit.window or fit.largest:,}"
    if fit.window is None:
        return f"{read}: that does not fit. Nothing would be sent; take fewer documents, or a larger window."
    if fit.seconds is None:
        return f"{read}; how long reading takes is known after the first answer."
    later = max(1.0, later_seconds(fit))
    return f"{read}; reading takes about {time_words(fit.seconds)} the first time, {time_words(later)} after that."


def later_seconds(fit: Fit) -> float:
    """Seconds to read a second question on the same documents: what comes before them and they are in the cache."""
    documents = sum(document.tokens or 0 for document in fit.inside)
    rest = max(0, fit.prompt - documents)
    return (fit.seconds or 0.0) * rest / max(1, fit.prompt)


def fit_details(fit: Fit) -> list[str]:
    """The window: what is kept for the answer, what is loaded, what the model was trained for, the memory it takes."""
    lines = [f"Model {fit.model}: {fit.answer:,} tokens are kept for the answer."]
    lines.append(f"Window loaded now: {fit.loaded:,}" if fit.loaded else "No window is loaded now.")
    if fit.trained:
        lines.append(
            f"The model was trained for {fit.trained:,} tokens; the largest window set here is {fit.largest:,}."
        )
    if fit.memory is not None:
        lines.append(
            f"The window takes {size_words(fit.memory.needed)} of memory; {size_words(fit.memory.free)} are free."
        )
    else:
        lines.append("The memory that the window takes is not known.")
    return lines
