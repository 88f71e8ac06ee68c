"""Which reranker the setting `reranker` names."""

import re
from pathlib import Path

from app.answering.rerank import Reranker

_IMPORTABLE = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*:[^\W\d]\w*")


def make_reranker(name: str) -> Reranker | None:
    """Load the reranker called `name`, None for "".

    "package.module:Name" is a LlamaIndex node postprocessor, anything else the folder of a sentence-transformers
    CrossEncoder. Raises RerankerUnavailable with what to do when it cannot be had.
    """
    # Imported where they are chosen: one brings torch, the other LlamaIndex, and most rooms need neither.
    if not name:
        return None
    if _IMPORTABLE.fullmatch(name):
        from app.rerankers.postprocessor import PostprocessorReranker

        return PostprocessorReranker(name)
    from app.rerankers.cross_encoder import CrossEncoderReranker

    return CrossEncoderReranker(Path(name).expanduser())
