"""How sure it is that the quotes found for a sentence carry it: four signals, weighed by what was measured. Pure."""

from dataclasses import dataclass
from math import exp

SURE = 0.8
"""Least confidence in a sentence that is called supported."""


@dataclass(frozen=True, slots=True)
class Signals:
    """What tells a sentence that the text says from one that only has its words."""

    carried: bool
    """The quotes have its words, numbers, dates and names, and do not deny it."""
    denies_alone: bool
    """It denies something, and no passage denies any of that."""
    rivalry: float
    """How much better another name or number of the passages would fit among its words: `Company.rivalry`."""
    kept: float
    """Share of its neighbouring words that are near each other in the quotes: `Company.kept`."""

    def values(self) -> tuple[float, ...]:
        """Give the signals as numbers, in the order of WEIGHTS."""
        return float(self.carried), float(self.denies_alone), self.rivalry, self.kept


WEIGHTS = (1.81, -3.68, -3.91, 2.13)
BASE = -1.51
"""Logistic regression on sentences of reference answers and on sentences made wrong: `benchmarks.evidence --fit`."""


def confidence(signals: Signals) -> float:
    """Give the chance (0 to 1) that the sentence is said by the text, were every second sentence false."""
    return 1 / (1 + exp(-BASE - sum(weight * value for weight, value in zip(WEIGHTS, signals.values(), strict=True))))
