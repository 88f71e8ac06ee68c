"""The status line: in three lines, who answers, who embeds, and what the room holds. Pure but for describe_status."""

from dataclasses import dataclass
from typing import Literal

from app.assistant import Assistant
from app.llm.watch import ServerState

Light = Literal["on", "off", "unknown"]

USUAL_HOSTS = ("127.0.0.1:11434", "localhost:11434")
"""Where Ollama runs on the machine that asks; any other address is shown."""


@dataclass(frozen=True, slots=True)
class Status:
    """What the status line shows. `light` is on where a model answers, off where answers are quotes."""

    light: Light
    answers: str
    embeds: str
    holds: str


def describe_status(assistant: Assistant) -> Status:
    """What the room has to say of itself now: asks nobody, and waits for nobody."""
    server = assistant.models.seen()
    light: Light = "on" if server.answering else "off"
    embedder = assistant.embedder
    return Status(
        light=light if server.looked else "unknown",
        answers=who_answers(server),
        embeds=who_embeds(embedder.signature_name, embedder.backend),
        holds=what_it_holds(*assistant.counts()),
    )


def who_answers(server: ServerState) -> str:
    """The chat server, the model that answers, and the window that it is really loaded with."""
    if server.provider == "fake":
        return "Stand-in model: it only quotes"
    where = "Ollama" if server.url.removeprefix("http://").rstrip("/") in USUAL_HOSTS else f"Ollama at {server.url}"
    model = server.answering
    if model is None:
        return _why_none(server, where)
    if model.loaded is None:
        return f"{where} · {model.description.name} · not loaded"
    window = f"window {model.loaded.window:,}" if model.loaded.window else "loaded"
    return f"{where} · {model.description.name} · {window}"


def who_embeds(signature_name: str, backend: str) -> str:
    """The embedding model and what runs it, in a few words."""
    name = signature_name.partition("@")[0]
    if name == "fake":
        return "Stand-in embedder: words only"
    if name.startswith("ollama:"):
        return f"{name.removeprefix('ollama:')} · Ollama"
    short = "MiniLM" if name == "all-MiniLM-L6-v2" else name
    return f"{short} · {backend.partition(' (')[0].partition(':')[0]}"


def what_it_holds(ready: int, working: int) -> str:
    """How many documents can be asked, and how many are being taken in."""
    documents = f"{ready:,} document{'s' if ready != 1 else ''}"
    return f"{documents}, {working:,} working" if working else documents


def _why_none(server: ServerState, where: str) -> str:
    if not server.looked:
        return "Looking for Ollama"
    if server.silent:
        return f"{where} does not answer: a question may wait long. What to do"
    if server.provider == "none":
        return "No chat model is set: answers are quotes. How to add one"
    if server.version is None:
        return f"No {where} found: answers are quotes. How to add one"
    return f"{where} has no model that can answer: answers are quotes. How to add one"
