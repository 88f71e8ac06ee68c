"""Errors of parsing.

ParseError
└── PasswordNeeded     a PDF opens only with a password, or with another than the one given
"""


class ParseError(Exception):
    """A file cannot be read; the message names it, says why and what to do next."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason


class PasswordNeeded(ParseError):
    """A PDF opens only with a password, or with another than the one given."""
