"""Free a model from a prompt that nobody waits for any more."""

from collections.abc import Mapping

from app.llm.connection import Connection
from app.llm.errors import ModelError

PATIENCE_SECONDS = 2.0


def release_model(connection: Connection, request: Mapping[str, object]) -> None:
    """Make sure that a request hung up while its prompt was being read no longer keeps the model busy.

    Ollama 0.17.4 answers the hung up request at once, but its engine looks for that only when it has a token to send:
    it reads the prompt to the end first, for minutes on a machine without a GPU, and every other question waits. So the
    model is asked for one token; where that does not come in PATIENCE_SECONDS, it is unloaded, which ends the engine,
    and the next question loads it again. Versions that stop by themselves answer and keep the model.
    """
    options = request.get("options")
    shortest = {
        **request,
        "messages": [{"role": "user", "content": "."}],
        "options": {**options, "num_predict": 1} if isinstance(options, Mapping) else {},
        "stream": False,
    }
    try:
        connection.fetch("/api/chat", shortest, PATIENCE_SECONDS)
    except ModelError:
        unload(connection, str(request.get("model", "")))


def unload(connection: Connection, model: str) -> None:
    """Ask the server to unload a model. A server that cannot be asked has nothing to free."""
    try:
        connection.fetch("/api/generate", {"model": model, "keep_alive": 0, "stream": False})
    except ModelError:
        return
