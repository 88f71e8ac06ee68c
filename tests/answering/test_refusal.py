import pytest

from app.answering.prompts import REFUSAL
from app.answering.refusal import without_refusal


@pytest.mark.parametrize(
    "reply",
    [
        REFUSAL,
        "not in these documents",
        f'"{REFUSAL}"',
        f"**{REFUSAL}**",
        f"{REFUSAL} [1]",
        f"{REFUSAL} The passages speak of invoices only.",
        "The passages do not contain information about parking.",
        "There is no information about parking in the provided passages.",
        "The provided documents don’t mention a parking space. [2]",
    ],
)
def test_a_refusal_is_noticed(reply):
    assert without_refusal(reply) == ""


@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        pytest.param("Ten years. [1]", "Ten years. [1]", id="answer"),
        pytest.param(f"Ten years. [1] {REFUSAL}", "Ten years. [1]", id="line-copied-to-the-end"),
        pytest.param(f"Ten years. [1]\n\n{REFUSAL}\n", "Ten years. [1]", id="line-copied-below"),
        pytest.param("Dogs are not in these offices. [1]", "Dogs are not in these offices. [1]", id="alike"),
        pytest.param(
            "The documents must not be given to others. [1]",
            "The documents must not be given to others. [1]",
            id="denies-something-else",
        ),
        pytest.param(
            "The handbook does not state a limit. Ten days are usual. [1]",
            "The handbook does not state a limit. Ten days are usual. [1]",
            id="goes-on",
        ),
        pytest.param("No deposit is given back. [1]", "No deposit is given back. [1]", id="a-no-of-its-own"),
        pytest.param("", "", id="empty"),
    ],
)
def test_an_answer_stays_without_the_refusal_line(reply, answer):
    assert without_refusal(reply) == answer
