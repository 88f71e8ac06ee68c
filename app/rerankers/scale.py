"""The scale of scores: 0 to 1, as the steps after reranking read them. Pure."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def as_probabilities(logits: ArrayLike) -> NDArray[np.float64]:
    """Bring scores without bounds into 0 to 1 by the logistic function, in 64 bits so that high ones stay apart."""
    bounded = np.clip(np.asarray(logits, np.float64), -700.0, 700.0)  # beyond that the exponential overflows
    probabilities: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-bounded))
    return probabilities


def on_scale(scores: ArrayLike) -> NDArray[np.float64]:
    """Give scores of an unknown scale as they are where all lie in 0 to 1, else as probabilities of logits."""
    given = np.asarray(scores, np.float64)
    inside = given.size == 0 or bool(given.min() >= 0.0 and given.max() <= 1.0)
    return given if inside else as_probabilities(given)
