"""all-MiniLM-L6-v2, converted, run by OpenVINO."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.embedders import minilm
from ingest.embedders.pieces import check_lengths, embed_long
from ingest.embedders.runtime import Runner
from ingest.tokens import load_tokenizer, token_counter
from vectorstore.types import Vectors


class CompiledEmbedder:
    """The converted model in memory."""

    signature_name = minilm.SIGNATURE_NAME
    max_tokens = minilm.MAX_TOKENS
    prefix = ""

    def __init__(self, graph: Path) -> None:
        """Compile the graph that `ingest.convert` made; raises RuntimeError when OpenVINO cannot."""
        self._runner = Runner(graph)
        self.dimension = self._runner.dimension
        self.backend = f"OpenVINO {graph.stem} ({minilm.NAME})"
        self.tokenizer_path = minilm.model_folder() / "tokenizer.json"
        self._tokenizer = load_tokenizer(self.tokenizer_path)
        self.count_tokens = token_counter(self._tokenizer)

    def embed(self, texts: list[str]) -> Vectors:
        """Give a row of length one for every text; raises TextTooLong rather than cutting."""
        return self._runner.run(self._tokens(texts))

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """Give a vector of length one for a question of any length, past a batch of documents that is under way."""
        return embed_long(text, self.max_tokens, self.count_tokens, self._embed_here)

    def _embed_here(self, texts: list[str]) -> Vectors:
        return np.concatenate([self._runner.run_batch([sequence]) for sequence in self._tokens(texts)])

    def _tokens(self, texts: list[str]) -> list[list[int]]:
        sequences = [encoding.ids for encoding in self._tokenizer.encode_batch_fast(texts)]
        check_lengths([len(sequence) for sequence in sequences], self.max_tokens)
        return sequences
