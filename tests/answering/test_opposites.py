import pytest

from app.answering.opposites import are_opposed, opposites_between
from app.answering.terms import content_stems


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("Revenue decreased by a fifth.", "Revenue increased by a fifth.", "en"),
        ("The tenant pays the repair.", "The landlord pays the repair.", "en"),
        ("The left kidney was removed.", "The right kidney was removed.", "en"),
        ("A net amount is paid.", "A gross amount is paid.", "en"),
        ("The rent is unpaid.", "The rent is paid.", "en"),
        ("The licence is irrevocable.", "The licence is revocable.", "en"),
        ("The contract is enforceable.", "The contract is unenforceable.", "en"),
        ("The shares are nonvoting.", "The shares are voting.", "en"),
        ("The first rent is due.", "The second rent is due.", "en"),
        ("The audit was in spring.", "The audit was in autumn.", "en"),
        ("The hearing is at noon.", "The hearing is at midnight.", "en"),
        ("Half of the fee is due.", "A quarter of the fee is due.", "en"),
        ("Die Prüfung war im Frühling.", "Die Prüfung war im Herbst.", "de"),
        ("The hall opens at nine.", "The hall closes at nine.", "en"),
        ("Der Gewinn ist gestiegen.", "Der Gewinn ist gesunken.", "de"),
        ("Der Mieter trägt die Kosten.", "Der Vermieter trägt die Kosten.", "de"),
    ],
)
def test_opposite_words_are_opposed(one, other, language):
    assert are_opposed(content_stems(one, language), content_stems(other, language), language)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("Revenue grew.", "Revenue increased.", id="words-of-one-sense"),
        pytest.param("The tenant pays.", "The tenant and the landlord pay.", id="the-quote-has-both"),
        pytest.param("Sales rose while costs fell.", "Sales rose and costs fell.", id="both-have-both"),
        pytest.param("The gate is green.", "The gate is red.", id="no-opposites"),
        pytest.param("The staff wear a uniform.", "The staff wear a form.", id="not-by-un"),
        pytest.param(
            "The first rent is due.", "The first and the second rent are due.", id="the-quote-has-both-of-many"
        ),
        pytest.param("The income is taxed.", "They come and are taxed.", id="not-by-in"),
    ],
)
def test_other_words_are_not(one, other):
    assert not are_opposed(content_stems(one), content_stems(other))


def test_opposites_are_given_as_pairs_without_the_ends_of_one_thing():
    one, other = content_stems("unpaid largest opens"), content_stems("paid smallest closes")
    assert set(opposites_between(one, other)) == {("largest", "smallest"), ("unpaid", "paid")}


def test_a_language_without_a_list_has_no_opposites():
    assert not are_opposed(frozenset({"left"}), frozenset({"right"}), "sv")
