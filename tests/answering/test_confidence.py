from dataclasses import replace

import pytest

from app.answering.cite import Finder, cite
from app.answering.confidence import SURE, Signals, confidence
from app.answering.types import Passage

SAID = Signals(carried=True, denies_alone=False, rivalry=0.0, kept=1.0)


def _passage(text: str) -> Passage:
    return Passage(1, "a.pdf", text, 0, len(text), ((1, 0),), "")


@pytest.mark.parametrize("worse", [{"carried": False}, {"denies_alone": True}, {"rivalry": 1.0}, {"kept": 0.0}])
def test_each_signal_counts(worse):
    assert 0 < confidence(replace(SAID, **worse)) < confidence(SAID) < 1


def test_what_the_text_says_word_for_word_is_sure_and_what_it_never_denies_is_not():
    assert confidence(SAID) >= SURE
    assert confidence(replace(SAID, denies_alone=True)) < SURE


def test_a_denial_that_no_passage_makes_is_carried_in_part_only():
    """Words of both sentences are the same; "not" is the answer's own, where nothing in the text affirms the words."""
    text = "It is important to keep receipts for the claim with the insurance company."
    claim = "It is not strictly wise to keep receipts for the claim with the insurance company."
    [citation] = cite(claim, [_passage(text)]).citations
    assert citation.verdict == "partly"


def test_signals_of_a_sentence_without_anything_to_quote():
    assert Finder((), "").signals((), "Dogs are allowed.") == Signals(False, False, 0.0, 0.0)
