"""Documents: drop files, watch them become ready, see what the room has, delete."""

import time

import streamlit as st

from app.assistant import EXPECTED
from app.samples import sample_files
from app.web.current import assistant
from app.web.dropzone import dropzone
from ingest.jobs import FINISHED, describe_job
from vectorstore.types import Document, Job

SHOWN_SECONDS = 3600
"""How long a finished job stays in the list."""


@st.fragment(run_every=1.0)
def show_jobs() -> None:
    """The job list; draws itself again each second, and the whole page when a job has ended."""
    jobs = [job for job in assistant().jobs() if _is_current(job)]
    for job in reversed(jobs):
        show_job(job)
    ended = sum(job.state in FINISHED for job in assistant().jobs())
    if st.session_state.setdefault("ended jobs", ended) != ended:
        st.session_state["ended jobs"] = ended
        st.rerun()


def show_job(job: Job) -> None:
    """One job: what it does, how far it is, and what one can do about it."""
    words, action = st.columns([6, 1], vertical_alignment="center")
    words.text(describe_job(job))
    if job.state not in FINISHED:
        total = job.chunks_total if job.state == "embedding" else job.pages_total
        done = job.chunks_done if job.state == "embedding" else job.pages_done
        words.progress(done / total if total else 0.0)
        action.button("Cancel", key=f"cancel {job.id}", on_click=cancel, args=(job.id,))
    elif job.state in ("failed", "cancelled"):
        action.button("Retry", key=f"retry {job.id}", on_click=retry, args=(job.id,))


def cancel(job: int) -> None:
    """Stop a job."""
    assistant().cancel(job)


def retry(job: int) -> None:
    """Queue a job again."""
    assistant().retry(job)


def show_documents(documents: list[Document]) -> None:
    """The list of the room, and what can be done with the chosen ones."""
    rows = [
        {
            "Document": document.name,
            "Pages": document.pages,
            "Without text": len(document.unread_pages),
            "Chunks": document.chunks,
            "State": document.state,
            "Reason": document.reason,
            "Size (KB)": round(document.size / 1000),
            "Added": document.added[:16].replace("T", " "),
            "Version": document.version,
        }
        for document in documents
    ]
    chosen = st.dataframe(rows, key="documents", on_select="rerun", selection_mode="multi-row", hide_index=True)
    selected = [documents[row] for row in chosen["selection"]["rows"] if row < len(documents)]
    if st.button("Delete", disabled=not selected, key="delete"):
        confirm_delete(selected)


@st.dialog("Delete documents")
def confirm_delete(documents: list[Document]) -> None:
    """Ask once, say what goes, then show the receipt."""
    st.text("\n".join(f"{document.name}: {document.pages} pages, {document.chunks} chunks" for document in documents))
    if not st.button("Erase for good", type="primary", key="erase"):
        return
    try:
        with st.spinner("Erasing"):
            receipt = assistant().delete([document.id for document in documents])
    except EXPECTED as error:
        st.error(str(error))
        return
    st.session_state["receipt"] = (
        f"Erased {len(receipt.documents)} documents: {receipt.chunks} chunks, {receipt.vectors} vectors, "
        f"{receipt.keywords} keyword entries, {receipt.files} files. "
        + ("Nothing of them is left." if not receipt.residue else f"Still on disk: {', '.join(receipt.residue)}")
    )
    st.rerun()


def _is_current(job: Job) -> bool:
    return job.finished is None or (job.state != "ready" and time.time() - job.finished < SHOWN_SECONDS)


st.title("Documents")
dropzone("main")
if receipt := st.session_state.pop("receipt", ""):
    st.info(receipt)
show_jobs()
if documents := assistant().documents():
    show_documents(documents)
else:
    st.text("No documents yet.")
    if st.button("Try with the sample documents", key="samples"):
        assistant().add_files(sample_files(), "main")
        st.rerun()
