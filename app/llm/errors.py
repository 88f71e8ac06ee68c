"""Errors of chat models. Every message says what happened; `advice` says what to do next.

ModelError
├── ServerNotRunning   nobody answers at the address
├── ServerBusy         the server's queue is full
├── ModelMissing       the server does not have this model
├── ModelRefused       the model may not be used here (cloud-backed, no chat template, cannot chat)
├── OutOfMemory        the server could not load the model or the window
├── DoesNotFit         the prompt is longer than the window: nothing was generated
├── StreamBroken       the answer ended midway; what came before stands
├── PullFailed         the server could not fetch a model
└── ServerFailed       anything else the server said
"""


class ModelError(Exception):
    """A chat model could not answer."""

    def __init__(self, what: str, advice: str) -> None:
        super().__init__(f"{what} {advice}")
        self.what = what
        self.advice = advice


class ServerNotRunning(ModelError):
    """Nobody answers at the address of the server."""


class ServerBusy(ModelError):
    """The server's own queue is full."""


class ModelMissing(ModelError):
    """The server does not have the model."""


class ModelRefused(ModelError):
    """The model may not be used here: it is backed by a cloud, has no chat template, or cannot chat."""


class OutOfMemory(ModelError):
    """The server could not load the model or the window."""


class DoesNotFit(ModelError):
    """The prompt is longer than the window; nothing was generated."""


class StreamBroken(ModelError):
    """The answer ended midway. What came before stands."""


class PullFailed(ModelError):
    """The server could not fetch a model."""


class ServerFailed(ModelError):
    """The server said something else."""
