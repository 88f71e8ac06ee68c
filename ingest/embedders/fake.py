"""An embedder without a model: a text's vector is the bag of its words, hashed. For tests and for trying things out."""

import hashlib
import json
import re
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.embedders.cache import write_atomically
from ingest.tokens import TextTooLong, load_counter
from vectorstore.types import Vectors

_WORD = re.compile(r"\w+")
_WORD_TOKENIZER: dict[str, object] = {
    "version": "1.0",
    "added_tokens": [],
    "normalizer": None,
    "pre_tokenizer": {"type": "Whitespace"},
    "post_processor": None,
    "decoder": None,
    "model": {"type": "WordLevel", "vocab": {"?": 0}, "unk_token": "?"},
}


class FakeEmbedder:
    """Counts words, adds up a direction per word: texts that share words are near, and a text is always the same.

    The first axis stands for texts without words, so that every vector has length one.
    """

    signature_name = "fake"
    max_tokens = 256
    prefix = ""
    backend = "fake (words only, no model)"

    def __init__(self, cache: Path, dimension: int = 64) -> None:
        self.dimension = dimension
        content = json.dumps(_WORD_TOKENIZER).encode()
        self.tokenizer_path = write_atomically(cache / "fake" / "tokenizer.json", content)
        self.count_tokens = load_counter(self.tokenizer_path)

    def embed(self, texts: list[str]) -> Vectors:
        """Give a row of length one for every text; raises TextTooLong for a text over `max_tokens` words."""
        for tokens in self.count_tokens(texts):
            if tokens > self.max_tokens:
                raise TextTooLong(tokens, self.max_tokens)
        rows = [self.embed_query(text) for text in texts]
        return np.stack(rows) if rows else np.zeros((0, self.dimension), np.float32)

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """Give a vector of length one for a text of any length."""
        vector = np.zeros(self.dimension, np.float32)
        for word in _WORD.findall(text.casefold()):
            vector += _direction(word, self.dimension)
        length = float(np.linalg.norm(vector))
        if length == 0.0:
            vector[0] = length = 1.0
        return vector / np.float32(length)


def _direction(word: str, dimension: int) -> NDArray[np.float32]:
    """Four axes and their signs, from the word's hash."""
    digest = hashlib.sha256(word.encode()).digest()
    direction = np.zeros(dimension, np.float32)
    for place in range(4):
        axis = int.from_bytes(digest[4 * place : 4 * place + 4], "big") % dimension
        direction[axis] += 1.0 if digest[16 + place] % 2 else -1.0
    return direction
