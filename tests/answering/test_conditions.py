import pytest

from app.answering.cite import cite
from app.answering.conditions import MARK, conditions_in, without_double_denials
from app.answering.types import Passage, Verdict
from tests.answering.test_denial import verdict


@pytest.mark.parametrize(
    ("text", "kind", "of"),
    [
        ("The tenant may not sublet without consent.", "needed", "consent"),
        ("Unless made in writing, no amendment is valid.", "needed", "made in writing"),
        ("Subletting without consent is forbidden.", "needed", "consent"),
        ("The tenant may sublet only with consent.", "required", "consent"),
        ("Members who have not paid may not vote.", "required", "have not paid"),
        ("The tenant may sublet without consent.", "free", "consent"),
        ("The tenant may sublet even if he is late.", "regardless", "he is late"),
        ("The tenant may sublet unless the landlord objects.", "barred", "the landlord objects"),
        ("The loan runs as long as the borrower does not default.", "barred", "the borrower does not default"),
        ("The warranty does not apply if the seal is broken.", "barred", "the seal is broken"),
        ("The tenant may sublet if the landlord consents.", "given", "the landlord consents"),
        ("Der Mieter darf ohne Zustimmung nicht untervermieten.", "needed", "Zustimmung"),
        ("Der Verkäufer haftet, es sei denn, der Käufer kannte sie.", "barred", "der Käufer kannte sie"),
    ],
)
def test_what_depends_on_what(text: str, kind: str, of: str) -> None:
    assert [(each.kind, text[each.start : each.end].strip()) for each in conditions_in(text)] == [(kind, of)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Staff who do not drive must report before Monday.", id="another-clause"),
        pytest.param("Pre-authorization is not required before surgery.", id="no-term"),
        pytest.param("He shall not pay, without prejudice to clause 5.", id="no-condition"),
        pytest.param("Check if the provider is listed.", id="a-question"),
    ],
)
def test_what_only_looks_like_a_condition(text: str) -> None:
    assert not [*conditions_in(text)]


def test_a_mark_stands_for_the_second_denial_and_the_length_stays() -> None:
    text = "The lease may not end before the third year, nor be sold without consent."
    marked = without_double_denials(text)
    assert f"end {MARK}after the third" in marked
    assert f"sold {MARK}       consent" in marked
    assert len(marked) == len(text)


NOT_WITHOUT = "The tenant may not sublet without the landlord's consent."
ONLY_SIGNED = "No amendment is effective unless signed by both parties."


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("The tenant may sublet only with the landlord's consent.", NOT_WITHOUT),
        ("The tenant needs the landlord's consent to sublet.", NOT_WITHOUT),
        ("Without the landlord's consent the tenant may not sublet.", NOT_WITHOUT),
        ("An amendment is effective only if signed by both parties.", ONLY_SIGNED),
        ("Only members who have paid the fee may vote.", "Members who have not paid the fee may not vote."),
        ("The lease can be ended from 1 May 2025.", "The lease cannot be ended before 1 May 2025."),
        ("The lease may end after the third year.", "The lease may not end before the third year."),
        ("Der Mieter darf nur mit Zustimmung untervermieten.", "Der Mieter darf ohne Zustimmung nicht untervermieten."),
    ],
)
def test_two_denials_say_what_is_required(claim: str, text: str) -> None:
    assert verdict(claim, text) == "supported"


@pytest.mark.parametrize(
    ("claim", "text", "most"),
    [
        ("The tenant may sublet without the landlord's consent.", NOT_WITHOUT, "unsupported"),
        ("The tenant may sublet.", NOT_WITHOUT, "unsupported"),
        ("The tenant may not sublet with the landlord's consent.", NOT_WITHOUT, "partly"),
        ("An amendment is effective unless signed by both parties.", ONLY_SIGNED, "partly"),
        (
            "Members who have not paid the fee may vote.",
            "Members who have not paid the fee may not vote.",
            "unsupported",
        ),
        ("The lease can be ended before 1 May 2025.", "The lease cannot be ended before 1 May 2025.", "unsupported"),
        ("The tenant may sublet.", "The tenant may sublet if the landlord consents.", "partly"),
        ("The buyer pays EUR 500.", "If the sale fails, the buyer pays EUR 500.", "partly"),
        ("The tenant may sublet if he objects.", "The tenant may sublet unless he objects.", "partly"),
        ("The tenant may sublet unless he consents.", "The tenant may sublet only if he consents.", "partly"),
    ],
)
def test_the_contrary_of_a_condition_is_not_supported(claim: str, text: str, most: Verdict) -> None:
    assert verdict(claim, text) in {"unsupported", most}


def test_what_is_barred_may_be_said_with_a_denial() -> None:
    text = "The loan bears interest unless the borrower defaults."
    assert verdict("The loan bears interest as long as the borrower does not default.", text) == "partly"


def test_a_condition_that_was_asked_for_need_not_be_said() -> None:
    text = "If the sale fails, the buyer pays EUR 500."
    passages = [Passage(1, "a.pdf", text, 0, len(text), ((1, 0),), "")]
    assert (
        cite("The buyer pays EUR 500.", passages, "What is paid if the sale fails?").citations[0].verdict == "supported"
    )
