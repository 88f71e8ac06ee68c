"""The one error of parsing."""


class ParseError(Exception):
    """A file cannot be read; the message names it, says why and what to do next."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason
