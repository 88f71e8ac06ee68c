import pytest

from app.answering.degrees import says_more
from app.answering.terms import read_terms
from tests.answering.test_denial import verdict


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("All of the staff get a bonus.", "Some of the staff get a bonus."),
        ("The seller may terminate.", "The buyer may terminate but the seller may not terminate."),
        ("Most patients recovered.", "Few patients recovered."),
        ("The tenant must repair the roof.", "The tenant may repair the roof."),
        ("The dose is 5 mg once daily.", "The dose is 5 mg twice daily."),
        ("The report is sent weekly.", "The report is sent monthly."),
        ("The rate is 5% below the base rate.", "The rate is 5% above the base rate."),
        ("Die Miete beträgt 500 Euro jährlich.", "Die Miete beträgt 500 Euro monatlich."),
        ("Die Dosis beträgt 5 mg dreimal täglich.", "Die Dosis beträgt 5 mg zweimal täglich."),
        ("Der Zins beträgt 5 % unter dem Basiszinssatz.", "Der Zins beträgt 5 % über dem Basiszinssatz."),
        ("Alle Patienten wurden entlassen.", "Einige Patienten wurden entlassen."),
    ],
)
def test_another_degree_is_supported_in_part_at_most(claim: str, text: str) -> None:
    assert verdict(claim, text) != "supported"


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        pytest.param("Some patients recovered.", "All patients recovered.", id="less"),
        pytest.param("Some patients recovered.", "A few patients recovered.", id="a_few"),
        pytest.param("The tenant may repair the roof.", "The tenant must repair the roof.", id="may"),
        pytest.param("The form must be signed.", "The form may only be signed by hand.", id="may_only"),
        pytest.param("All staff are paid.", "Staff are paid, and some visitors.", id="of_others"),
        pytest.param("Fees are due yearly.", "Fees are due annually.", id="of_one_sense"),
        pytest.param("Staff are paid monthly.", "Staff are paid monthly and rated yearly.", id="the_text_has_both"),
        pytest.param(
            "The tenant may sublet only with consent.", "The tenant may not sublet without consent.", id="a_condition"
        ),
        pytest.param("Parties may not leave.", "Neither party may leave.", id="neither"),
        pytest.param("It ends twice a day.", "It ends, once the fever is gone, twice a day.", id="no_degree"),
    ],
)
def test_what_says_no_more_is_left(claim: str, text: str) -> None:
    assert not says_more(read_terms(claim).orders, read_terms(text).orders)
