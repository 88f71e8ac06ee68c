import pytest

from app.answering.company import Company

LEAVE = "The workshop has 40 benches. Staff get 25 days of leave. Maria Keller signs, and Tom Brandt keeps the keys."


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        pytest.param("Staff get 25 days of leave.", 0, id="as-in-the-text"),
        pytest.param("Staff get 40 days of leave.", 2 / 3, id="a-number-from-elsewhere"),
        pytest.param("Staff get 30 days of leave.", 1, id="a-number-from-nowhere"),
        pytest.param("Today Anna keeps the keys.", 2 / 3, id="a-name-from-nowhere"),
        pytest.param(
            "Maria Keller keeps the keys, and Tom Brandt signs.", 0, id="names-that-the-claim-has-are-no-rivals"
        ),
        pytest.param("The workshop has benches for 40 people.", 0, id="more-than-the-text-says"),
        pytest.param("Oaks are felled at 40.", 0, id="nobody-is-at-home-there"),
        pytest.param("25.", 0, id="nothing-around-it"),
        pytest.param("", 0, id="empty"),
    ],
)
def test_how_much_better_another_name_or_number_fits(claim, expected):
    assert Company([LEAVE]).rivalry(claim) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        pytest.param("The legal team is headed by Helen Marsh.", 0, id="a-part-of-a-name"),
        pytest.param("The legal team is headed by Paul Ortiz.", 1 / 2, id="another-name"),
        pytest.param("The rent is EUR 1,450.", 0, id="the-digits-of-a-number"),
        pytest.param("The rent is EUR 4,350.", 1 / 2, id="another-number"),
    ],
)
def test_a_name_and_a_number_are_one_thing(claim, expected):
    told = "The legal team is headed by Dr. Helen Marsh.", "Paul Ortiz keeps the keys.", "The rent is EUR 1,450."
    assert Company([*told, "The deposit is EUR 4,350."]).rivalry(claim) == pytest.approx(expected)


def test_a_number_is_no_rival_of_a_name():
    assert Company(["Door 7 is locked."]).rivalry("Then Peter is locked.") == 0


def test_what_the_quotes_write_otherwise_does_not_count():
    carrying = "Contracts are kept for seven years."
    book = Company(["Pump 7 is tested.", carrying, "Bills are kept for 10 years."])
    assert book.rivalry("Contracts are kept for 7 years.") == pytest.approx(2 / 3)
    assert book.rivalry("Contracts are kept for 7 years.", [carrying]) == 0


def test_the_end_of_a_text_is_not_near_the_beginning_of_the_next():
    assert Company(["We have 40 benches.", "25", "days of leave."]).rivalry("40 days leave") == 0
    assert Company(["We have 40 benches.", "25 days of leave."]).rivalry("40 days leave") == 1


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
