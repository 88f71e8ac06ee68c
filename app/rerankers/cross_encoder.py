"""A sentence-transformers CrossEncoder from a folder on this machine: torch reads question and chunk together."""

import json
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from app.answering.candidate import Candidate
from app.rerankers.errors import RerankerUnavailable
from app.rerankers.scale import as_probabilities
from ingest.embedders.offline import stay_offline
from ingest.embedders.pieces import split_to_fit

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

_READS_PAIRS = ("ForSequenceClassification", "ForCausalLM")


class CrossEncoderReranker:
    """Scores are the model's logits as probabilities, 0 to 1; nothing is cut, and nothing is ever fetched."""

    def __init__(self, folder: Path) -> None:
        """Load the model; raises RerankerUnavailable when the folder holds no CrossEncoder with one score."""
        self.name = f"{folder.name} by torch"
        self._model = _load(folder)
        self._limit = int(self._model.max_seq_length)
        self._lock = threading.Lock()

    def __call__(self, question: str, found: Sequence[Candidate]) -> list[Candidate]:
        """Order chunks by how well they answer `question`, best first; what is too long is read in pieces."""
        if not found:
            return []
        with self._lock:
            scores = self._scores(question, [candidate.stored.chunk.indexed_text for candidate in found])
        rescored = [replace(candidate, score=float(score)) for candidate, score in zip(found, scores, strict=True)]
        return sorted(rescored, key=lambda candidate: -candidate.score)

    def _scores(self, question: str, texts: list[str]) -> NDArray[np.float64]:
        """Score texts: of a question that leaves them less than half of what the model reads, the mean of its parts."""
        parts = split_to_fit(question, self._limit // 2, lambda pieces: self._count([(part, "") for part in pieces]))
        scores: NDArray[np.float64] = np.mean([self._scores_of_part(part, texts) for part in parts], axis=0)
        return scores

    def _scores_of_part(self, question: str, texts: list[str]) -> NDArray[np.float64]:
        """Score texts by the best of their pieces."""

        def count(pieces: list[str]) -> list[int]:
            return self._count([(question, piece) for piece in pieces])

        pieces = [split_to_fit(text, self._limit, count) for text in texts]
        pairs = [(question, piece) for of_text in pieces for piece in of_text]
        logits = self._model.predict(pairs, activation_fn=_logits, show_progress_bar=False)
        starts = np.cumsum([0, *map(len, pieces[:-1])])
        best: NDArray[np.float64] = np.maximum.reduceat(as_probabilities(logits), starts)
        return best

    def _count(self, pairs: list[tuple[str, str]]) -> list[int]:
        """Count the tokens of each pair as the model reads it, whatever it puts around them included."""
        features = self._model.preprocess(pairs, processing_kwargs={"text": {"truncation": False}})
        return [int(length) for length in features["attention_mask"].sum(dim=1)]


def _logits(scores: Any) -> Any:
    """Stand in for a model's own last step, which brings scores to another scale in some models and not in others."""
    return scores


def _load(folder: Path) -> "CrossEncoder":
    name = str(folder)
    if not (folder / "config.json").is_file() and not (folder / "modules.json").is_file():
        raise RerankerUnavailable(
            name,
            "there is no model in such a folder.",
            "Give the folder of a sentence-transformers CrossEncoder that is on this machine (nothing is fetched), "
            "or package.module:Name of a LlamaIndex node postprocessor.",
        )
    if not _reads_pairs(folder):
        raise RerankerUnavailable(
            name, "the model there is no CrossEncoder.", "Give the folder of one that was trained to rerank."
        )
    stay_offline()
    # Here, for the import alone takes seconds and half a gigabyte, which most rooms do without.
    from sentence_transformers import CrossEncoder
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # transformers leaves it untyped
    try:
        model = CrossEncoder(name, device="cpu", local_files_only=True)
    except (OSError, ValueError, KeyError) as error:  # what transformers raises for missing or damaged files
        raise RerankerUnavailable(
            name, f"the model cannot be loaded: {error}.", "Copy its whole folder anew."
        ) from error
    if model.num_labels != 1:
        raise RerankerUnavailable(
            name,
            f"the model there gives {model.num_labels} scores for a passage, so it sorts into classes.",
            "Give the folder of one that was trained to rerank: it gives one score.",
        )
    return model


def _reads_pairs(folder: Path) -> bool:
    """Whether a model says that it reads pairs: one that does not would be loaded too, with random weights on top."""
    stated = _read_json(folder / "config_sentence_transformers.json").get("model_type")
    architectures = _read_json(folder / "config.json").get("architectures") or ()
    return stated == "CrossEncoder" or any(str(name).endswith(_READS_PAIRS) for name in architectures)


def _read_json(path: Path) -> dict[str, Any]:
    try:
        read = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    except (OSError, ValueError) as error:
        raise RerankerUnavailable(
            str(path.parent), f"{path.name} cannot be read: {error}.", "Copy the model's whole folder anew."
        ) from error
    return read if isinstance(read, dict) else {}
