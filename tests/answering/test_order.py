import pytest

from app.answering.order import are_opposite
from app.answering.terms import read_terms


@pytest.mark.parametrize(
    ("one", "other", "opposite"),
    [
        ("The fee is due before the start.", "The fee is due after the start.", True),
        ("The fee is due before the start.", "The fee is due before the first start.", False),
        ("Notice is given prior to the end.", "Notice is given after the end.", True),
        ("Pay before the end and after the start.", "Pay after the end and before the end.", False),
    ],
)
def test_before_and_after_one_thing_are_opposite(one: str, other: str, opposite: bool) -> None:
    assert are_opposite(read_terms(one).orders, read_terms(other).orders) is opposite
