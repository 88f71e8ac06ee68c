import numpy as np
import pytest

from app.answering.feedback import FIRST, WEIGHT, moved, rank_with_feedback
from vectorstore.types import ChunkKey, Scored

QUESTION = np.array([1, 0, 0], dtype=np.float32)
NOTHING = np.empty((0, 3), dtype=np.float32)


def unit(*parts):
    vector = np.array(parts, dtype=np.float32)
    return vector / np.linalg.norm(vector)


def letters(ranked):
    return "".join(chr(scored.key.ordinal) for scored in ranked)


def ranked(rank=list, **vectors):
    """Rank chunks, a letter each, all of them among the nearest."""
    keys = [ChunkKey(1, ord(letter)) for letter in vectors]
    stored = np.array([*vectors.values()]).reshape(-1, len(QUESTION))
    near = [Scored(key, float(similarity)) for key, similarity in zip(keys, stored @ QUESTION, strict=True)]
    nearest = sorted(near, key=lambda scored: -scored.score)
    return rank_with_feedback(QUESTION, nearest, keys, stored, rank, away_from_others=False)


def test_a_chunk_that_is_like_the_first_ones_comes_before_one_that_is_as_near_to_the_question():
    like, other = unit(1, 1.2, 0), unit(1, 0, 1.19)
    found = ranked(a=unit(1, 0.5, 0), b=unit(1, 0.6, 0), c=unit(1, 0.7, 0), d=other, e=like)
    assert letters(found) == "abced"


def test_what_leads_to_the_ranking_leads_to_what_the_question_is_moved_towards():
    """Words that put a chunk first move the question towards it."""

    def by_words(similar):
        bonus = {ord("z"): 1.0}
        scored = [Scored(item.key, item.score + bonus.get(item.key.ordinal, 0)) for item in similar]
        return sorted(scored, key=lambda item: -item.score)

    found = {chr(item.key.ordinal): item.score for item in ranked(by_words, a=unit(1, 0.1, 0), z=unit(0, 0, 1))}
    assert found["z"] > 1.0  # it was at a right angle to the question


def test_what_was_found_by_words_may_take_the_place_of_one_of_the_nearest():
    keys = [ChunkKey(1, ord(letter)) for letter in "abcdw"]
    stored = np.array([unit(1, 0.5, 0), unit(1, 0.55, 0), unit(1, 0.6, 0), unit(1, 0, 0.65), unit(1, 0.7, 0)])
    nearest = [Scored(key, float(vector @ QUESTION)) for key, vector in zip(keys[:4], stored[:4], strict=True)]
    found = rank_with_feedback(QUESTION, nearest, keys, stored, list, away_from_others=False)
    assert letters(found) == "abcw"


def test_the_question_is_moved_to_a_vector_of_length_one_between_the_two():
    towards = moved(QUESTION, np.array([unit(0, 1, 0)] * FIRST), NOTHING)
    assert np.linalg.norm(towards) == pytest.approx(1)
    assert towards[1] / towards[0] == pytest.approx(WEIGHT)


def test_without_anything_found_there_is_nothing_to_move_towards():
    assert ranked() == []
    assert (moved(QUESTION, NOTHING, NOTHING) == QUESTION).all()


def test_what_all_have_in_common_does_not_move_the_question():
    common = np.array([unit(0, 1, 0)] * FIRST)
    assert moved(QUESTION, common, common) == pytest.approx(QUESTION)
    assert moved(QUESTION, np.array([unit(0, 1, 1)]), common)[1] < 0


def test_a_chunk_without_a_vector_keeps_its_place_among_the_found():
    """One may be deleted between the search and the reading of vectors."""
    gone = Scored(ChunkKey(2, 0), 2.0)
    found = ranked(lambda similar: [gone, *similar], a=unit(1, 0.1, 0))
    assert found[0] == gone
    assert letters(found[1:]) == "a"
