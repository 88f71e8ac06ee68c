import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.answering.terms import content_stems, read_terms


@pytest.mark.parametrize(
    "forms",
    [
        pytest.param("employee employees employee's employees’", id="plural_and_genitive"),
        pytest.param("require requires required requiring", id="verb"),
        pytest.param("stop stopped stopping stops", id="doubled_letter"),
        pytest.param("policy policies", id="y"),
        pytest.param("approve approves approval", id="noun_of_a_verb"),
        pytest.param("terminate terminated terminating termination", id="ation"),
        pytest.param("pay pays payment payments", id="ment"),
        pytest.param("cancel cancelled cancellation", id="doubled_l"),
        pytest.param("class classes", id="ss"),
    ],
)
def test_forms_of_a_word_have_one_stem(forms: str) -> None:
    assert len(content_stems(forms)) == 1, content_stems(forms)


@pytest.mark.parametrize(
    "pair", ["employee employer", "policy police", "contract contact", "leave live", "plan plant", "2011 201"]
)
def test_different_words_keep_different_stems(pair: str) -> None:
    assert len(content_stems(pair)) == 2


def test_stop_words_and_single_letters_say_nothing() -> None:
    assert content_stems("What is it, and to whom will they have been? I, a x") == frozenset()


def test_scripts_without_spaces_are_compared_by_pairs_of_letters() -> None:
    assert content_stems("员工假期") == {"员工", "工假", "假期"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param("The plan of Anna Keller.", {"Anna", "Keller"}, id="inside"),
        pytest.param("Norway won.", {"Norway"}, id="first_word"),
        pytest.param("Employees pay. Additionally they sign. Payment is due.", set(), id="common_first_words"),
        pytest.param("- Norway asks HR", {"HR", "Norway"}, id="list_item"),
        pytest.param("Signed in March 2024 by IBM.", {"IBM"}, id="months_are_no_names"),
        pytest.param("The A4 form", {"A4"}, id="code"),
        pytest.param("code i21 on 12kohm", {"i21", "12kohm"}, id="with_digits"),
        pytest.param("Class A shares and vitamin D", {"A", "D"}, id="letters"),
        pytest.param("Form 10-K was filed", {"Form", "K"}, id="letter_after_a_number"),
        pytest.param("John F. Kennedy", {"John", "Kennedy"}, id="initial"),
        pytest.param("What Is A Lease", {"Lease"}, id="article_in_a_title"),
        pytest.param("He said I may go", set(), id="a_pronoun"),
        pytest.param("all in lower case", set(), id="none"),
    ],
)
def test_names_are_told_by_their_capitals(text: str, names: set[str]) -> None:
    assert set(read_terms(text).names.values()) == names


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        pytest.param("Leave may not be carried over.", {"carry"}, id="not"),
        pytest.param("They don't receive sick pay.", {"receiv", "sick"}, id="contraction"),
        pytest.param("They don’t receive sick pay.", {"receiv", "sick"}, id="curly_apostrophe"),
        pytest.param("No employee may trade.", {"employe", "trad"}, id="no"),
        pytest.param("No, they trade.", set(), id="no_as_an_answer"),
        pytest.param("Never! They trade.", set(), id="clause_ended"),
        pytest.param("It is no more than ten.", set(), id="limit"),
        pytest.param("It must not exceed ten.", set(), id="not_exceed"),
        pytest.param("See No. 5 of the list.", set(), id="abbreviated_number"),
        pytest.param("without\nprior approval", {"prior", "approv"}, id="over_a_line_end"),
    ],
)
def test_a_negation_denies_the_next_words_of_its_clause(text: str, denied: set[str]) -> None:
    assert read_terms(text).denied == denied


@pytest.mark.parametrize(
    ("language", "text", "denied"),
    [
        ("de", "Das gilt nicht für Praktikanten.", {"praktikant"}),
        ("fr", "Les chiens ne sont admis.", {"admis"}),
        ("es", "No se admiten perros.", {"admit", "perr"}),
    ],
)
def test_words_are_read_in_their_language(language: str, text: str, denied: set[str]) -> None:
    assert read_terms(text, language).denied == denied


def test_in_german_a_capital_makes_no_name() -> None:
    assert read_terms("Die Pumpe in Werkstatt 3 der GmbH prüft die BASF.", "de").names.keys() == {"basf"}


@pytest.mark.parametrize("text", ["在1870年特斯拉搬到了卡尔洛瓦茨。", "テスラは1870年に移った", "1870년에 이사했다"])
def test_a_number_glued_to_its_words_is_a_number(text: str) -> None:
    assert [quantity.written for quantity in read_terms(text, "zh").quantities] == ["1870"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Die Frist beträgt zwölf Monate."),
        ("fr", "Le délai est de douze mois."),
        ("es", "El plazo es de doce meses."),
        ("it", "Il termine è di dodici mesi."),
        ("pt", "O prazo é de doze meses."),
        ("nl", "De termijn is twaalf maanden."),
        ("da", "Fristen er tolv måneder."),
    ],
)
def test_number_words_are_numbers_in_other_languages(language: str, text: str) -> None:
    assert [quantity.written for quantity in read_terms(text, language).quantities] == ["12"]


def test_an_article_is_no_number() -> None:
    assert read_terms("Ein Monat ist eine Frist.", "de").quantities == ()


def test_words_are_the_affirmed_and_the_denied_together() -> None:
    terms = read_terms("Trade leave, but do not trade shares.")
    assert (terms.affirmed, terms.denied) == ({"trad", "leav"}, {"trad", "shar"})
    assert terms.words == {"trad", "leav", "shar"}


def test_a_date_counts_as_the_word_of_its_month_too() -> None:
    assert "march" in read_terms("on 2024-03-05").words


@given(st.text(max_size=80))
def test_any_text_can_be_read(text: str) -> None:
    terms = read_terms(text)
    assert terms.words == terms.affirmed | terms.denied
    assert terms.names.keys() <= terms.words


@pytest.mark.timeout(20)
@pytest.mark.parametrize("unit", ["not ", "A ", "a'", "• ", "(", "\n", "员", "no more ", "Ab. "])
def test_hostile_repetition_is_read_in_good_time(unit: str) -> None:
    assert read_terms(unit * (20_000 // len(unit))).dates == ()
