import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.answering.terms import read_terms
from app.answering.verify import Support, compare

SIGNED = "The lease was signed by Anna Keller on 3 March 2024 for 1,250 EUR a month."
WORDS = ["Anna", "signed", "no", "lease", "not", "for", "20", "days", "$5", "%", "3", "March", "2024", "1)", "HR", ","]


def support(claim: str, evidence: str, context: str = "", language: str = "en") -> Support:
    return compare(*(read_terms(text, language) for text in (claim, evidence, context)))


@pytest.mark.parametrize(
    ("sentence", "evidence"),
    [
        pytest.param("Employees get 20 days.", "Every employee is entitled to twenty days.", id="number_word"),
        pytest.param("It was signed on March 3, 2024.", "The lease was signed on 2024-03-03.", id="date"),
        pytest.param("It was signed in 2024.", "The lease was signed on 3 March 2024.", id="year_of_a_date"),
        pytest.param("Revenue was $1.5bn.", "Revenue was 1.5 billion dollars.", id="money"),
        pytest.param("Up to five days are paid.", "Paid days shall not exceed 5.", id="limit"),
        pytest.param("HR must approve it.", "Approval of the Human Resources office is required.", id="initials"),
        pytest.param("There is no sick pay.", "Interns do not receive sick pay.", id="both_deny"),
        pytest.param("Contoso pays Tom.", "Tom is paid by Contoso.", id="passive"),
        pytest.param("The limit is 25 users.", "| Users | 25 | limit |", id="table_row"),
        pytest.param("Die Frist beträgt drei Monate.", "Die Frist beträgt drei Monate.", id="german"),
        pytest.param("员工每年有二十天假期。", "员工每年享有二十天的假期。", id="chinese"),
    ],
)
def test_a_sentence_is_supported_by_a_quote_that_says_it_otherwise(sentence: str, evidence: str) -> None:
    found = support(sentence, evidence)
    assert found.verdict == "supported", found


@pytest.mark.parametrize(
    ("sentence", "evidence"),
    [
        pytest.param("The notice period is 3 months.", "The notice period is 6 months.", id="number"),
        pytest.param("The notice period is 6 months.", "The notice period is 6 weeks.", id="unit"),
        pytest.param("Revenue was $5 million.", "Revenue was $5 billion.", id="scale"),
        pytest.param("It was signed on 4 March 2024.", SIGNED, id="day"),
        pytest.param("Leave may not be carried over.", "Leave may be carried over.", id="denied"),
        pytest.param("Leave may be carried over.", "Leave cannot be carried over.", id="affirmed"),
        pytest.param("The sky is blue.", SIGNED, id="nothing_in_common"),
        pytest.param("Yes.", SIGNED, id="says_nothing"),
        pytest.param("It was signed.", "", id="no_evidence"),
    ],
)
def test_a_sentence_is_not_supported_by_a_quote_that_says_something_else(sentence: str, evidence: str) -> None:
    found = support(sentence, evidence)
    assert found.verdict == "unsupported", found


def test_one_wrong_number_of_two_is_named_and_makes_it_partly() -> None:
    found = support("The lease was signed on 3 March 2024 for 1,350 EUR a month.", SIGNED)
    assert (found.verdict, found.missing_numbers) == ("partly", ("1,350",))


def test_a_wrong_name_is_named_and_makes_it_partly() -> None:
    found = support("The lease was signed by Tom Keller on 3 March 2024.", SIGNED)
    assert (found.verdict, found.missing_names) == ("partly", ("Tom",))


@pytest.mark.parametrize(
    ("claim", "evidence", "missing"),
    [
        pytest.param("The FDA approved it.", "The Food and Drug Administration approved it.", (), id="linked"),
        pytest.param("The FDA's rules hold.", "The rules of the Food & Drug Administration hold.", (), id="genitive"),
        pytest.param("The US office pays.", "The Utrecht office and the Stuttgart office pay.", ("US",), id="apart"),
        pytest.param("It holds for EU employees.", "It holds for Employees of the Utrecht site.", ("EU",), id="of_the"),
        pytest.param("It holds for the US.", "It holds in Utrecht, Stuttgart and Ulm.", ("US",), id="list"),
        pytest.param("Hr pays.", "Human Resources pay.", ("Hr",), id="no_abbreviation"),
    ],
)
def test_an_abbreviation_stands_for_neighbouring_words_with_its_capitals(
    claim: str, evidence: str, missing: tuple[str, ...]
) -> None:
    assert support(claim, evidence).missing_names == missing


def test_a_name_exchanged_at_the_start_of_the_sentence_is_noticed() -> None:
    found = support("Norway won the most medals in 2018.", "Canada won the most medals in 2018.")
    assert (found.verdict, found.missing_names) == ("partly", ("Norway",))


def test_the_context_lends_years() -> None:
    evidence = "USB sticks are blocked on all computers."
    assert (
        support("In 2026, USB sticks are blocked.", evidence, context="security-policy-2026.docx").verdict
        == "supported"
    )
    assert support("In 2024, USB sticks are blocked.", evidence, context="security-policy-2026.docx").missing_numbers
    assert support("In 2026, USB sticks are blocked.", evidence).missing_numbers == ("2026",)
    assert support("All 2026 EUR are paid.", "They are paid.", context="prices 2026").missing_numbers


def test_the_context_lends_names_but_no_other_numbers() -> None:
    sentence, evidence = "Contoso grants 30 days of leave.", "The company grants 30 days of leave."
    assert support(sentence, evidence).verdict == "partly"
    assert support(sentence, evidence, context="Contoso handbook").verdict == "supported"
    assert support(sentence, "The company grants leave.", context="Contoso, 30 days").missing_numbers == ("30",)


def test_a_contradiction_is_said_even_where_all_words_agree() -> None:
    found = support("Interns never receive sick pay.", "Interns receive sick pay.")
    assert (found.verdict, found.contradicted) == ("unsupported", True)


@pytest.mark.parametrize(
    ("claim", "evidence", "contradicted"),
    [
        pytest.param("Take the tablets after meals.", "Take the tablets before meals.", True, id="after"),
        pytest.param("Pay before the delivery.", "Pay after delivery.", True, id="before"),
        pytest.param("Take the tablets after meals.", "Take them before and after meals.", False, id="both"),
        pytest.param("Sign after reading.", "Read before signing.", False, id="turned_round"),
        pytest.param("After work, wash.", "Before, work and wash.", False, id="pause"),
    ],
)
def test_before_contradicts_after(claim: str, evidence: str, contradicted: bool) -> None:
    assert support(claim, evidence).contradicted == contradicted


def test_before_contradicts_after_in_german() -> None:
    claim, evidence = "Die Tabletten nach dem Essen nehmen.", "Die Tabletten vor dem Essen nehmen."
    assert support(claim, evidence, language="de").contradicted


@given(st.text(max_size=80), st.text(max_size=80))
def test_a_score_is_a_share_and_a_verdict_follows_it(sentence: str, evidence: str) -> None:
    found = support(sentence, evidence)
    assert 0 <= found.score <= 1
    assert found.verdict == "unsupported" or (found.score > 0 and not found.contradicted)


@given(st.lists(st.sampled_from(WORDS)))
def test_what_is_supported_stays_so_when_the_quote_is_the_sentence_itself(words: list[str]) -> None:
    found = support(" ".join(words), " ".join(words))
    assert (found.missing_numbers, found.missing_names, found.contradicted) == ((), (), False)
    assert found.verdict == ("supported" if found.score else "unsupported")
