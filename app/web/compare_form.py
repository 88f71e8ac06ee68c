"""What to compare: a question, the documents, the columns; and whether it fits, before anything runs."""

import secrets
from collections.abc import Sequence

import streamlit as st

from app.answering.types import MODE_NAMES, Mode
from app.evaluation.comparison import READS_WHOLE, Column, ComparisonPlan, begin_comparison, run_comparison
from app.web.comparing import comparisons
from app.web.current import assistant
from app.web.document_choice import chosen_scope, show_document_choice
from app.web.fit_bar import ALL_THAT_FIT, asked_scope, show_fit_bar
from app.web.model_picker import option_words, pick_model

COMPARED: tuple[Mode, ...] = ("rag", "long", "auto")
MOST_COLUMNS = 3


def show_form() -> None:
    """Draw the form; starts the comparison and goes to its address when it is sent."""
    question = st.text_area(
        "Question",
        key="compare question",
        height=80,
        placeholder="Ask one question, and see how each way answers it",
        label_visibility="collapsed",
    ).strip()
    with st.container(horizontal=True, vertical_alignment="center", key="compare_choice"):
        show_document_choice()
        columns = choose_columns()
    with st.container(horizontal=True, vertical_alignment="center", key="compare_options"):
        blind = st.toggle("Blind", key="compare blind", help="Which column is which shows only after your vote.")
        warm = st.toggle("Ask twice", key="compare warm", help="Again directly after the first: what a cache saves.")
        if any(column.mode in READS_WHOLE for column in columns):
            st.toggle("All that fit", key=ALL_THAT_FIT, help="Read the documents that fit, and leave out the others.")
    show_fits(columns)
    if st.button("Compare", key="compare", type="primary", icon=":material/compare_arrows:"):
        if problem := what_is_missing(question, columns):
            st.warning(problem, icon=":material/info:")
        else:
            start(question, columns, warm=warm, blind=blind)


def choose_columns() -> list[Column]:
    """Draw the choice: two or three modes of one model, or two or three models in one mode."""
    server = assistant().models.seen()
    names = [model.description.name for model in server.usable if server.provider == "ollama"]
    by_model = len(names) > 1 and (
        st.segmented_control(
            "Compare",
            ["Modes", "Models"],
            default="Modes",
            key="compare by",
            required=True,
            label_visibility="collapsed",
        )
        == "Models"
    )
    modes: list[Mode] = list(COMPARED)
    if not by_model:
        chosen = st.pills(
            "Modes",
            modes,
            selection_mode="multi",
            default=modes,
            format_func=lambda mode: MODE_NAMES[mode],
            key="compare modes",
            label_visibility="collapsed",
        )
        model = pick_model("compare model")
        return [Column(mode, model) for mode in modes if mode in chosen]
    mode = st.segmented_control(
        "Mode",
        modes,
        default="rag",
        format_func=lambda mode: MODE_NAMES[mode],
        key="compare mode",
        required=True,
        label_visibility="collapsed",
    )
    models = st.multiselect(
        "Models",
        names,
        default=names[:2],
        max_selections=MOST_COLUMNS,
        format_func=lambda name: option_words(name, server),
        key="compare models",
        label_visibility="collapsed",
    )
    return [Column(mode, model) for model in models]


def show_fits(columns: Sequence[Column]) -> None:
    """Draw the fit bar of each model that may have to read whole documents."""
    for model in dict.fromkeys(column.model for column in columns if column.mode in READS_WHOLE):
        show_fit_bar(model, asked_scope(chosen_scope()))


def what_is_missing(question: str, columns: Sequence[Column]) -> str:
    """What keeps a comparison from being started, "" where nothing does. Pure."""
    if not question:
        return "Write a question first."
    if len(columns) < 2:
        return "Choose at least two columns."
    return ""


def start(question: str, columns: Sequence[Column], *, warm: bool, blind: bool) -> None:
    """Begin a comparison and go to its address; a blind one asks its columns in an order that nobody knows."""
    order = list(columns)
    if blind:
        secrets.SystemRandom().shuffle(order)
    plan = ComparisonPlan(question, tuple(order), asked_scope(chosen_scope()), warm, blind)
    run_id = begin_comparison(assistant(), plan)
    go_on(run_id, len(order))
    st.query_params["run"] = run_id
    st.rerun()


def go_on(run_id: str, columns: int) -> None:
    """Ask, behind the page, what of a run is still to be asked."""
    room = assistant()
    comparisons.start(run_id, columns, lambda listener_of: run_comparison(room, run_id, listener_of))
