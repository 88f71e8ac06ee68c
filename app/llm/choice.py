"""Choose the chat model to answer with. Pure."""

from collections.abc import Sequence

from app.llm.card import full_name
from app.llm.types import ModelDescription

_LOADED_BY_FILE = 1.2  # memory of a loaded model by the size of its file: weights, and buffers that grow with them
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


def needed_bytes(model: ModelDescription) -> int:
    """Return about how much memory a loaded model takes with a window of some thousand tokens."""
    return int((model.size or 0) * _LOADED_BY_FILE) + _WINDOW_BYTES
