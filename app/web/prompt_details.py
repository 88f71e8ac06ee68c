"""What an answer was made of: the exact prompt, the passages, tokens and timings."""

from dataclasses import asdict

import streamlit as st

from app.answering.phrases import Phrases, phrases_for
from app.answering.types import Answer


def show_details(answer: Answer) -> None:
    """Show everything that was recorded of an answer, in the language of its question."""
    phrases = phrases_for(answer.question)
    st.dialog(phrases.details.title, width="large")(_show)(answer, phrases)


def _show(answer: Answer, phrases: Phrases) -> None:
    labels = phrases.details
    parts = [labels.numbers, labels.passages, labels.prompt]
    part = st.segmented_control(labels.part, parts, default=labels.numbers, required=True, label_visibility="collapsed")
    if part == labels.passages:
        for number, passage in enumerate(answer.passages, 1):
            where = phrases.fill(phrases.page.page, document=passage.document_name, page=str(passage.page_at(0)))
            st.text(f"[{number}] {where}  {passage.place}")
            st.code(passage.text, language=None, wrap_lines=True)
    elif part == labels.prompt:
        st.text(labels.word_for_word if answer.prompt else labels.no_model)
        for message in answer.prompt:
            st.text(message["role"])
            st.code(message["content"], language=None, wrap_lines=True)
    else:
        st.dataframe(_numbers(answer, phrases), hide_index=True, height="content")


def _numbers(answer: Answer, phrases: Phrases) -> list[dict[str, str]]:
    """Rows of what was counted and timed; a dash is what nobody said."""
    labels, mode = phrases.details, str(answer.mode)
    if answer.requested != mode:
        mode = phrases.fill(phrases.export.another_mode, mode=mode, requested=answer.requested)
    rows = {
        labels.understood_as: answer.standalone,
        labels.mode: mode,
        labels.model: " ".join(filter(None, (answer.model.provider, answer.model.name, answer.model.digest[:12]))),
        **{getattr(labels, f"tokens_{name}"): value for name, value in asdict(answer.tokens).items()},
        **{getattr(labels, f"seconds_{name}"): value for name, value in asdict(answer.timings).items()},
        **{phrases.fill(labels.option, name=name): value for name, value in answer.options.items()},
    }
    return [{labels.what: name, labels.value: _shown(value, phrases)} for name, value in rows.items()]


def _shown(value: object, phrases: Phrases) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return str(value).lower()
    return phrases.written(value, decimals=2) if isinstance(value, (int, float)) else str(value)
