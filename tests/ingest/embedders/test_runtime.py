import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.embedders.runtime import pad, padded, plan_batches

lengths = st.lists(st.integers(0, 256), max_size=150)


@given(lengths)
def test_every_sequence_is_in_one_batch(lengths):
    places = [place for batch in plan_batches(lengths) for place in batch]
    assert sorted(places) == list(range(len(lengths)))


@given(lengths)
def test_a_batch_has_one_padded_length_a_power_of_two_of_rows_and_no_more_than_its_tokens(lengths):
    for batch in plan_batches(lengths):
        (length,) = {padded(lengths[place]) for place in batch}
        assert len(batch).bit_count() == 1
        assert len(batch) * length <= 512


def test_there_are_few_shapes_whatever_comes():
    random = np.random.default_rng(5)
    shapes = set()
    for _ in range(200):
        lengths = random.integers(1, 257, random.integers(1, 65)).tolist()
        shapes |= {(len(batch), padded(lengths[batch[0]])) for batch in plan_batches(lengths)}
    assert len(shapes) <= 50


@pytest.mark.parametrize(("length", "expected"), [(0, 16), (1, 16), (16, 16), (17, 32), (256, 256)])
def test_lengths_are_padded_to_a_multiple_of_sixteen(length, expected):
    assert padded(length) == expected


def test_the_mask_tells_tokens_from_padding():
    tokens, mask = pad([[101, 7, 102], [101] * 17])
    assert tokens.shape == mask.shape == (2, 32)
    assert tokens[0, :4].tolist() == [101, 7, 102, 0]
    assert mask.sum(axis=1).tolist() == [3, 17]
