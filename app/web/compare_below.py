"""What stands under the columns of a comparison: agreement, pages, where the evidence lies, the vote, the export."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from app.answering.compare import Strip
from app.answering.route import needs_everything
from app.answering.types import MODE_NAMES
from app.evaluation.columns import AGREEMENTS, agreeing_words, column_titles, overlap_words
from app.evaluation.comparison import Comparison
from app.evaluation.metrics import wilson
from app.evaluation.strips import STYLE as STRIP_STYLE
from app.evaluation.strips import strip_html, strip_words
from app.records.votes import Side, Total, votes_of
from app.web.compare_columns import LETTERS
from app.web.current import assistant

LOOKUP = "looks up"
"""The kind of question that passages may be enough for."""

STYLE = (
    f"<style>{STRIP_STYLE}</style>"
    """
<style>
.agreement { border-left: 3px solid light-dark(#1f5c46, #6fc3a2); padding-left: .75rem; margin: .5rem 0; }
.agreement b { font: 600 1.1rem "Source Serif", Georgia, serif; }
.agreement p { margin: .15rem 0; }
.strips { --strip-mark: light-dark(#1f5c46, #6fc3a2); display: grid; grid-template-columns: max-content 1fr;
  gap: .35rem 1rem; font-size: .875rem; align-items: center; }
.strips h4 { grid-column: 1 / -1; font: 600 1rem "Source Serif", Georgia, serif; margin: .5rem 0 0; padding: 0;
  overflow-wrap: anywhere; }
.strips .told { grid-column: 2; opacity: .85; margin: 0 0 .35rem; }
.strips p, .strips span { font-size: .8125rem; }
.comparison-exports a { color: light-dark(#1f5c46, #8fd0b0); }
@media (max-width: 640px) { .strips { grid-template-columns: 1fr; } .strips .told { grid-column: 1; } }
</style>
"""
)


def show_agreement(comparison: Comparison, *, hidden: bool) -> None:
    """Say whether the answers say the same, and which pages they share."""
    name, meaning = AGREEMENTS[comparison.agreement]
    lines = [meaning]
    if not hidden:
        overlap = comparison.page_overlap
        asked = [title for title, answer in zip(column_titles(comparison), comparison.answers, strict=True) if answer]
        lines += [
            agreeing_words(comparison),
            overlap_words(overlap.cited, asked, "cited"),
            overlap_words(overlap.drawn, asked, "read"),
        ]
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in lines if line)
    st.html(f'{STYLE}<div class="agreement"><b>{name}</b>{paragraphs}</div>')


def show_strips(comparison: Comparison, strips: Sequence[Sequence[Strip]]) -> None:
    """Draw where the evidence lies: for each document a strip for each column that drew on it."""
    if not any(strips):
        return
    st.html(f"<div class=strips>{strips_html(column_titles(comparison), strips)}</div>")
    st.caption("From the beginning of a document to its end: grey was read, green is cited.")


def strips_html(titles: Sequence[str], strips: Sequence[Sequence[Strip]]) -> str:
    """The strips as HTML, those of one document below each other. Pure."""
    every = [strip for those in strips for strip in those]
    cited = {strip.document_id: strip.document for strip in every if strip.cited}
    parts = []
    for document, name in sorted(cited.items()):
        parts.append(f"<h4>{escape(name)}</h4>")
        for title, those in zip(titles, strips, strict=True):
            for strip in those:
                if strip.document_id == document:
                    told = strip_words(strip).removeprefix(f"{name}: ")
                    parts.append(f"<span>{escape(title)}</span>{strip_html(strip)}<p class=told>{escape(told)}</p>")
    rest = dict.fromkeys(strip.document for strip in every if strip.document_id not in cited)
    if rest:
        parts.append(f"<h4>Read, and not cited by any</h4><p class=told>{escape(', '.join(rest))}</p>")
    return "".join(parts)


def show_vote(run_id: str, comparison: Comparison) -> bool:
    """Draw the question which answer is best; gives whether a vote was cast now, or was declined."""
    letters = LETTERS[: len(comparison.answers)]
    st.subheader("Which answer is best?", anchor=False)
    with st.container(horizontal=True, key="vote"):
        for index, letter in enumerate(letters):
            if st.button(f"Answer {letter}", key=f"vote {letter}"):
                cast(run_id, comparison, index)
                return True
        if st.button("No difference", key="vote tie"):
            cast(run_id, comparison, None)
            return True
        return st.button("Show without a vote", key="vote none", type="tertiary")


def cast(run_id: str, comparison: Comparison, best: int | None) -> None:
    """Keep a vote."""
    kind = needs_everything(comparison.plan.question) or LOOKUP
    assistant().votes.cast(run_id, votes_of(sides_of(comparison), best, kind))


def sides_of(comparison: Comparison) -> list[Side]:
    """The ways of the columns, as votes name them. Pure."""
    return [
        Side(column.mode, answer.model.name if answer else column.model, answer.model.digest if answer else "")
        for column, answer in zip(comparison.plan.columns, comparison.answers, strict=True)
    ]


def show_own_vote(run_id: str, comparison: Comparison) -> None:
    """Say what was voted on this comparison."""
    votes = assistant().votes.of_run(run_id)
    if not votes:
        return
    titles = dict(zip(sides_of(comparison), column_titles(comparison), strict=True))
    if votes[0].winner == "tie":
        st.text("You saw no difference.")
    else:
        best = titles.get(votes[0].one if votes[0].winner == "one" else votes[0].other)
        st.text(f"You preferred {best}." if best else "You voted on this comparison.")


def show_totals() -> None:
    """Sum up all blind votes, each pair of ways with its interval."""
    totals = assistant().votes.totals()
    if not totals:
        return
    st.subheader("Blind votes so far", anchor=False)
    st.dataframe([total_row(total) for total in totals], hide_index=True, height="content")
    st.caption("Share of decided votes, with the interval in which it lies with 95 % confidence (Wilson).")


def total_row(total: Total) -> dict[str, str | int]:
    """A pair's votes as a row. Pure."""
    decided = total.wins_one + total.wins_other
    low, high = wilson(total.wins_one, decided)
    share = f"{100 * total.wins_one / decided:.0f} % ({100 * low:.0f} to {100 * high:.0f} %)" if decided else "–"
    one, other = side_names(total.one, total.other)
    return {
        "First": one,
        "Second": other,
        "Votes": total.count,
        "First preferred": total.wins_one,
        "Second preferred": total.wins_other,
        "No difference": total.ties,
        "Share of the first": share,
    }


def side_names(one: Side, other: Side) -> tuple[str, str]:
    """Name both ways, with their models where these differ."""
    same = one.model == other.model

    def name(side: Side) -> str:
        mode = next((words for mode, words in MODE_NAMES.items() if mode == side.mode), side.mode)
        return mode if same or not side.model else f"{mode} · {side.model}"

    return name(one), name(other)
