"""Any model folder that sentence-transformers reads, run by torch: slower and larger than the converted model."""

import hashlib
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ingest.embedders.cache import write_atomically
from ingest.embedders.errors import EmbedderUnavailable
from ingest.embedders.offline import stay_offline
from ingest.embedders.pieces import check_lengths, embed_long
from ingest.tokens import load_tokenizer, token_counter
from vectorstore.types import Vectors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_SLICE = 16  # texts per turn at the model: a query waits for one slice at most, not for the whole batch
_DEFAULT_WINDOW = 512


class SentenceTransformersEmbedder:
    """A sentence-transformers model from a folder on this machine; nothing is ever fetched."""

    def __init__(self, folder: Path, cache: Path, signature_name: str | None = None) -> None:
        """Load the model; raises EmbedderUnavailable when the folder holds none."""
        self._model = _load(folder)
        self._lock = threading.Lock()
        self.signature_name = signature_name or f"{folder.name}@{_digest(folder)[:12]}"
        self.dimension = int(self._model.get_embedding_dimension() or 0)
        self.max_tokens = int(self._model.max_seq_length or _DEFAULT_WINDOW)
        self.prefix = _prompt(self._model, "document", "passage")
        self._query_prefix = _prompt(self._model, "query")
        self.backend = f"torch ({folder.name})"
        self.tokenizer_path = _tokenizer_file(self._model, folder, cache / self.signature_name)
        tokenizer = load_tokenizer(self.tokenizer_path)
        self._count_raw = token_counter(tokenizer)
        self._count_query = token_counter(tokenizer, self._query_prefix)
        self.count_tokens = token_counter(tokenizer, self.prefix)

    def embed(self, texts: list[str]) -> Vectors:
        """Give a row of length one for every text; raises TextTooLong rather than cutting."""
        return self._embed_raw([self.prefix + text for text in texts])

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """Give a vector of length one for a question of any length."""
        return embed_long(text, self.max_tokens, self._count_query, self._embed_query_pieces)

    def _embed_query_pieces(self, pieces: list[str]) -> Vectors:
        return self._embed_raw([self._query_prefix + piece for piece in pieces])

    def _embed_raw(self, texts: list[str]) -> Vectors:
        lengths = self._count_raw(texts)
        check_lengths(lengths, self.max_tokens)
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        order = np.argsort(lengths, kind="stable")
        for start in range(0, len(texts), _SLICE):
            rows = order[start : start + _SLICE]
            vectors[rows] = self._encode([texts[row] for row in rows])
        return vectors

    def _encode(self, texts: list[str]) -> Vectors:
        with self._lock:
            # The prompts of the model are in the texts already: an empty one here keeps it from adding them again.
            found = self._model.encode(
                texts, prompt="", batch_size=_SLICE, normalize_embeddings=True, show_progress_bar=False
            )
        return np.asarray(found, np.float32)


def _load(folder: Path) -> "SentenceTransformer":
    if not (folder / "config.json").is_file() and not (folder / "modules.json").is_file():
        raise EmbedderUnavailable(
            f"There is no sentence-transformers model at {folder}.",
            "Give the folder of a model that is on this machine: nothing is fetched.",
        )
    stay_offline()
    # Here, for the import alone takes seconds and half a gigabyte, which the converted model does without.
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # transformers leaves it untyped
    try:
        return SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    except (OSError, ValueError, KeyError) as error:  # what transformers raises for missing or damaged files
        raise EmbedderUnavailable(
            f"The model at {folder} cannot be loaded: {error}.", "Copy the whole folder of the model anew."
        ) from error


def _prompt(model: "SentenceTransformer", *names: str) -> str:
    return next((model.prompts[name] for name in names if model.prompts.get(name)), "")


def _digest(folder: Path) -> str:
    """Digest of all that shapes the vectors: weights, configuration and tokenizer."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".safetensors", ".bin", ".json", ".txt", ".model"}:
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def _tokenizer_file(model: "SentenceTransformer", folder: Path, cache: Path) -> Path:
    """Give the folder's own `tokenizer.json`, or write the one that transformers built from older files."""
    path = folder / "tokenizer.json"
    if path.is_file():
        return path
    backend = getattr(model.tokenizer, "backend_tokenizer", None)
    if backend is None:
        raise EmbedderUnavailable(
            f"The model at {folder} has no fast tokenizer, so its tokens cannot be counted.",
            "Choose a model with a tokenizer.json.",
        )
    return write_atomically(cache / "tokenizer.json", backend.to_str().encode())
