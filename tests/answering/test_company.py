import pytest

from app.answering.company import Company

LEAVE = "The workshop has 40 benches. Staff get 25 days of leave. Maria Keller signs, and Tom Brandt keeps the keys."


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        pytest.param("Staff get 25 days of leave.", 1, id="as-in-the-text"),
        pytest.param("Staff get 40 days of leave.", 1 / 3, id="a-number-from-elsewhere"),
        pytest.param("Here Tom Keller keeps.", 1 / 2, id="a-name-from-elsewhere"),
        pytest.param("Staff get 30 days of leave.", 1, id="what-the-text-lacks-does-not-count"),
        pytest.param("25.", 1, id="nothing-around-it"),
        pytest.param("", 1, id="empty"),
    ],
)
def test_the_company_of_names_and_numbers(claim, expected):
    assert Company([LEAVE]).least(claim) == pytest.approx(expected)


def test_what_the_quotes_write_otherwise_does_not_count():
    book = Company(["Pump 7 is tested every week. Contracts are kept for seven years."])
    assert book.least("Contracts are kept for 7 years.") == 0
    assert book.least("Contracts are kept for 7 years.", ["Contracts are kept for seven years."]) == 1


def test_the_end_of_a_text_is_not_near_the_beginning_of_the_next():
    assert Company(["We have 40", "days of leave."]).least("40 days") == 0
    assert Company(["We have 40 days of leave."]).least("40 days") == 1


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        pytest.param("Staff get 25 days of leave.", 1, id="as-in-the-text"),
        pytest.param("Tom Brandt, benches.", 1 / 2, id="its-words-from-all-over"),
        pytest.param("Keys for Paris.", 0, id="no-two-neighbours"),
        pytest.param("Benches.", 1, id="one-word"),
        pytest.param("", 1, id="empty"),
    ],
)
def test_neighbours_that_are_near_each_other_in_the_text_too(claim, expected):
    assert Company([LEAVE]).kept(claim) == pytest.approx(expected)
