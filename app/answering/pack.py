"""Choose as much evidence as the token budget holds. Nothing is cut: a chunk is in the prompt whole, or not at all."""

from collections.abc import Callable, Sequence

from app.answering.candidate import Candidate
from app.answering.types import Passage

Merge = Callable[[Sequence[Candidate]], tuple[Passage, ...]]


def pack(
    candidates: Sequence[Candidate], merge: Merge, fits: Callable[[tuple[Passage, ...]], bool]
) -> tuple[Passage, ...]:
    """Give the passages of the longest prefix of `candidates` that fits, () where not even the first one does.

    `fits` counts a whole prompt, which is dear: when everything fits it is asked once, else the length is bisected.
    What is returned has always been asked for and answered with yes.
    """
    chosen: tuple[Passage, ...] = ()
    low, high, length = 0, len(candidates), len(candidates)
    while low < high:
        passages = merge(candidates[:length])
        if fits(passages):
            chosen, low = passages, length
        else:
            high = length - 1
        length = (low + high + 1) // 2
    return chosen


def choose_window(needed: int, windows: Sequence[int], trained: int | None) -> int | None:
    """Give the smallest of the fixed windows that holds `needed` tokens, None where none does.

    Windows are few and fixed since every change of the window makes the server load the model again.
    """
    return next((window for window in usable_windows(windows, trained) if window >= needed), None)


def usable_windows(windows: Sequence[int], trained: int | None) -> list[int]:
    """Give the windows in rising order, none above the trained length: the server would clamp it without a word."""
    return sorted({min(window, trained) if trained else window for window in windows})
