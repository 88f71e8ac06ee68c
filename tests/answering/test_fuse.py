import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.answering.fuse import SEMANTIC_WEIGHT, fuse, prefer, union
from vectorstore.types import ChunkKey, Scored


def ranking(**scores: float) -> list[Scored]:
    """Chunks by a letter each, with their scores."""
    return [Scored(ChunkKey(1, ord(letter)), score) for letter, score in scores.items()]


def letters(fused: list[Scored]) -> str:
    return "".join(chr(scored.key.ordinal) for scored in fused)


def rankings(least: float, most: float):
    scores = st.dictionaries(st.sampled_from("abcdefgh"), st.floats(least, most, width=32), max_size=8)
    return scores.map(lambda found: sorted(ranking(**found), key=lambda scored: -scored.score))


NEAREST, MATCHING = rankings(-1, 1), rankings(0.125, 40)


@pytest.mark.parametrize(
    ("nearest", "matching", "expected"),
    [
        pytest.param([], [], "", id="nothing-found"),
        pytest.param(ranking(c=0.9, a=0.5), [], "ca", id="only-by-meaning"),
        pytest.param([], ranking(c=9.0, a=5.0), "ca", id="only-by-words"),
        pytest.param(ranking(a=0.6, b=0.5), ranking(b=8.0, a=1.0), "ba", id="words-decide-between-near-ones"),
        pytest.param(ranking(a=0.9, b=0.2), ranking(b=8.0), "ab", id="a-far-one-is-not-lifted-by-its-words"),
        pytest.param(ranking(a=0.5, b=0.5), [], "ab", id="a-tie-keeps-the-order-of-appearance"),
    ],
)
def test_fused_order(nearest, matching, expected):
    assert letters(fuse(nearest, matching)) == expected


def test_the_score_is_a_weighted_mean_of_similarity_and_share_of_the_best_match():
    fused = {chr(item.key.ordinal): item.score for item in fuse(ranking(a=0.6, b=0.4), ranking(b=10.0, c=5.0))}
    words = 1 - SEMANTIC_WEIGHT
    assert fused["a"] == pytest.approx(SEMANTIC_WEIGHT * 0.6)
    assert fused["b"] == pytest.approx(SEMANTIC_WEIGHT * 0.4 + words)
    assert fused["c"] == pytest.approx(SEMANTIC_WEIGHT * 0.4 + words * 0.5)  # no nearer than the last of the nearest


@given(NEAREST, MATCHING)
def test_every_chunk_comes_out_once_and_scores_fall(nearest, matching):
    fused = fuse(nearest, matching)
    assert sorted(letters(fused)) == sorted(set(letters(nearest)) | set(letters(matching)))
    assert [item.score for item in fused] == sorted((item.score for item in fused), reverse=True)


@given(NEAREST, MATCHING, st.integers(1, 8))
def test_the_scale_of_the_matches_does_not_count(nearest, matching, scale):
    scaled = [Scored(item.key, item.score * 2**scale) for item in matching]
    assert fuse(nearest, scaled) == fuse(nearest, matching)


@given(NEAREST)
def test_a_ranking_alone_keeps_its_order(nearest):
    assert letters(fuse(nearest, [])) == letters(nearest)


def test_two_rankings_by_the_same_scores_become_one():
    assert union(ranking(a=0.9, b=0.2), ranking(c=0.5, b=0.2)) == ranking(a=0.9, c=0.5, b=0.2)


def test_chunks_of_preferred_documents_come_earlier_and_no_other_is_lost():
    one, other = Scored(ChunkKey(1, 0), 0.5), Scored(ChunkKey(2, 0), 0.4)
    assert prefer([one, other], {2: 0.2}) == [Scored(other.key, pytest.approx(0.6)), one]
    assert prefer([one, other], {2: 0.05}) == [one, Scored(other.key, pytest.approx(0.45))]
