import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.answering.fuse import fuse
from vectorstore.types import ChunkKey, Scored


def ranking(*ordinals: int) -> list[Scored]:
    return [Scored(ChunkKey(1, ordinal), 1 / place) for place, ordinal in enumerate(ordinals, 1)]


def ordinals(fused: list[Scored]) -> list[int]:
    return [scored.key.ordinal for scored in fused]


RANKINGS = st.lists(st.lists(st.integers(0, 20), unique=True).map(lambda found: ranking(*found)), max_size=4)


@pytest.mark.parametrize(
    ("rankings", "expected"),
    [
        pytest.param([], [], id="no-ranking"),
        pytest.param([ranking(), ranking()], [], id="nothing-found"),
        pytest.param([ranking(3, 1, 2)], [3, 1, 2], id="one-ranking-keeps-its-order"),
        pytest.param([ranking(1, 2), ranking(3, 2)], [2, 1, 3], id="found-twice-beats-first-once"),
        pytest.param([ranking(1, 2), ranking(2, 1)], [1, 2], id="tie-keeps-order-of-appearance"),
        pytest.param([ranking(1), ranking(2)], [1, 2], id="tie-between-rankings"),
    ],
)
def test_fused_order(rankings, expected):
    assert ordinals(fuse(rankings)) == expected


def test_score_is_the_sum_of_reciprocal_ranks():
    assert fuse([ranking(7), ranking(8, 7)])[0].score == pytest.approx(1 / 61 + 1 / 62)


@given(RANKINGS)
def test_every_chunk_comes_out_once_and_scores_fall(rankings):
    fused = fuse(rankings)
    assert sorted(ordinals(fused)) == sorted({scored.key.ordinal for found in rankings for scored in found})
    assert [item.score for item in fused] == sorted((item.score for item in fused), reverse=True)


@given(RANKINGS)
def test_scores_of_the_rankings_do_not_count(rankings):
    scaled = [[Scored(scored.key, scored.score * 1000 - 7) for scored in found] for found in rankings]
    assert fuse(scaled) == fuse(rankings)


@given(st.lists(st.integers(0, 20), unique=True))
def test_two_equal_rankings_keep_their_order(found):
    assert ordinals(fuse([ranking(*found), ranking(*found)])) == found
