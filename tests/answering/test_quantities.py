from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.answering.dates import Date, take_dates
from app.answering.quantities import Quantity, take_quantities


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
        pytest.param(".5 mg", "0.5 mg", id="nothing_before_the_point"),
        pytest.param("2.0.1", "2.0.1", id="version"),
        pytest.param("900mg", "900 mg", id="glued_unit"),
        pytest.param("30kg", "30 kilograms", id="glued_unit_by_its_name"),
        pytest.param("10GB", "10 GB", id="glued_gigabytes"),
        pytest.param("EUR500", "500 euros", id="glued_currency"),
        pytest.param("500EUR", "EUR 500", id="glued_currency_after"),
        pytest.param("EUR 12 million", "12,000,000 EUR", id="code_before_a_scale"),
        pytest.param("€165 a day", "EUR 165 a day", id="money_for_a_day"),
        pytest.param("EUR 165/day", "165 euros per day", id="money_for_a_day_with_a_stroke"),
        pytest.param("US$ 500", "USD 500", id="dollars_of_one_country"),
        pytest.param("$500", "CAD 500", id="dollars_of_any_country"),
        pytest.param("CHF 500", "500 Swiss francs", id="francs"),
        pytest.param("5 µg", "5 mcg", id="micrograms"),
        pytest.param("5 \u03bcg", "5 ug", id="micrograms_with_a_greek_letter"),
        pytest.param("10 IU", "10 units", id="units"),
        pytest.param("5 mmol/L", "5 mmol", id="one_of_them_of_a_liter"),
        pytest.param("50 bps", "50 basis points", id="basis_points"),
        pytest.param("10 business days", "10 working days", id="working_days"),
        pytest.param("10 Werktage", "10 jours ouvrés", id="working_days_in_german_and_french"),
        pytest.param("10 working days", "10 days", id="days_of_any_kind"),
        pytest.param("½ tablet", "0.5 tablets", id="a_half"),
        pytest.param("2½ hours", "2.5 hours", id="a_half_after_a_whole"),
        pytest.param("2 1/2 hours", "2 ½ hours", id="slashed_after_a_whole"),
        pytest.param("1/2 tablets", "0.5 tablets", id="slashed"),
        pytest.param("10 000 euros", "10,000 euros", id="grouped_by_blanks"),
        pytest.param("EUR 10 000", "10.000,00 €", id="grouped_by_blanks_after_a_code"),
        pytest.param("-5.2 million", "minus 5.2 million", id="below_zero"),
        pytest.param("−20 °C", "-20 °C", id="hyphen_or_minus"),
        pytest.param("-€5.2 million", "€-5.2 million", id="minus_and_currency"),
        pytest.param("The loss was 5.2 million", "Result: -5.2 million", id="a_loss"),
        pytest.param("It fell by 5 %", "Change: -5 %", id="a_fall"),
        pytest.param("| (1,200) |", "-1,200", id="an_accountants_loss"),
        pytest.param("Net result (1,200)", "-1,200", id="brackets_may_be_a_loss"),
        pytest.param("All staff (1,200) came", "1,200", id="brackets_may_be_none"),
        pytest.param("at least 10%", "10 %", id="a_bound_that_only_one_names"),
        pytest.param("at least 10%", "no less than 10 %", id="at_least"),
        pytest.param("no more than 30 days", "30 days or less", id="at_most"),
        pytest.param("must not exceed 30 days", "up to 30 days", id="not_exceed"),
        pytest.param("mustn't exceed 30 days", "30 days at most", id="not_exceed_at_the_end"),
        pytest.param("carry over 20 days", "up to 20 days", id="a_verb_with_over"),
        pytest.param("over EUR 4,000", "more than €4,000", id="above"),
        pytest.param("5 or more years", "at least 5 years", id="or_more"),
        pytest.param("mindestens 10 %", "au moins 10 %", id="at_least_in_german_and_french"),
        pytest.param("hasta 30 días", "fino a 30 giorni", id="at_most_in_spanish_and_italian"),
        pytest.param("pelo menos 5", "minstens 5", id="at_least_in_portuguese_and_dutch"),
        pytest.param("5pm", "5 p.m.", id="afternoon"),
        pytest.param("5 pm", "17:00", id="afternoon_in_24_hours"),
        pytest.param("9:30 am", "09:30", id="morning_in_24_hours"),
        pytest.param("9.30 pm", "21:30", id="half_past_with_a_stop"),
        pytest.param("9:30 pm", "9:30", id="half_of_the_day_that_only_one_names"),
        pytest.param("12 pm", "12:00", id="noon"),
        pytest.param("12:15 am", "0:15", id="after_midnight"),
        pytest.param("Clause 4.1", "4.1 Payment", id="label_and_heading"),
        pytest.param("version 2", "version two", id="label_in_words"),
        pytest.param("60 Tage", "60 days", id="unit_in_german"),
        pytest.param("5 ans", "5 years", id="unit_in_french"),
        pytest.param("6 meses", "6 mesi", id="unit_in_spanish_and_italian"),
        pytest.param("12 Prozent", "12 %", id="percent_in_german"),
        pytest.param("EUR 500 a month", "500 euros per month", id="of_a_time"),
        pytest.param("a monthly rent of EUR 500", "EUR 500 per calendar month", id="of_a_time_said_before"),
        pytest.param("EUR 500 a month", "EUR 500", id="of_a_time_that_only_one_names"),
        pytest.param("5% p.a.", "5 % per annum", id="of_a_year"),
        pytest.param("5 mg/kg/day", "5 mg per kg daily", id="of_the_weight_and_a_day"),
        pytest.param("EUR 12 per m²", "12 euros per square metre", id="of_an_area"),
        pytest.param("EUR 12 per m²", "EUR 12", id="of_an_area_that_only_one_names"),
        pytest.param("500 sq ft", "500 square feet", id="square_feet"),
        pytest.param("20 °C", "20 degrees Celsius", id="celsius"),
        pytest.param("400V", "400 volts", id="glued_volts"),
        pytest.param("3.5x", "3.5x EBITDA", id="times"),
        pytest.param("5,2 Mio. Euro", "EUR 5.2 million", id="scale_in_german_short"),
        pytest.param("5.200 TEUR", "EUR 5.2 million", id="thousands_of_euros"),
        pytest.param("T€ 5.200", "5,2 Mio. €", id="thousands_before"),
        pytest.param("Result: $(47) million", "A loss of $47 million", id="an_accountants_loss_and_currency"),
        pytest.param("Clause 7.2(a)(ii)", "clause 7.2(a)", id="a_part_of_a_clause"),
        pytest.param("within 30 days", "at most 30 days", id="within"),
        pytest.param("eGFR>30", "more than 30", id="sign_after_a_word"),
        pytest.param("cannot carry over more than 5 days", "up to 5 days", id="denied_from_afar"),
        pytest.param("EUR 10,000 and above", "at least EUR 10,000", id="and_above"),
        pytest.param("5 pm every day", "17:00 every day", id="no_unit_behind_every"),
        pytest.param("3 1/2 months", "3.5 months", id="slashed_after_a_whole_of_anything"),
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
        pytest.param("900 mg", "900 mcg", id="milligram_or_microgram"),
        pytest.param("900mg", "900 g", id="glued_milligram_or_gram"),
        pytest.param("900mg", "500 mg", id="glued_unit"),
        pytest.param("5 ml", "5 l", id="milliliter_or_liter"),
        pytest.param("5 ml", "5 mg", id="volume_or_mass"),
        pytest.param("10 IU", "10 mg", id="units_or_mass"),
        pytest.param("5 mmol/L", "5 mg/dl", id="amount_or_mass"),
        pytest.param("5 g/l", "5 g/dl", id="of_a_liter_or_deciliter"),
        pytest.param("5 mg/kg", "5 mg/day", id="of_the_weight_or_a_day"),
        pytest.param("50 bps", "50 %", id="basis_points_or_percent"),
        pytest.param("2 percentage points", "2 percent", id="percentage_points"),
        pytest.param("2 Prozentpunkte", "2 Prozent", id="percentage_points_in_german"),
        pytest.param("10 working days", "10 calendar days", id="kind_of_day"),
        pytest.param("$500", "EUR 500", id="sign_or_code"),
        pytest.param("500 €", "500 CHF", id="currency_after"),
        pytest.param("CHF 500", "EUR 500", id="code"),
        pytest.param("USD 500", "CAD 500", id="dollars_of_two_countries"),
        pytest.param("EUR 165 a day", "165 days", id="money_or_days"),
        pytest.param("9:30 am", "9:30 pm", id="half_of_the_day_after_minutes"),
        pytest.param("5 am", "17:00", id="morning_or_afternoon"),
        pytest.param("12 am", "12 pm", id="midnight_or_noon"),
        pytest.param("5 pm", "5 days", id="time_or_days"),
        pytest.param("Clause 4.1", "Clause 4.10", id="clause"),
        pytest.param("§ 4.1", "4.10 Payment", id="clause_and_heading"),
        pytest.param("Abschnitt 4.1", "Abschnitt 4.10", id="clause_in_german"),
        pytest.param("5 pm", "5 am", id="half_of_the_day"),
        pytest.param("2½ tablets", "2 tablets", id="and_a_half"),
        pytest.param("10 000 euros", "10 euros", id="grouped_by_blanks"),
        pytest.param("-5.2 million", "5.2 million", id="below_zero"),
        pytest.param("minus 5", "5", id="minus"),
        pytest.param("€-5", "$-5", id="currency_before_the_sign"),
        pytest.param("−20 °C", "20 °C", id="below_zero_degrees"),
        pytest.param("| (1,200) |", "1,200", id="an_accountants_loss"),
        pytest.param("at least 10%", "up to 10%", id="bound"),
        pytest.param("at least 10%", "at most 10 %", id="bound_at_most"),
        pytest.param("no less than 30 days", "no more than 30 days", id="no_less_or_no_more"),
        pytest.param("less than 30 days", "not less than 30 days", id="less_or_not_less"),
        pytest.param("exceeds 30 days", "must not exceed 30 days", id="exceed"),
        pytest.param("under 50,000", "over 50,000", id="under_or_over"),
        pytest.param("above EUR 50,000", "below EUR 50,000", id="above_or_below"),
        pytest.param("5 years or more", "5 years or less", id="or_more_or_less"),
        pytest.param("mindestens 10 %", "höchstens 10 %", id="bound_in_german"),
        pytest.param("pas moins de 10 %", "pas plus de 10 %", id="bound_in_french"),
        pytest.param("al menos 10 %", "como máximo 10 %", id="bound_in_spanish"),
        pytest.param("almeno 10 %", "al massimo 10 %", id="bound_in_italian"),
        pytest.param("no mínimo 10 %", "no máximo 10 %", id="bound_in_portuguese"),
        pytest.param("niet minder dan 10 %", "niet meer dan 10 %", id="bound_in_dutch"),
        pytest.param("(max. 60)", "(min. 60)", id="maximum"),
        pytest.param("(<5 mg)", "at > 5 mg", id="bound_as_a_sign"),
        pytest.param("EUR 500 a month", "EUR 500 a year", id="of_a_month_or_year"),
        pytest.param("EUR 500 monthly", "a yearly fee of EUR 500", id="of_a_month_or_year_said_before"),
        pytest.param("5% per annum", "5% per month", id="percent_of_a_month_or_year"),
        pytest.param("5 mg/kg/day", "5 mg/kg/hour", id="of_a_day_or_hour"),
        pytest.param("5 mg/kg", "5 mg", id="a_dose_without_the_weight"),
        pytest.param("500 square metres", "500 square feet", id="area"),
        pytest.param("20 °C", "20 °F", id="degrees"),
        pytest.param("500 lbs", "500 kg", id="pounds_or_kilograms"),
        pytest.param("88 µmol/L", "88 mmol/L", id="micromole_or_millimole"),
        pytest.param("3.5x EBITDA", "4.5x EBITDA", id="times"),
        pytest.param("400V", "230V", id="glued_volts"),
        pytest.param("7d", "14d", id="glued_days"),
        pytest.param("5,2 Mio. Euro", "5,2 Mrd. Euro", id="scale_in_german"),
        pytest.param("520 EUR", "520 TEUR", id="thousands_of_euros"),
        pytest.param("Result: $(47) million", "$47 million", id="an_accountants_loss_and_currency"),
        pytest.param("$(47) million", "$(52) million", id="two_losses"),
        pytest.param("Clause 7.2(a)", "Clause 7.2(b)", id="part_of_a_clause"),
        pytest.param("Article 6(1)(f)", "Article 6(1)(b)", id="part_of_an_article"),
        pytest.param("within 30 days", "after 30 days", id="within_or_after"),
        pytest.param("capped at EUR 5", "at least EUR 5", id="capped"),
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


