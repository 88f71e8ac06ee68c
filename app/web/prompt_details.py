"""What an answer was made of: the exact prompt, the passages, tokens and timings."""

from dataclasses import asdict

import streamlit as st

from app.answering.types import Answer


@st.dialog("How this answer was made", width="large")
def show_details(answer: Answer) -> None:
    """Show everything that was recorded of an answer."""
    part = st.segmented_control(
        "Part", ["Numbers", "Passages", "Prompt"], default="Numbers", required=True, label_visibility="collapsed"
    )
    if part == "Passages":
        for number, passage in enumerate(answer.passages, 1):
            st.text(f"[{number}] {passage.document_name} p. {passage.page_at(0)}  {passage.place}")
            st.code(passage.text, language=None, wrap_lines=True)
    elif part == "Prompt":
        st.text("Word for word as it was sent." if answer.prompt else "No model was asked.")
        for message in answer.prompt:
            st.text(message["role"])
            st.code(message["content"], language=None, wrap_lines=True)
    else:
        st.dataframe(_numbers(answer), hide_index=True, height="content")


def _numbers(answer: Answer) -> list[dict[str, str]]:
    """Rows of what was counted and timed; a dash is what nobody said."""
    tokens = {f"tokens {name}": value for name, value in asdict(answer.tokens).items()}
    seconds = {f"seconds {name}": value for name, value in asdict(answer.timings).items()}
    named = {
        "question as it was searched for": answer.standalone,
        "mode asked, mode used": f"{answer.requested}, {answer.mode}",
        "model": " ".join(filter(None, (answer.model.provider, answer.model.name, answer.model.digest[:12]))),
        **tokens,
        **seconds,
        **{f"option {name}": value for name, value in answer.options.items()},
    }
    return [{"What": name, "Value": _shown(value)} for name, value in named.items()]


def _shown(value: object) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:.2f}" if isinstance(value, float) else str(value)
