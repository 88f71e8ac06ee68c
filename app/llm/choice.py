"""Choose the chat model to answer with, or say why there is none. Pure."""

from collections.abc import Sequence

from app.llm.card import full_name
from app.llm.types import InstalledModel, ModelDescription

_LOADED_BY_FILE = 1.2  # memory of a loaded model by the size of its file: weights, and buffers that grow with them
SMALL_MODEL = "llama3.2:3b"
"""What is offered to a person who has none: it answers on most machines."""

_WINDOW_BYTES = 512 * 1024**2  # for a window of some thousand tokens


def choose_model(models: Sequence[ModelDescription], last_used: str, memory_bytes: int) -> str | None:
    """Return the name of the model last used, else of the largest that fits into the memory; None where none does.

    `models` are chat models that may be used (OllamaServer.models), `last_used` a name or "", `memory_bytes` what
    models may take on the machine that serves them.
    """
    for model in models:
        if last_used and model.name == full_name(last_used):
            return model.name
    fitting = [model for model in models if needed_bytes(model) <= memory_bytes]
    largest = max(fitting, key=lambda model: (model.size or 0, model.name), default=None)
    return largest.name if largest else None


def why_none_answers(models: Sequence[InstalledModel], chosen: str) -> str:
    """Say why none of the server's models will answer and what to do, "" where the one `chosen` will.

    `chosen` is the full name that was set or chosen, "" where choose_model found none.
    """
    if chosen:
        found = next((model for model in models if model.description.name == chosen), None)
        if found is None:
            return f"The model that is set, {chosen}, is not there. Get it with `ollama pull {chosen}`, or set another."
        return f"{found.refusal} Set another model." if found.refusal else ""
    if not models:
        return f"No model is installed. Get one with `ollama pull {SMALL_MODEL}`."
    if all(model.refusal for model in models):
        return f"None of the models that are installed may answer. Get one with `ollama pull {SMALL_MODEL}`."
    return f"No chat model fits into the memory of this machine. Get a small one with `ollama pull {SMALL_MODEL}`."


def needed_bytes(model: ModelDescription) -> int:
    """Return about how much memory a loaded model takes with a window of some thousand tokens."""
    return int((model.size or 0) * _LOADED_BY_FILE) + _WINDOW_BYTES
