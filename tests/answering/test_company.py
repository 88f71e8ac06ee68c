import pytest

from app.answering.company import Company

LEAVE = "The workshop has 40 benches. Staff get 25 days of leave. Maria Keller signs, and Tom Brandt keeps the keys."


def strangers(claim: str, text: str = LEAVE) -> tuple[str, ...]:
    return Company([text]).strangers(claim, [text])


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        pytest.param("Staff get 25 days of leave.", (), id="as-in-the-text"),
        pytest.param("There are 25 days off.", (), id="one-neighbour-is-enough"),
        pytest.param("Staff get 40 days of leave.", ("40",), id="a-number-from-elsewhere"),
        pytest.param("Here Maria Brandt signs.", ("Brandt",), id="a-name-from-elsewhere"),
        pytest.param("Staff get 30 days of leave.", (), id="what-the-text-lacks-is-no-stranger"),
        pytest.param("25.", (), id="nothing-around-it"),
        pytest.param("", (), id="empty"),
    ],
)
def test_names_and_numbers_in_strange_company(claim, expected):
    assert strangers(claim) == expected


def test_a_word_that_the_quotes_do_not_have_is_left_to_them():
    assert Company([LEAVE]).strangers("Staff get 40 days.", ["Staff get 25 days of leave."]) == ()


def test_any_of_several_texts_may_hold_the_company():
    assert Company(["40 benches.", "On 40 days a year."]).strangers("Staff get 40 days.", ["40 benches."]) == ()
