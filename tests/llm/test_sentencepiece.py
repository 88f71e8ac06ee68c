from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.llm.sentencepiece import SPACE, SentencePieceTokenizer
from app.llm.vocabulary import Vocabulary

SPECIAL = ("<unk>", "<s>", "</s>")
WORDS = ("a", "b", "c", SPACE, "ab", "bc", "abc", SPACE + "a", SPACE + "ab", "ca", SPACE * 2, "\n", "\n\n")
SCORES = (-5.0, -6.0, -7.0, -1.0, -2.0, -1.5, -4.0, -3.0, -2.5, -2.0, -8.0, -3.0, -1.0)


def vocabulary(extra=(), **changes):
    tokens = SPECIAL + WORDS + tuple(extra)
    fields = {
        "kind": "sentencepiece",
        "pre": "default",
        "tokens": tokens,
        "types": (2, 3, 3) + (1,) * (len(tokens) - 3),
        "scores": (0.0, 0.0, 0.0, *SCORES, *(-1.0 for _ in extra)),
        "merges": (),
        "adds_start": None,
        "adds_end": False,
        "adds_space": True,
        "own_engine": False,
        "architecture": "llama",
    }
    return Vocabulary(**(fields | changes))


def slowly(text, scores):
    """Join the best pair, the leftmost among equals, again and again: the rule itself."""
    pieces = list(text.replace(" ", SPACE))
    while True:
        joined = [left + right for left, right in pairwise(pieces)]
        pairs = [(scores[both], -place) for place, both in enumerate(joined) if both in scores]
        if not pairs:
            return sum(1 if piece in scores else len(piece.encode()) for piece in pieces)
        at = -max(pairs)[1]
        pieces[at : at + 2] = [pieces[at] + pieces[at + 1]]


@pytest.mark.parametrize(
    ("prompt", "count"),
    [
        pytest.param("", 1, id="only-the-start"),
        pytest.param("ab", 2, id="one-word-with-its-space"),
        pytest.param("abc", 3, id="bc-is-joined-before-ab"),
        pytest.param("é", 4, id="bytes-of-an-unknown-character"),
        pytest.param("<s>ab</s>", 4, id="special-tokens"),
        pytest.param("a</s>a", 4, id="a-space-after-each-special-token"),
    ],
)
def test_tokens_are_counted(prompt, count):
    assert SentencePieceTokenizer(vocabulary()).count(prompt) == count


def test_ends_and_spaces_are_added_as_the_vocabulary_says():
    assert SentencePieceTokenizer(vocabulary(adds_start=False, adds_space=False)).count("a") == 1
    assert SentencePieceTokenizer(vocabulary(adds_end=True, adds_space=False)).count("a") == 3


@settings(deadline=None)
@given(st.text(alphabet="abc \né", max_size=40), st.sampled_from([(), ("b" + SPACE + "c", "b" + SPACE)]))
def test_counting_word_by_word_is_counting_the_whole(text, crossing):
    words = vocabulary(crossing, adds_start=False, adds_space=False)
    assert SentencePieceTokenizer(words).count(text) == slowly(text, dict(zip(words.tokens, words.scores, strict=True)))
