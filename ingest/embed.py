"""Texts to vectors: the protocol that the rest of the program knows, and the choice of the model behind it."""

from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ingest.embedders import minilm
from ingest.embedders.fake import FakeEmbedder
from vectorstore.types import Vectors


class Embedder(Protocol):
    """A model that turns texts into vectors of length one. Its methods may be called from several threads."""

    signature_name: str
    """Name of the model and digest of its weights: vectors of two names are never compared."""
    dimension: int
    max_tokens: int
    """How many tokens it reads at once, prefix and special tokens included."""
    prefix: str
    """What it wants before a passage ("" for most); `embed` and `count_tokens` put it there themselves."""
    backend: str
    """What runs it, for people to read."""
    tokenizer_path: Path
    """A `tokenizer.json` from which `ingest.tokens.load_counter(path, prefix)` makes the same counter as below."""

    def count_tokens(self, texts: list[str]) -> list[int]:
        """Count the tokens of each text as the model reads it, prefix and special tokens included."""
        ...

    def embed(self, texts: list[str]) -> Vectors:
        """Embed passages: (n, dimension). Raises TextTooLong, never cuts. A query meanwhile does not wait for all."""
        ...

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """Embed a question: (dimension,). One longer than the model reads is embedded in pieces and averaged."""
        ...


def make_embedder(name: str, cache: Path) -> Embedder:
    """Load the embedder called `name`.

    "minilm" is all-MiniLM-L6-v2, "fake" needs no model, anything else is the folder of a sentence-transformers model.
    `cache` is a folder for what is made once (converted models, tokenizers). Raises EmbedderUnavailable.
    """
    if name == "fake":
        return FakeEmbedder(cache)
    # Here, since torch is heavy and "fake" does without.
    from ingest.embedders.sentence import SentenceTransformersEmbedder

    if name == "minilm":
        folder = minilm.model_folder()
        minilm.check_weights(folder)
        return SentenceTransformersEmbedder(folder, cache, minilm.SIGNATURE_NAME)
    return SentenceTransformersEmbedder(Path(name).expanduser(), cache)
