"""An embedding model that an Ollama server runs (its /api/embed), always told to refuse rather than to cut."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import httpx
import numpy as np
import ollama
from numpy.typing import NDArray

from ingest.embedders import minilm
from ingest.embedders.errors import EmbedderUnavailable
from ingest.embedders.pieces import check_lengths, embed_long, unit_rows
from ingest.tokens import load_tokenizer, token_counter
from vectorstore.types import Vectors

_SLICE = 8  # texts in a request: a question waits for one request at most
_SECONDS = 900.0  # the server may have to load the model first
_LARGEST_WINDOW = 2048

_Answer = TypeVar("_Answer")

_PREFIXES = {
    # Before a passage and before a question, as each model's card asks; Ollama adds nothing by itself.
    "nomic-embed-text": ("search_document: ", "search_query: "),
    "embeddinggemma": ("title: none | text: ", "task: search result | query: "),
    "mxbai-embed-large": ("", "Represent this sentence for searching relevant passages: "),
    "snowflake-arctic-embed": ("", "Represent this sentence for searching relevant passages: "),
}


class _Client(ollama.Client):
    def describe(self, name: str) -> dict[str, Any]:
        """Give all that the server says of a model: `show` drops where it runs."""
        content = {"model": name}
        answer: httpx.Response = self._request_raw("POST", "/api/show", json=content)  # type: ignore[no-untyped-call]  # left untyped there
        described: dict[str, Any] = answer.json()
        return described


class OllamaEmbedder:
    """An embedding model of an Ollama server.

    Models of the BERT family share the vocabulary that is counted with here, so their counts are exact; for others
    the count is an estimate, half of the window is left free, and the server refuses what does not fit all the same.
    """

    def __init__(self, name: str, host: str | None) -> None:
        """Ask the server about the model and try it; raises EmbedderUnavailable when it cannot embed."""
        self._host = host
        self._name = name
        described = self._asked(lambda client: client.describe(name))
        if described.get("remote_host") or described.get("remote_model"):
            raise EmbedderUnavailable(
                f"The model {name} runs on somebody else's computer.", "Choose one that this Ollama has itself."
            )
        self._window, self.max_tokens = _window(described.get("model_info") or {})
        self.prefix, self._query_prefix = _PREFIXES.get(name.partition(":")[0].rpartition("/")[2], ("", ""))
        self.tokenizer_path: Path = minilm.model_folder() / "tokenizer.json"
        tokenizer = load_tokenizer(self.tokenizer_path)
        self._count_raw = token_counter(tokenizer)
        self._count_query = token_counter(tokenizer, self._query_prefix)
        self.count_tokens = token_counter(tokenizer, self.prefix)
        self.dimension = self._embed_raw(["dimension"]).shape[1]
        self.signature_name = f"ollama:{name}@{self._digest()[:12]}"
        self.backend = f"Ollama {name}"

    def embed(self, texts: list[str]) -> Vectors:
        """Give a row of length one for every text; raises TextTooLong rather than cutting."""
        return self._embed_raw([self.prefix + text for text in texts])

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """Give a vector of length one for a question of any length."""
        return embed_long(text, self.max_tokens, self._count_query, self._embed_query_pieces)

    def _embed_query_pieces(self, pieces: list[str]) -> Vectors:
        return self._embed_raw([self._query_prefix + piece for piece in pieces])

    def _embed_raw(self, texts: list[str]) -> Vectors:
        check_lengths(self._count_raw(texts), self.max_tokens)
        slices = [self._request(texts[start : start + _SLICE]) for start in range(0, len(texts), _SLICE)]
        return np.concatenate(slices) if slices else np.zeros((0, self.dimension), np.float32)

    def _request(self, texts: list[str]) -> Vectors:
        options = {"num_ctx": self._window}
        answer = self._asked(lambda client: client.embed(self._name, texts, truncate=False, options=options))
        return unit_rows(np.asarray(answer.embeddings, np.float32))

    def _digest(self) -> str:
        """Give the digest of the model's files, which changes when another version is pulled under the same name."""
        names = {self._name, f"{self._name}:latest"}
        models = self._asked(lambda client: client.list()).models
        return next((model.digest for model in models if model.model in names and model.digest), "unknown")

    def _asked(self, request: Callable[[_Client], _Answer]) -> _Answer:
        try:
            # No redirects and no proxies: what is sent goes to the address that was set, and nowhere else.
            with _Client(self._host, follow_redirects=False, trust_env=False, timeout=_SECONDS) as client:
                return request(client)
        except ollama.ResponseError as error:
            advice = f"Try: ollama pull {self._name}" if error.status_code == httpx.codes.NOT_FOUND else "See its log."
            raise EmbedderUnavailable(
                f"Ollama refused the embedding model {self._name}: {error.error}.", advice
            ) from error
        except (ConnectionError, httpx.HTTPError) as error:
            raise EmbedderUnavailable(
                f"Ollama did not answer about the embedding model {self._name}.", "Start it with: ollama serve"
            ) from error


def _window(information: Mapping[str, Any]) -> tuple[int, int]:
    """Give the window to ask the server for, and how many tokens of ours may be put into it."""
    architecture = str(information.get("general.architecture", ""))
    trained = int(information.get(f"{architecture}.context_length") or _LARGEST_WINDOW)
    window = min(trained, _LARGEST_WINDOW)
    counted_exactly = information.get("tokenizer.ggml.model") == "bert"
    return window, window if counted_exactly else window // 2
