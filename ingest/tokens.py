"""Token counts from a `tokenizer.json` alone: the parse worker counts as the embedder does without loading a model."""

from collections.abc import Callable
from pathlib import Path

from tokenizers import Tokenizer

TokenCounter = Callable[[list[str]], list[int]]


class TextTooLong(ValueError):
    """A text has more tokens than the model reads; nothing was cut and nothing was embedded."""

    def __init__(self, tokens: int, limit: int) -> None:
        super().__init__(
            f"A text of {tokens} tokens does not fit a model that reads {limit}: split it and embed again."
        )
        self.tokens = tokens
        self.limit = limit


def load_tokenizer(path: Path) -> Tokenizer:
    """Read a `tokenizer.json`, with the truncation and padding that such files often carry switched off."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def token_counter(tokenizer: Tokenizer, prefix: str = "") -> TokenCounter:
    """Make the function that tells how many tokens each text costs a model, prefix and special tokens included."""

    def count(texts: list[str]) -> list[int]:
        prefixed = [prefix + text for text in texts] if prefix else texts
        return [len(encoding.ids) for encoding in tokenizer.encode_batch_fast(prefixed)]

    return count


def load_counter(path: Path, prefix: str = "") -> TokenCounter:
    """Make the counter of an embedder from its `tokenizer_path` and `prefix`."""
    return token_counter(load_tokenizer(path), prefix)
