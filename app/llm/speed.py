"""How fast models read prompts here, learned from the answers of this process."""

import threading
from collections import defaultdict, deque

REMEMBERED = 8
"""Answers that count for a model: enough to see past a cached prompt, few enough to follow a busy machine."""

FEWEST_TOKENS = 64
"""A shorter reading says more of the way to the server and back than of the model."""


class PrefillSpeeds:
    """Expected seconds of reading by the digest of a model. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._measured: dict[str, deque[float]] = defaultdict(lambda: deque(maxlen=REMEMBERED))
        self._last_text: object = None

    def learn(
        self, model_digest: str, accepted: int | None, cached: int | None, seconds: float | None, text: object = None
    ) -> None:
        """Take what the server said of an answer: tokens of the prompt, those it had cached, seconds of reading.

        What it did not say is None; an answer without tokens or seconds teaches nothing, nor does one on the same
        `text` as the answer before (equal values are the same text): the server knew that, mostly without saying so.
        """
        with self._lock:
            known, self._last_text = text is not None and text == self._last_text, text
            read = 0 if accepted is None or known else accepted - (cached or 0)
            if seconds and read >= FEWEST_TOKENS:
                self._measured[model_digest].append(read / seconds)

    def expected_prefill_seconds(self, model_digest: str, tokens: int) -> float | None:
        """Seconds that this model will need to read `tokens` tokens; None until one of its answers was measured."""
        with self._lock:
            measured = self._measured.get(model_digest)
            # Most servers do not say what they had cached, which makes a reading look faster, never slower: so the
            # slowest of the last answers is nearest to the truth.
            return tokens / min(measured) if measured else None
