"""Count tokens the way llama.cpp and Ollama do with SentencePiece vocabularies (Llama 2, Mistral 7B, Gemma, Phi-3).

The neighbours whose joined text is the token with the best score are joined first, the leftmost among equals, until no
two neighbours make a token; a character that is no token counts one for each of its UTF-8 bytes.
"""

import heapq
import re
from collections.abc import Iterator

from app.llm.vocabulary import Vocabulary

SPACE = "\u2581"  # how such a vocabulary writes a space
_MOST_WORDS = 100_000  # counts remembered, some 10 MB; then the memory starts anew


class SentencePieceTokenizer:
    """Counts the tokens of a prompt with one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Take the vocabulary; its scores give the order in which tokens are made."""
        scores = vocabulary.scores or (0.0,) * len(vocabulary.tokens)
        self._scores = dict(zip(vocabulary.tokens, scores, strict=True))
        self._special = sorted(vocabulary.special_tokens(), key=len, reverse=True)
        self._adds_space = vocabulary.adds_space
        self._whole_fragments = vocabulary.own_engine
        self._ends = (vocabulary.adds_start is not False) + vocabulary.adds_end
        self._word = _word_pattern(vocabulary)
        self._known: dict[str, int] = {}

    def count(self, prompt: str) -> int:
        """Count the tokens of a rendered prompt, special tokens and the ones added at its ends included."""
        fragments: list[str | None] = [prompt]
        for special in self._special:
            if special in prompt:
                fragments = [part for fragment in fragments for part in _cut(fragment, special)]
        return self._ends + sum(1 if part is None else self._count_text(part) for part in fragments)

    def _count_text(self, text: str) -> int:
        if not text:
            return 0
        text = (" " * self._adds_space + text).replace(" ", SPACE)
        if self._whole_fragments and text in self._scores:
            return 1
        return sum(map(self._count_word, self._word.findall(text)))

    def _count_word(self, word: str) -> int:
        count = self._known.get(word)
        if count is None:
            if len(self._known) >= _MOST_WORDS:
                self._known.clear()
            pieces = _joined(word, self._scores)
            count = sum(1 if piece in self._scores else len(piece.encode()) for piece in pieces)
            self._known[word] = count
        return count


def _cut(fragment: str | None, special: str) -> Iterator[str | None]:
    """Yield the parts of a fragment; None stands for a special token."""
    if fragment is None:
        yield None
        return
    first, *others = fragment.split(special)
    yield first
    for text in others:
        yield None
        yield text


def _word_pattern(vocabulary: Vocabulary) -> re.Pattern[str]:
    # No token has a space behind another character, as is usual: then nothing is joined across such a place, and the
    # words between them can be counted, and remembered, one by one.
    crossing = re.compile(f"[^{SPACE}]{SPACE}")
    if any(crossing.search(token) for token in vocabulary.tokens if SPACE in token):
        return re.compile("(?s:.+)")
    return re.compile(f"{SPACE}+[^{SPACE}]*|[^{SPACE}]+")


def _joined(word: str, scores: dict[str, float]) -> list[str]:
    """Return the pieces that are left of `word` when no two neighbours make a token."""
    pieces = list(word)
    following = [*range(1, len(pieces)), -1]
    preceding = list(range(-1, len(pieces) - 1))
    queue: list[tuple[float, int, int, str]] = []

    def offer(left: int, right: int) -> None:
        if left >= 0 and right >= 0 and (score := scores.get(both := pieces[left] + pieces[right])) is not None:
            heapq.heappush(queue, (-score, left, right, both))

    for index in range(len(pieces) - 1):
        offer(index, index + 1)
    while queue:
        _, left, right, both = heapq.heappop(queue)
        if not (pieces[left] and pieces[right]) or pieces[left] + pieces[right] != both:
            continue  # one of them was joined with another neighbour since
        pieces[left], pieces[right] = both, ""
        following[left] = following[right]
        if following[left] >= 0:
            preceding[following[left]] = left
        offer(preceding[left], left)
        offer(left, following[left])
    return [piece for piece in pieces if piece]
