"""Errors of rerankers. Every message names the setting and says what to do next."""


class RerankerUnavailable(RuntimeError):
    """The reranker that the settings name cannot be had on this machine, or fails at its work."""

    def __init__(self, name: str, why: str, advice: str) -> None:
        super().__init__(f"The setting `reranker` is {name!r}: {why} {advice}")
