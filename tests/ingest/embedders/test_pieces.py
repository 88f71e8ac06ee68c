import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.embedders.pieces import check_lengths, embed_long, split_to_fit
from ingest.tokens import TextTooLong


def count_letters(texts):
    return [len(text) + 2 for text in texts]


@given(st.text(max_size=200), st.integers(3, 40))
def test_pieces_are_the_text_again_and_every_one_fits(text, limit):
    pieces = split_to_fit(text, limit, count_letters)
    assert "".join(pieces) == text
    assert all(tokens <= limit for tokens in count_letters(pieces))


def test_a_text_is_cut_at_spaces_where_there_are_any():
    assert split_to_fit("aa bb cc dd", 8, count_letters) == ["aa bb", " cc dd"]


def test_pieces_count_by_their_tokens_and_the_mean_has_length_one():
    axes = {"aaaaaa": [1.0, 0.0], "bb": [0.0, 1.0], "aaaaaa bb": [9.0, 9.0]}
    vector = embed_long(
        "aaaaaabb",
        8,
        lambda texts: [{"aaaaaabb": 10, "aaaa": 6, "aabb": 2}[text] for text in texts],
        lambda texts: np.array([axes["aaaaaa" if text == "aaaa" else "bb"] for text in texts], np.float32),
    )
    assert vector == pytest.approx(np.array([6.0, 2.0]) / np.hypot(6.0, 2.0))


def test_the_longest_text_is_named_when_it_does_not_fit():
    with pytest.raises(TextTooLong, match="A text of 301 tokens does not fit a model that reads 256"):
        check_lengths([12, 301, 270], 256)


def test_texts_that_fit_exactly_pass():
    check_lengths([256, 1], 256)
    check_lengths([], 256)