@pytest.mark.parametrize(
    "text", ["A4 paper", "P40X", "H2O", "ISO9001", "B12", "GPT4", "5G", "COVID-19a", "the tone", "often", "phone"]
)
def test_letters_glued_to_digits_and_parts_of_words_are_no_quantities(text: str) -> None:
    assert take_quantities(text) == ((), text)


def test_a_number_that_is_said_again_in_brackets_has_the_same_bound() -> None:
    words, digits = take_quantities("not less than ninety (90) days")[0]
    assert (words.bound, words.unit, digits.bound, digits.unit) == (1, "day", 1, "day")
    assert not take_quantities("in two (2) copies")[0][1].weak


@pytest.mark.parametrize("text", ["5-10 mg", "between 5 and 10 mg", "zwischen 5 und 10 mg"])
def test_the_ends_of_a_range_are_bounds(text: str) -> None:
    assert [found.bound for found in take_quantities(text)[0]] == [1, -1]


def test_units_that_have_a_sign_are_taken_out_and_others_stay() -> None:
    assert take_quantities("5 percent of 20 days")[1].split() == ["of", "days"]
    assert take_quantities("EUR 5 or 6 CHF for 7 mg")[1].split() == ["or", "for", "mg"]


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
        pytest.param("3rd day of April, 2024", "3 April 2024", (), True, id="day_of"),
        pytest.param("3-Apr-2024", "3 April 2024", (), True, id="hyphens"),
        pytest.param("dated 3-Apr-2024.", "3 April 2024", (), True, id="at_the_end_of_a_sentence"),
        pytest.param("03.04.24", "3 April 2024", (), True, id="short_year"),
        pytest.param("3/4/24", "3 April 2024", (), True, id="short_year_after_strokes"),
        pytest.param("04/2024", "April 2024", (), True, id="month_and_year"),
        pytest.param("by 30 June 2024", "after 30 June 2024", (), False, id="by_or_after"),
        pytest.param("bis 30. Juni 2024", "ab 30. Juni 2024", (), False, id="until_or_from_in_german"),
        pytest.param("before 1 May 2026", "after 1 May 2026", (), False, id="before_or_after"),
        pytest.param("not later than 1 May 2026", "not earlier than 1 May 2026", (), False, id="not_later"),
        pytest.param("not before 1 May 2026", "not after 1 May 2026", (), False, id="not_before"),
        pytest.param("not until 1 May 2026", "after 1 May 2026", (), True, id="not_until"),
        pytest.param("before 1 May 2026", "until 1 May 2026", (), True, id="both_before"),
        pytest.param("before 1 May 2026", "1 May 2026", (), True, id="a_bound_that_only_one_names"),
        pytest.param("vor dem 1. Mai 2026", "nach dem 1. Mai 2026", (), False, id="before_in_german"),
        pytest.param("avant le 1er mai 2026", "après le 1er mai 2026", (), False, id="before_in_french"),
        pytest.param("maggio 2024", "3 maio de 2024", (), True, id="month_in_italian_and_portuguese"),
    ],
)
def test_a_date_is_within_one_that_says_as_much(said: str, known: str, years: tuple[int], expected: bool) -> None:
    assert date(said).within([date(known)], frozenset(map(Decimal, years))) is expected


