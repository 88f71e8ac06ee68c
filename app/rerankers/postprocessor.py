"""A LlamaIndex node postprocessor, by the path that it is imported by."""

import importlib
import threading
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from llama_index.core.postprocessor.types import BaseNodePostprocessor
from llama_index.core.schema import NodeWithScore, TextNode

from app.answering.candidate import Candidate
from app.rerankers.errors import RerankerUnavailable
from app.rerankers.scale import on_scale
from ingest.embedders.offline import stay_offline

_WANTED = "Name a subclass of LlamaIndex's BaseNodePostprocessor, or a function without arguments that gives one."


class PostprocessorReranker:
    """The postprocessor's order counts. What it leaves out is left out; scores outside 0 to 1 are taken for logits."""

    def __init__(self, path: str) -> None:
        """Import and make it, from "package.module:Name"; raises RerankerUnavailable when that cannot be."""
        self.name = path
        self._postprocessor = _make(path)
        self._lock = threading.Lock()

    def __call__(self, question: str, found: Sequence[Candidate]) -> list[Candidate]:
        """Order chunks as the postprocessor does; raises RerankerUnavailable where it fails."""
        nodes = [
            NodeWithScore(
                node=TextNode(id_=str(place), text=candidate.stored.chunk.indexed_text), score=candidate.score
            )
            for place, candidate in enumerate(found)
        ]
        try:
            with self._lock:
                ordered = self._postprocessor.postprocess_nodes(nodes, query_str=question)
            places = [int(node.node_id) for node in ordered]
            scores = on_scale([node.get_score() for node in ordered])
            kept = [found[place] for place in places]
        except Exception as error:  # the owner's code may raise anything
            raise RerankerUnavailable(
                self.name, f"it failed with {_described(error)}.", "Mend it, or leave the setting empty."
            ) from error
        # One that only moves passages leaves their scores alone: what stands after another is not above it.
        falling = np.minimum.accumulate(scores)
        return [replace(candidate, score=float(score)) for candidate, score in zip(kept, falling, strict=True)]


def _make(path: str) -> BaseNodePostprocessor:
    module, _, name = path.partition(":")
    stay_offline()
    try:
        named = getattr(importlib.import_module(module), name)
    except Exception as error:  # importing runs the owner's code, which may raise anything
        raise RerankerUnavailable(
            path, f"it cannot be imported: {_described(error)}.", "Install its package beside Muniment, or correct it."
        ) from error
    if not callable(named):
        raise RerankerUnavailable(path, f"that is a {type(named).__name__}.", _WANTED)
    try:
        made = named()
    except Exception as error:  # as above
        raise RerankerUnavailable(path, f"it cannot be made: {_described(error)}.", _WANTED) from error
    if not isinstance(made, BaseNodePostprocessor):
        raise RerankerUnavailable(path, f"it gives a {type(made).__name__}.", _WANTED)
    return made


def _described(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".rstrip(". ")
