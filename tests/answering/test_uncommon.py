import pytest

from app.answering.terms import content_stems, read_terms
from app.answering.uncommon import Uncommon


def missing(sentence, text, language="en"):
    return Uncommon(content_stems(text, language), language).missing(sentence, read_terms(sentence, language))


@pytest.mark.parametrize(
    ("sentence", "text", "words"),
    [
        ("Take 400 mg of ibuprofen.", "Take 400 mg of paracetamol.", ("ibuprofen",)),
        ("It is given intravenously to adults.", "It is given orally to adults.", ("intravenously",)),
        ("the lessor waives indemnity", "the owner forgoes compensation", ("lessor", "waives", "indemnity")),
        ("Give heparin before hepatic surgery.", "Give enoxaparin before hepatic surgery.", ("heparin",)),
        ("the lessee's annex, and the annex again", "a lease", ("lessee's", "annex")),
    ],
)
def test_uncommon_words_that_the_text_lacks_are_named(sentence, text, words):
    assert missing(sentence, text) == words


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        pytest.param("They must help the people.", "Staff have to assist everybody.", id="common-words"),
        pytest.param("preventive care", "the prevention of disease", id="another-form"),
        pytest.param("hypertensive patients", "Hypertension was seen.", id="another-form-with-a-capital"),
        pytest.param("Seventeen adults got 5 mg.", "17 adults got 5 mg.", id="numbers-and-units"),
        pytest.param("It was Fabrikam.", "It was Contoso.", id="names-are-looked-for-elsewhere"),
        pytest.param("The handbook stipulates nothing.", "Nothing is said.", id="words-of-texts"),
        pytest.param("five milligrams daily", "5 mg daily", id="units-in-full"),
        pytest.param("the caregivers' rota", "a caregiver has a rota", id="possessive"),
    ],
)
def test_other_words_are_not(sentence, text):
    assert missing(sentence, text) == ()


def test_which_words_are_common_is_known_in_english_only():
    assert missing("Das Bußgeld ist fällig.", "Die Strafe ist fällig.", "de") == ()
