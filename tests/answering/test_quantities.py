from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.answering.quantities import Date, Quantity, take_dates, take_quantities


def quantity(text: str) -> Quantity:
    found, _ = take_quantities(text)
    assert len(found) == 1, found
    return found[0]


def date(text: str) -> Date:
    found, _ = take_dates(text)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("1,000", "1000", id="grouped_by_commas"),
        pytest.param("1.912,50", "1912.50", id="decimal_comma_after_dots"),
        pytest.param("4,5", "4.5", id="decimal_comma"),
        pytest.param("1.000", "1,000", id="one_dot_may_group"),
        pytest.param("12'500", "12500", id="grouped_by_apostrophes"),
        pytest.param("1\u202f000", "1000", id="grouped_by_narrow_spaces"),
        pytest.param("twenty-five", "25", id="words"),
        pytest.param("3rd", "3", id="ordinal"),
        pytest.param("9:00", "9", id="full_hour"),
        pytest.param("10 %", "10 percent", id="percent"),
        pytest.param("10 per cent", "10%", id="per_cent"),
        pytest.param("$5 million", "5,000,000 dollars", id="scale_word"),
        pytest.param("€1.5bn", "1,500 million EUR", id="two_scales"),
        pytest.param("five thousand", "5k", id="glued_scale"),
        pytest.param("5 million", "5", id="scale_in_the_head_of_a_table"),
        pytest.param("30 calendar days", "30 days", id="unit_after_a_word"),
        pytest.param("0,125 mg", "0.125 mg", id="three_digits_after_a_comma"),
        pytest.param("2.0.1", "2.0.1", id="version"),
        pytest.param("60 Tage", "60 days", id="unit_in_german"),
        pytest.param("5 ans", "5 years", id="unit_in_french"),
        pytest.param("6 meses", "6 mesi", id="unit_in_spanish_and_italian"),
        pytest.param("12 Prozent", "12 %", id="percent_in_german"),
    ],
)
def test_one_number_written_in_two_ways_agrees(one: str, other: str) -> None:
    assert quantity(one).agrees(quantity(other))
    assert quantity(other).agrees(quantity(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("3 months", "6 months", id="number"),
        pytest.param("6 months", "6 weeks", id="unit"),
        pytest.param("6 Monate", "6 Wochen", id="unit_in_german"),
        pytest.param("10 %", "10 euros", id="percent_or_money"),
        pytest.param("$5", "£5", id="currency"),
        pytest.param("5 million", "5 billion", id="scale"),
        pytest.param("9:30", "9:00", id="half_hour"),
        pytest.param("2.0.1", "2.0.2", id="version"),
        pytest.param("1,250", "1250.50", id="fraction"),
        pytest.param("0.5", "5", id="decimal_point"),
        pytest.param("0.125 mg", "125 mg", id="no_group_begins_with_zero"),
        pytest.param("0,125 mg", "125 mg", id="no_group_begins_with_zero_before_a_comma"),
    ],
)
def test_different_quantities_do_not_agree(one: str, other: str) -> None:
    assert not quantity(one).agrees(quantity(other))


@pytest.mark.parametrize("text", ["one of them", "1) Read it", "(2) ask", "3. Compare", "as well as 2) ask"])
def test_numbers_that_count_nothing_are_weak(text: str) -> None:
    assert quantity(text).weak


@pytest.mark.parametrize("text", ["(max. 60)", "Each room holds ten (at most 60)", "(about 15)"])
def test_a_number_at_the_end_of_brackets_counts(text: str) -> None:
    assert not take_quantities(text)[0][-1].weak


@pytest.mark.parametrize("text", ["A4 paper", "COVID-19x", "the tone", "often", "phone"])
def test_letters_glued_to_digits_and_parts_of_words_are_no_quantities(text: str) -> None:
    assert take_quantities(text) == ((), text)


def test_units_that_have_a_sign_are_taken_out_and_others_stay() -> None:
    assert take_quantities("5 percent of 20 days")[1].split() == ["of", "days"]


@pytest.mark.parametrize(
    "written",
    ["3 March 2024", "March 3, 2024", "3rd of March 2024", "Mar. 3 2024", "2024-03-03", "03/03/2024", "3.3.2024"],
)
def test_a_day_is_the_same_however_it_is_written(written: str) -> None:
    assert date(written).within([date("3 March 2024")], frozenset())


@pytest.mark.parametrize(
    ("said", "known", "years", "expected"),
    [
        pytest.param("March 2024", "3 March 2024", (), True, id="month_of_a_day"),
        pytest.param("3 March", "3 March 2024", (), True, id="day_without_year"),
        pytest.param("3 March 2024", "March 2024", (), False, id="more_exact_than_known"),
        pytest.param("3 March 2024", "3 March", (2024,), True, id="year_elsewhere"),
        pytest.param("3 March 2024", "3 March", (2023,), False, id="other_year_elsewhere"),
        pytest.param("4 March 2024", "3 March 2024", (), False, id="other_day"),
        pytest.param("3 April 2024", "03/04/2024", (), True, id="day_first"),
        pytest.param("4 March 2024", "03/04/2024", (), True, id="month_first"),
        pytest.param("4 March 2024", "03.04.2024", (), False, id="never_month_first_with_dots"),
        pytest.param("3. März 2024", "03.03.2024", (), True, id="month_in_german"),
        pytest.param("1er août 2024", "1 August 2024", (), True, id="month_in_french"),
        pytest.param("3 de mayo de 2024", "3 May 2024", (), True, id="month_in_spanish"),
        pytest.param("maggio 2024", "3 maio de 2024", (), True, id="month_in_italian_and_portuguese"),
    ],
)
def test_a_date_is_within_one_that_says_as_much(said: str, known: str, years: tuple[int], expected: bool) -> None:
    assert date(said).within([date(known)], frozenset(map(Decimal, years))) is expected


@pytest.mark.parametrize("text", ["You may 5 times", "99/99/2024", "2024-13-01", "decide 5", "no date", "13.13.2024"])
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    assert take_dates(text)[0] == ()


@given(st.text(alphabet=st.sampled_from("0123456789.,:'-/ $€%kmMay\n()\u00a0٣²Ⅷ"), max_size=60))
def test_any_text_is_read_and_keeps_its_length_and_line_ends(text: str) -> None:
    _, without_dates = take_dates(text)
    _, rest = take_quantities(without_dates)
    assert len(rest) == len(text)


@pytest.mark.timeout(20)
@pytest.mark.parametrize("unit", ["1", "1,", "1.", "1 ", "May ", "3 May ", "one ", "$ ", "1-", "1 a ", " "])
def test_hostile_repetition_is_read_in_good_time(unit: str) -> None:
    text = unit * (20_000 // len(unit))
    assert len(take_quantities(take_dates(text)[1])[1]) == len(text)
