"""What to evaluate: a question set, modes, models, documents; and the runs that are there."""

from collections.abc import Sequence

import streamlit as st

from app.answering.types import MODE_NAMES, Mode
from app.evaluation.cases import Case, CaseError, read_cases
from app.evaluation.recorded import RECORDED, recorded_report
from app.evaluation.run import EvaluationError, begin_run, list_runs, plan_run
from app.expected import EXPECTED
from app.llm.choice import SMALL_MODEL
from app.records.chats import Chat
from app.samples import sample_files, sample_questions
from app.web.current import assistant
from app.web.document_choice import chosen_scope, show_document_choice
from app.web.evaluating import evaluations
from app.web.evaluation_view import date_words, show_hint
from app.web.model_picker import option_words
from app.web.setting_view import with_code
from app.web.words import counted, plain

SAMPLE, UPLOAD, WRITE = "Sample questions", "Upload a file", "Write them here"
EXAMPLE = (
    '{"id": "1", "question": "How long are invoices kept?", "answers": ["ten years"], "document": "handbook.pdf", '
    '"pages": [9]}\n{"id": "2", "question": "Who founded the company?", "unanswerable": true}'
)
LARGEST_SET = 20
"""Megabytes of a question set."""


def show_new_run() -> None:
    """Ask for a question set, modes, models and documents; start."""
    st.subheader("A new run", anchor=False)
    title, text = _choose_set()
    modes = _choose_modes()
    models = _choose_models() if modes != ["quotes"] else []
    show_document_choice()
    show_hint("Questions that name their own document are asked of that one alone, in every mode.")
    cases = _read(text)
    if st.button("Start", key="start evaluation", type="primary", disabled=not (cases and modes)):
        _start(title, cases, modes, models)


def _choose_set() -> tuple[str, str]:
    """The title of the set that is chosen, and its lines, "" while there are none."""
    source = st.segmented_control(
        "Questions", [SAMPLE, UPLOAD, WRITE], default=SAMPLE, key="set source", required=True, wrap=True
    )
    if source == UPLOAD:
        file = st.file_uploader("Question set", type=["jsonl"], key="set file", max_upload_size=LARGEST_SET)
        _show_format()
        return (file.name.removesuffix(".jsonl"), file.getvalue().decode("utf-8", "replace")) if file else ("", "")
    if source == WRITE:
        text = st.text_area("Question set", key="set text", placeholder=EXAMPLE, height=180)
        _show_format()
        return "Written here", text
    show_hint("113 questions on the sample documents: facts, lists, two documents at once, and 20 without an answer.")
    names = {document.name for document in assistant().documents("main")}
    absent = any(file.name not in names for file in sample_files())
    put = "Put the sample documents into this room"
    if absent and st.button(put, key="samples", icon=":material/library_add:"):
        assistant().intake.add_files(sample_files(), "main")
        st.switch_page("documents_page.py")
    return "Sample questions", sample_questions().read_text(encoding="utf-8")


def _show_format() -> None:
    with st.popover("How a set is written", icon=":material/help:", type="tertiary"):
        st.text("One question a line, as JSON. Only the question is needed.")
        st.code(EXAMPLE, language="json", wrap_lines=True)
        st.text(
            "answers: words that a right answer holds; one of them suffices.\n"
            "document: restricts the question to it, in every mode. pages: where the answer stands, from 1.\n"
            "unanswerable: right is to refuse."
        )


def _choose_modes() -> list[Mode]:
    order: list[Mode] = ["rag", "long", "auto", "closed", "quotes"]
    has_model = _has_model()
    usable = order if has_model else order[4:]
    chosen: list[Mode] = st.pills(
        "Modes",
        usable,
        selection_mode="multi",
        default=usable[:4],
        format_func=lambda mode: MODE_NAMES[mode],
        # A choice of its own for each: one made before the chat server was seen would leave out what it can do.
        key="evaluated modes" if has_model else "modes without a model",
        wrap=True,
        help="Closed book is the model alone, without documents: what it would say anyway.",
    )
    return chosen


def _has_model() -> bool:
    server = assistant().models.seen()
    return server.provider == "fake" or bool(server.usable)


def _choose_models() -> list[str]:
    server = assistant().models.seen()
    names = [model.description.name for model in server.usable if server.provider == "ollama"]
    if not names:
        return []
    chosen: list[str] = st.multiselect(
        "Models",
        names,
        key="evaluated models",
        placeholder=f"{server.automatic} (automatic)",
        format_func=lambda name: option_words(name, server),
    )
    return chosen


def _read(text: str) -> tuple[Case, ...]:
    if not text.strip():
        return ()
    try:
        return read_cases(text)
    except CaseError as error:
        st.text(str(error))
        return ()


def _start(title: str, cases: Sequence[Case], modes: Sequence[Mode], models: Sequence[str]) -> None:
    try:
        with st.spinner("Writing the run down"):
            plan = plan_run(assistant(), title, cases, modes, models, chosen_scope())
            run_id = begin_run(assistant(), plan)
    except (*EXPECTED, EvaluationError) as error:
        st.text(str(error))
        return
    evaluations.start(assistant(), run_id)
    st.query_params.clear()
    st.query_params["run"] = run_id
    st.rerun()


def show_without_model() -> None:
    """Where no chat model is: how to get one, and what can be seen meanwhile."""
    server = assistant().models.seen()
    if _has_model() or not server.looked:
        return
    with st.container(border=True, key="no_model"):
        st.html(f"<p><strong>No chat model answers here.</strong> {with_code(server.advice)}</p>")
        if server.provider == "ollama":
            st.text("With Ollama running, on its machine:")
            st.code(f"ollama pull {SMALL_MODEL}", language=None)
        st.text("Until then, a set can be put through the quotes mode, which needs no model.")
        st.page_link("settings_page.py", label="Settings and models")


def show_runs() -> None:
    """The runs of this room, and the recorded one where there is one."""
    runs, recorded = list_runs(assistant()), recorded_report()
    if not runs and recorded is None:
        return
    st.subheader("Runs", anchor=False)
    with st.container(key="run_links", gap="xsmall"):
        for run in runs:
            label = f"{plain(run.title)}  \n:small[{plain(run_line(run))}]"
            st.page_link("evaluate_page.py", label=label, query_params={"run": run.id})
        if recorded is not None:
            made = ", ".join([*(model.name for model in recorded.models), date_words(recorded.began)])
            label = f"Recorded run over the sample documents  \n:small[{plain(made)}]"
            st.page_link("evaluate_page.py", label=label, query_params={"run": RECORDED})


def run_line(run: Chat) -> str:
    """What a run is, and whether it is finished."""
    record, running = assistant().runs.plan(run.id), evaluations.of(run.id)
    modes = ", ".join(MODE_NAMES[mode] for mode in record["modes"])
    finished = date_words(record["finished"]) if record["finished"] else "not finished"
    state = "running" if running and not running.done.is_set() else finished
    return f"{counted(len(record['cases']), 'question')} · {modes} · {state}"
