import pytest

from benchmarks.refusal import holds


@pytest.mark.parametrize(
    ("text", "held"),
    [
        pytest.param("Normandy lies in France.[4]", True, id="before-a-marker"),
        pytest.param("Not in these documents.\n\n“It lies in France.” [1]", True, id="beside-a-refusal"),
        pytest.param("Normandy lies in Italy.[4]", False, id="another"),
    ],
)
def test_the_benchmark_finds_a_wording_in_an_answer(text, held):
    assert holds(text, {"answers": ["France"]}) is held
