import pytest

from app.answering.roles import are_exchanged


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("Contoso acquired Fabrikam.", "Fabrikam acquired Contoso in 2019."),
        ("The tenant pays the landlord.", "The landlord shall pay the tenant."),
        ("The tenant pays the monthly rent to the agent.", "The agent pays the monthly rent to the tenant."),
        ("The tenant is required to pay the landlord.", "The landlord is required to pay the tenant."),
        ("The tenant pays the landlord by bank transfer.", "The landlord pays the tenant by bank transfer."),
        ("Warfarin increases the effect of aspirin.", "Aspirin increases the effect of warfarin."),
    ],
)
def test_who_does_it_to_whom_is_compared(claim, quote):
    assert are_exchanged(claim, quote)


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        pytest.param("Contoso acquired Fabrikam.", "Contoso has acquired Fabrikam.", id="the-same"),
        pytest.param("Contoso acquired Fabrikam.", "Fabrikam was acquired by Contoso.", id="passive-quote"),
        pytest.param("Fabrikam was acquired by Contoso.", "Contoso acquired Fabrikam.", id="passive-claim"),
        pytest.param("The plan covers ambulances.", "Ambulances are covered under the plan.", id="passive-without-by"),
        pytest.param("Aspirin interacts with warfarin.", "Warfarin interacts with aspirin.", id="mutual"),
        pytest.param("Apples, pears and plums are sold.", "Plums, pears and apples are sold.", id="a-list"),
        pytest.param("Nurses wash hands.", "Hands, before nurses wash, are dry.", id="another-clause"),
        pytest.param("Both sue each other: A firm sues B firm.", "B firm sues A firm.", id="one-word-twice"),
        pytest.param(
            "Contoso owes Fabrikam.", "Contoso owes Fabrikam, and Fabrikam owes Contoso.", id="said-both-ways"
        ),
        pytest.param("", "", id="empty"),
    ],
)
def test_what_is_not_exchanged_is_left_alone(claim, quote):
    assert not are_exchanged(claim, quote)


def test_in_other_languages_words_are_freer():
    assert not are_exchanged("Der Mieter zahlt den Preis.", "Den Preis zahlt der Mieter.", "de")