@pytest.mark.parametrize("text", ["You may 5 times", "99/99/2024", "2024-13-01", "decide 5", "no date", "13.13.2024"])
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    assert take_dates(text)[0] == ()


def test_a_year_before_a_word_that_looks_like_a_unit_stays_a_year() -> None:
    assert quantity("1964 am Fluss").year == 1964
    assert quantity("2021 l'employeur").year == 2021


@given(st.text(alphabet=st.sampled_from("0123456789.,:'-/ $€%kmgMayEUR\n()\u00a0٣²Ⅷ½−"), max_size=60))
def test_any_text_is_read_and_keeps_its_length_and_line_ends(text: str) -> None:
    _, without_dates = take_dates(text)
    _, rest = take_quantities(without_dates)
    assert len(rest) == len(text)


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "unit",
    [
        "1",
        "1,",
        "1.",
        "1 ",
        "May ",
        "3 May ",
        "one ",
        "$ ",
        "1-",
        "1 a ",
        " ",
        "1 000 ",
        "(1",
        "-1 ",
        "1/2 of ",
        "EUR 1 ",
        "1mg",
        "loss ",
    ],
)
def test_hostile_repetition_is_read_in_good_time(unit: str) -> None:
    text = unit * (20_000 // len(unit))
    assert len(take_quantities(take_dates(text)[1])[1]) == len(text)
