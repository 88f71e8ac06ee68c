"""Errors of embedders. Every message says what happened; `advice` says what to do next."""


class EmbedderUnavailable(RuntimeError):
    """The embedding model that the settings name cannot be had on this machine."""

    def __init__(self, what: str, advice: str) -> None:
        super().__init__(f"{what} {advice}")
        self.what = what
        self.advice = advice
