"""Texts to vectors: the protocol that the rest of the program knows, and the choice of the model behind it."""

import subprocess
import sys
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ingest.embedders import minilm
from ingest.embedders.converted import find_converted
from ingest.embedders.errors import EmbedderUnavailable
from ingest.embedders.fake import FakeEmbedder
from vectorstore.types import Vectors

_OLLAMA = "ollama:"
_CONVERSION_SECONDS = 600


_ENGLISH_ONLY = "all-minilm"


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


def make_embedder(name: str, cache: Path, ollama_host: str | None = None) -> Embedder:
    """Load the embedder called `name`; raises EmbedderUnavailable with what to do when it cannot be had.

    "minilm" is all-MiniLM-L6-v2, "fake" needs no model, "ollama:NAME" is an embedding model of the Ollama at
    `ollama_host`, anything else is the folder of a sentence-transformers model. `cache` is a folder for what is made
    once: converted models, tokenizers.
    """
    # The backends are imported where they are chosen: each brings a heavy library, and one is enough.
    if name == "fake":
        return FakeEmbedder(cache)
    if name == "minilm":
        return _minilm(cache)
    if name.startswith(_OLLAMA):
        from ingest.embedders.ollama import OllamaEmbedder

        return OllamaEmbedder(name.removeprefix(_OLLAMA), ollama_host)
    from ingest.embedders.sentence import SentenceTransformersEmbedder

    return SentenceTransformersEmbedder(Path(name).expanduser(), cache)


def knows_only_english(signature_name: str) -> bool:
    """Whether an embedder is known to place no texts by their meaning but English ones; of most nothing is known."""
    return _ENGLISH_ONLY in signature_name.lower()


def _minilm(cache: Path) -> Embedder:
    """Load the converted model, made now if need be; where that cannot be, torch runs the original one."""
    try:
        graph = find_converted(cache) or _convert(cache)
        from ingest.embedders.compiled import CompiledEmbedder

        return CompiledEmbedder(graph)
    except EmbedderUnavailable:
        raise
    except (ImportError, OSError, RuntimeError, subprocess.SubprocessError) as error:
        from ingest.embedders.sentence import SentenceTransformersEmbedder

        folder = minilm.model_folder()
        minilm.check_weights(folder)
        slow = SentenceTransformersEmbedder(folder, cache, minilm.SIGNATURE_NAME)
        slow.backend = f"torch, slow: the fast backend failed ({type(error).__name__}); run python -m ingest.convert"
        return slow


def _convert(cache: Path) -> Path:
    """Convert in a process of its own, which gives all its memory back."""
    command = [sys.executable, "-m", "ingest.convert", str(cache)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=_CONVERSION_SECONDS)
    return Path(done.stdout.strip())
