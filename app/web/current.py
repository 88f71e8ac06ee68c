"""The assistant that this process serves. Set once before the server starts; pages run in the same process."""

from app.assistant import Assistant

_assistant: Assistant | None = None


def use(assistant: Assistant) -> None:
    """Serve this assistant's room from now on."""
    global _assistant  # noqa: PLW0603  # Streamlit runs page scripts itself and passes them nothing
    _assistant = assistant


def assistant() -> Assistant:
    """The assistant in use."""
    assert _assistant is not None, "use() comes before the first page"
    return _assistant
