import pytest

from app.answering.named import OTHER_YEAR, WORDS_BONUS, YEAR_BONUS, DocumentNames, best_named, document_names

REPORTS = (
    *("BESTBUY_2022_10K.pdf", "BESTBUY_2023_10K.pdf", "BESTBUY_2024Q2_10Q.pdf"),
    *("MGMRESORTS_2022_10K.pdf", "MGMRESORTS_2023_10K.pdf", "GENERALMILLS_2023_10K.pdf"),
)
PAPERS = (
    *("employee_handbook.pdf", "security-policy-2024.docx", "security-policy-2026.docx"),
    *("price-list.pdf", "PerksPlus.pdf", "minutes.txt"),
)


def best(question, names):
    documents = document_names(tuple(enumerate(names)))
    return {names[number] for number in best_named(documents.named(question))}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        pytest.param(
            "What did Best Buy earn in FY2023?", {"BESTBUY_2023_10K.pdf"}, id="words-written-as-one-and-a-year"
        ),
        pytest.param("What did Best Buy earn in FY22?", {"BESTBUY_2022_10K.pdf"}, id="a-short-year"),
        pytest.param(
            "How did Best Buy's revenue grow from 2022 to 2023?", {"BESTBUY_2023_10K.pdf"}, id="the-last-year"
        ),
        pytest.param("Did MGM pay a dividend in 2023?", {"MGMRESORTS_2023_10K.pdf"}, id="a-name-cut-short"),
        pytest.param("Did MGM pay a dividend?", {"MGMRESORTS_2022_10K.pdf", "MGMRESORTS_2023_10K.pdf"}, id="no-year"),
        pytest.param("What did Best Buy sell in Q2 of FY2024?", {"BESTBUY_2024Q2_10Q.pdf"}, id="another-word"),
        pytest.param("Who built the cars of General Motors?", set(), id="another-company"),
        pytest.param("Is the dividend in general paid in cash?", set(), id="a-word-that-is-no-name"),
        pytest.param("What was paid in dividends?", set(), id="nothing-named"),
    ],
)
def test_reports_named(question, expected):
    assert best(question, REPORTS) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        pytest.param("How many days does the handbook say?", {"employee_handbook.pdf"}, id="what-it-says"),
        pytest.param("What does a pump cost according to price-list.pdf?", {"price-list.pdf"}, id="cited"),
        pytest.param("How long is a password in security-policy-2024.docx?", {"security-policy-2024.docx"}, id="file"),
        pytest.param("Who is absent in minutes.txt, and why?", {"minutes.txt"}, id="a-file-of-one-word"),
        pytest.param("What does minutes.txt say?", {"minutes.txt"}, id="the-name-of-a-file"),
        pytest.param("What do perks plus cover?", {"PerksPlus.pdf"}, id="capitals-inside"),
        pytest.param("What must an employee bring on the first day?", set(), id="a-word-of-the-subject"),
        pytest.param("What was agreed in May 2026?", set(), id="a-year-that-few-names-have"),
    ],
)
def test_papers_named(question, expected):
    assert best(question, PAPERS) == expected


def test_a_year_counts_among_the_documents_of_the_words():
    bonuses = document_names(tuple(enumerate(REPORTS))).named("What did MGM earn in 2022?")
    assert bonuses == {
        3: pytest.approx(WORDS_BONUS + YEAR_BONUS),
        4: pytest.approx(WORDS_BONUS + YEAR_BONUS * OTHER_YEAR),
    }


def test_a_single_document_is_never_preferred():
    assert DocumentNames({1: "handbook.pdf"}).named("What is in the handbook?") == {}
    assert DocumentNames({}).named("What is in the handbook?") == {}


def test_numbers_alone_name_nothing():
    assert DocumentNames({1: "17.md", 2: "18.md"}).named("What is in 17?") == {}
