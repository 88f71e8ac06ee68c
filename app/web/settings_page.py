"""Settings: what is set and where it came from, read only; the models, and pulling one."""

import platform
from importlib.metadata import version

import streamlit as st

from app.llm.choice import SMALL_MODEL
from app.settings import FILE_NAME, setting_rows
from app.web.amounts import size_words
from app.web.current import assistant
from app.web.pulling import show_pull
from app.web.setting_view import STYLE, models_html, settings_html, with_code

LOOK_SECONDS = 5
SIZE_SECONDS = 60
"""How old the room's size may be: a room of thousands of files takes a moment to measure."""


@st.fragment(run_every=LOOK_SECONDS)
def show_models() -> None:
    """The models of the chat server as they were last seen."""
    server = assistant().models.seen()
    if not server.looked:
        st.text(f"Looking for Ollama at {server.url} …")
    elif server.provider == "fake":
        st.text("The built-in stand-in answers (llm = fake): it only quotes, and is meant for tests.")
    elif server.version is None or not server.models:
        st.html(f"<p>{with_code(server.advice)} Until then answers are quotes.</p><p>{how_to_add()}</p>")
    else:
        if server.advice:
            st.html(f"<p>{with_code(server.advice)} Until then answers are quotes.</p>")
        room = assistant()
        st.html(models_html(server, room.settings.windows, room.windows.effective(), room.judges.all()))


def how_to_add() -> str:
    """How a chat model is added, with internet and without."""
    return with_code(
        f"To add a model: install Ollama (ollama.com), start it with `ollama serve`, then pull a Llama, for example "
        f"`ollama pull {SMALL_MODEL}`. Without internet, carry one in as docs/models.md describes."
    )


@st.cache_data(ttl=SIZE_SECONDS, max_entries=1, show_spinner=False)
def room_size() -> int:
    """Bytes of the room on disk."""
    return assistant().room_size()


def show_room() -> None:
    """Where the room lies, how large it is, and which versions work in it."""
    settings, server, embedder = assistant().settings, assistant().models.seen(), assistant().embedder
    ready, _ = assistant().counts()
    st.text(
        f"{settings.data}\n{size_words(room_size())} on disk, {ready:,} documents\n\n"
        f"Muniment {version('muniment')}, Python {platform.python_version()}\n"
        f"Ollama {server.version or 'not found'}\n"
        f"Embedder {embedder.signature_name}, {embedder.backend}"
    )


def show_privacy() -> None:
    """The three facts that decide who can read what."""
    settings, host = assistant().settings, assistant().models.host
    reach = f"the Ollama server at {host}" if host else "nothing: no chat server is set"
    st.text(
        f"This page is served at {settings.address}, port {settings.port}, without a sign-in: whoever reaches that "
        f"address reads every document.\n"
        f"The one address that Muniment connects to is {reach}; it sends no telemetry and fetches nothing.\n"
        f"Documents, questions and answers stay in the room's folder, which is closed to other users of this machine."
    )


st.html(STYLE)
st.title("Settings")
st.page_link("doctor_page.py", label="Doctor: check what the room needs", icon=":material/stethoscope:")

st.header("Models", anchor=False)
show_models()
if assistant().models.host:
    st.subheader("Pull a model", anchor=False)
    st.text(
        "Ollama fetches it from its library on the internet, not Muniment. In a building without internet, carry it in "
        "as docs/models.md describes."
    )
    show_pull()

st.header("What is set", anchor=False)
st.text(
    f"Nothing can be changed here. Settings are read at the start, from {assistant().settings.data / FILE_NAME} and "
    f"the environment: change them there, then start Muniment again."
)
st.html(settings_html(setting_rows(assistant().settings)))

st.header("The room", anchor=False)
show_room()

st.header("Privacy", anchor=False)
show_privacy()
