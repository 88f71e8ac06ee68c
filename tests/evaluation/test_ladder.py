import pytest

from app.evaluation.charts import Cell
from app.evaluation.ladder import (
    DEPTHS,
    arrange,
    cells,
    effective_window,
    is_lost,
    longest_text,
    plant,
    rungs,
    shares,
)
from app.evaluation.probes import PROBES
from app.records.windows import Trial

TEXT = (
    "# Gates\n\nThe north gate opens at six. The south gate opens late.\n\n| a | b |\n| c | d |\n\nBoth close at nine."
)


def trials(*found_by_rung):
    """Of 20 facts on each rung so many were found."""
    return [
        Trial(512 << rung, number // 5, DEPTHS[number % 5], number < found, 500, 500)
        for rung, found in enumerate(found_by_rung)
        for number in range(20)
    ]


@pytest.mark.parametrize(
    ("largest", "lengths"),
    [(511, ()), (512, (512,)), (1023, (512,)), (4096, (512, 1024, 2048, 4096)), (6000, (512, 1024, 2048, 4096))],
)
def test_lengths_double_up_to_the_largest(largest, lengths):
    assert rungs(largest) == lengths


def test_every_rung_has_the_same_facts_one_at_each_depth():
    for rung in range(6):
        texts = arrange(PROBES, rung)
        assert [sorted(each.depth for each in text) for text in texts] == [list(DEPTHS)] * 4
        assert [{each.probe for each in text} for text in texts] == [set(PROBES[n : n + 5]) for n in (0, 5, 10, 15)]


def test_a_fact_stands_at_every_depth_once_in_five_rungs():
    places = {}
    for rung in range(5):
        for text in arrange(PROBES, rung):
            for each in text:
                places.setdefault(each.probe, set()).add(each.depth)
    assert all(depths == set(DEPTHS) for depths in places.values())


def test_few_facts_fill_few_texts():
    assert [len(arrange(PROBES[:count], 0)) for count in (4, 5, 14, 20)] == [0, 1, 2, 4]


@pytest.mark.parametrize("rung", range(5))
def test_facts_stand_between_sentences_in_the_order_of_their_depths(rung):
    planted = arrange(PROBES, rung)[0]
    text = plant(TEXT, planted)
    places = [text.index(each.probe.fact) for each in sorted(planted, key=lambda each: each.depth)]
    assert places == sorted(places)
    assert places[0] == 0
    assert text.endswith(max(planted, key=lambda each: each.depth).probe.fact)
    for each in planted:
        text = text.replace(each.probe.fact, "")
    assert text.split() == TEXT.split()


def test_a_fact_after_a_line_has_a_line_of_its_own():
    text = plant("| a | b |\n| c | d |", arrange(PROBES, 0)[0])
    assert all(line.startswith("|") or "|" not in line for line in text.splitlines())


@pytest.mark.parametrize("room", [0, 25, 40, 60, 100])
def test_the_longest_text_is_what_just_fits(room):
    text, planted = "One two three. Four five six seven. " * 8, arrange(PROBES, 1)[0]
    facts = sum(len(each.probe.fact.split()) for each in planted)
    chosen = longest_text(text, planted, lambda tried: len(tried.split()) <= room)
    words = len(chosen.split())
    assert words <= room
    if room < facts:
        assert chosen == ""
    elif room < facts + 56:
        assert words > room - 4
    else:
        assert words == facts + 56


def test_cells_sum_up_what_was_found():
    assert cells([*trials(20, 6)][:21]) == (
        *(Cell(512, depth, 4, 4) for depth in DEPTHS),
        Cell(1024, 0.0, 1, 1),
    )


@pytest.mark.parametrize(
    ("found", "effective"),
    [
        pytest.param((20, 20, 20), 2048, id="never_lost"),
        pytest.param((20, 17, 16, 20), 1024, id="a_later_rung_does_not_mend_an_earlier_one"),
        pytest.param((20, 16), 512, id="lost_at_once"),
        pytest.param((12, 11, 10), 1024, id="kept_is_kept_of_the_base"),
        pytest.param((9, 9, 9), None, id="base_too_low"),
        pytest.param((20,), None, id="one_length_alone"),
        pytest.param((), None, id="nothing_asked"),
    ],
)
def test_a_model_reads_as_far_as_it_keeps_85_percent_of_its_base(found, effective):
    assert effective_window(trials(*found)) == effective


def test_a_rung_that_was_not_asked_to_its_end_does_not_count():
    begun = trials(20, 20, 20)[:-1]
    assert shares(begun) == {512: 1.0, 1024: 1.0}
    assert effective_window(begun) == 1024


@pytest.mark.parametrize(
    ("found", "lost"),
    [
        ((), False),
        ((20,), False),
        ((9,), True),
        ((20, 10), False),
        ((20, 10, 18), False),
        ((20, 18, 10, 9), True),
        ((20, 10, 9), True),
    ],
)
def test_the_ladder_ends_after_two_poor_rungs_or_a_poor_base(found, lost):
    assert is_lost(trials(*found)) is lost
