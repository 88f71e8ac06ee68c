import pytest

from app.answering.spelled import with_digits


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("two hundred fifty thousand dollars", "250000 dollars", id="a_run"),
        pytest.param("one hundred and eighty days", "180 days", id="a_run_with_and"),
        pytest.param("a hundred days", "one hundred days", id="a_hundred"),
        pytest.param("half a million euros", "0.5 million euros", id="half_a_million"),
        pytest.param("three and a half months", "3.5 months", id="and_a_half"),
        pytest.param("two-thirds of the members", "2/3 of the members", id="fraction"),
        pytest.param("a quarter of the members", "1/4 of the members", id="quarter"),
        pytest.param("the third quarter of 2023", "the Q3 of 2023", id="quarter_of_a_year"),
        pytest.param("the first half of the book", "the first half of the book", id="half_of_anything_else"),
        pytest.param("FY23 and FY2024", "fiscal year 2023 and fiscal year 2024", id="fiscal_year"),
        pytest.param("twenty-five of two thousand", "twenty-five of two thousand", id="read_as_written"),
        pytest.param("one and two hundred and three", "one and two hundred and three", id="no_single_number"),
    ],
)
def test_english_words(text: str, expected: str) -> None:
    assert with_digits(text, "en") == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        pytest.param("de", "zwölf Monate", "12 Monate", id="word"),
        pytest.param("de", "5,2 Milliarden Euro", "5,2 bn Euro", id="scale"),
        pytest.param("de", "drei Millionen", "3000000", id="scale_after_a_word"),
        pytest.param("de", "im 3. Quartal 2023", "im Q3 2023", id="quarter"),
        pytest.param("de", "im dritten Quartal 2023", "im Q3 2023", id="quarter_in_words"),
        pytest.param("de", "dreieinhalb Monate", "3,5 Monate", id="and_a_half"),
        pytest.param("de", "anderthalb Jahre", "1,5 Jahre", id="one_and_a_half"),
        pytest.param("de", "um 14.30 Uhr", "um 14:30 Uhr", id="time"),
        pytest.param("es", "5 mil millones", "5 bn", id="two_words"),
        pytest.param("es", "5 mil euros", "5 tsd euros", id="thousand"),
        pytest.param("it", "3,5 milioni", "3,5 mn", id="italian"),
        pytest.param("fr", "douze pour cent", "12 %", id="percent"),
    ],
)
def test_words_of_other_languages(language: str, text: str, expected: str) -> None:
    assert with_digits(text, language) == expected


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "unit", ["one ", "hundred and ", "a hundred ", "first quarter ", "1 Millionen ", "FY ", "half a "]
)
@pytest.mark.parametrize("language", ["en", "de"])
def test_hostile_repetition_is_read_in_good_time(unit: str, language: str) -> None:
    assert with_digits(unit * 2_000, language)
