import pytest

from app.answering.terms import content_stems
from app.evaluation.probes import PROBES, Probe, is_found, usable_probes


def test_there_are_enough_of_them_and_each_is_another():
    assert len(PROBES) >= 20
    assert len({probe.question for probe in PROBES}) == len({probe.answers for probe in PROBES}) == len(PROBES)


@pytest.mark.parametrize("probe", PROBES, ids=lambda probe: probe.answers[0])
def test_a_question_shares_no_content_word_with_any_fact(probe):
    asked = content_stems(probe.question)
    assert asked
    assert {other.fact: shared for other in PROBES if (shared := asked & content_stems(other.fact))} == {}


@pytest.mark.parametrize("probe", PROBES, ids=lambda probe: probe.answers[0])
def test_an_answer_stands_in_its_own_fact_only(probe):
    named = [other for other in PROBES if is_found(probe, other.fact)]
    assert named == [probe]
    assert not is_found(probe, probe.question)


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        pytest.param("In the BOATHOUSE.", True, id="however_written"),
        pytest.param("the boat house", True, id="variant"),
        pytest.param("**boat-house**", True, id="hyphen"),
        pytest.param("boathouses", False, id="other_word"),
        pytest.param("in a house on a boat", False, id="scattered"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_an_answer_is_right_when_it_names_what_was_asked_for(answer, found):
    assert is_found(Probe("", "", ("boathouse", "boat house")), answer) == found


def test_a_fact_is_not_used_where_the_papers_speak_of_its_answer():
    left = usable_probes(PROBES, "The report was printed.\nThe old Boathouse\nis let, a stable business.")
    assert {probe.answers[0] for probe in PROBES} - {probe.answers[0] for probe in left} == {"boathouse", "stables"}
