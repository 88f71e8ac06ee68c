import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.answering.candidate import Candidate
from app.answering.pack import choose_window, pack, usable_windows
from app.answering.types import Passage
from vectorstore.types import Chunk, StoredChunk

SIZES = st.lists(st.integers(1, 50), max_size=30)


def candidates(sizes: list[int]) -> list[Candidate]:
    return [
        Candidate(StoredChunk(1, Chunk(ordinal, "x" * size, 0, size, 1, 1, (), "")), 1.0)
        for ordinal, size in enumerate(sizes)
    ]


def one_each(chosen) -> tuple[Passage, ...]:
    return tuple(Passage(1, "a", item.stored.chunk.text, 0, 1, ((1, 0),), "") for item in chosen)


def length(passages) -> int:
    return sum(len(passage.text) for passage in passages)


@given(SIZES, st.integers(0, 400))
def test_what_is_packed_never_exceeds_the_budget(sizes, budget):
    assert length(pack(candidates(sizes), one_each, lambda passages: length(passages) <= budget)) <= budget


@given(SIZES, st.integers(0, 400))
def test_the_longest_prefix_that_fits_is_packed(sizes, budget):
    packed = pack(candidates(sizes), one_each, lambda passages: length(passages) <= budget)
    assert [len(passage.text) for passage in packed] == sizes[: len(packed)]
    assert len(packed) == len(sizes) or sum(sizes[: len(packed) + 1]) > budget


def test_the_count_is_asked_once_where_all_fits():
    asked = []
    pack(candidates([1] * 20), one_each, lambda passages: not asked.append(passages))
    assert len(asked) == 1


@given(SIZES, st.sets(st.integers(0, 30)))
def test_only_what_was_found_to_fit_is_packed(sizes, refused):
    def fits(passages) -> bool:
        return len(passages) not in refused

    packed = pack(candidates(sizes), one_each, fits)
    assert not packed or fits(packed)


@pytest.mark.parametrize(
    ("needed", "trained", "expected"),
    [
        pytest.param(100, None, 4096, id="smallest"),
        pytest.param(4096, None, 4096, id="exactly"),
        pytest.param(4097, None, 8192, id="one-more"),
        pytest.param(8193, None, None, id="none"),
        pytest.param(3000, 2048, None, id="not-above-the-trained-length"),
        pytest.param(2000, 2048, 2048, id="trained-length-itself"),
        pytest.param(5000, 6000, 6000, id="clamped"),
    ],
)
def test_the_smallest_window_that_holds_the_prompt_is_chosen(needed, trained, expected):
    assert choose_window(needed, (8192, 4096), trained) == expected


def test_windows_above_the_trained_length_become_one():
    assert usable_windows((16384, 4096, 8192), 6000) == [4096, 6000]
