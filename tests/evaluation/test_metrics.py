import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.answering.archive import begun
from app.answering.types import Citation, Route, Timings, Tokens
from app.evaluation.cases import Case
from app.evaluation.metrics import contains, score, sign_test, supported_sentences, token_f1, tokens_read, wilson, words

TEXT = "Invoices are kept for ten years.[1] They lie in the blue cabinet."


def citation(document=7, page=3, sentence="Invoices are kept for ten years.", verdict="supported"):
    return Citation(1, "a.pdf", document, page, "", "quote", verdict, "model", sentence)


def answer(text=TEXT, **changes):
    return replace(begun("1", "How long?", "rag", 0.0), text=text, ended_by="stop", **changes)


def case(*answers, **changes):
    return Case("1", "How long?", answers, **changes)


def test_words_are_compared_without_case_punctuation_and_articles():
    assert words("The “Ten”  years, a DAY.") == ["ten", "years", "day"]


@pytest.mark.parametrize(
    ("text", "gold", "right"),
    [
        pytest.param(TEXT, ("ten years",), True, id="contained"),
        pytest.param(TEXT, ("nine years", "Ten Years!"), True, id="one_of_several"),
        pytest.param("It has 127 days.", ("27",), False, id="whole_words_only"),
        pytest.param("They have 27[1] days.", ("27 days",), True, id="markers_do_not_count"),
        pytest.param("EUR 0.43 [2]", ("EUR 0.43",), True, id="decimal_point"),
        pytest.param("ten", ("ten years",), False, id="too_little"),
        pytest.param("", ("ten years",), False, id="nothing"),
    ],
)
def test_correct_is_contained(text, gold, right):
    assert score(case(*gold), answer(text), ()).correct is right


def test_a_right_answer_holds_all_parts_where_there_are_parts():
    parts = case("ten years", "blue cabinet", all_parts=True)
    assert score(parts, answer(), ()).correct
    assert not score(parts, answer("Ten years."), ()).correct


def test_exact_and_f1_are_those_of_the_best_answer():
    judged = score(case("ten years", "The ten years"), answer("Ten years."), ())
    assert (judged.exact, judged.f1) == (True, 1.0)
    judged = score(case("ten years"), answer("For ten years."), ())
    assert (judged.exact, judged.f1) == (False, pytest.approx(0.8))


def test_a_refusal_is_right_where_nothing_answers_and_wrong_elsewhere():
    refused = answer("Not in these documents.\n\nThe nearest passages say: ten years", refused=True)
    assert score(case(unanswerable=True), refused, ()).correct
    assert not score(case(unanswerable=True), answer(), ()).correct
    judged = score(case("ten years"), replace(refused, citations=(citation(),)), PAGES)
    assert (judged.correct, judged.f1, judged.page_hit, judged.refused) == (False, 0.0, False, True)


def test_what_was_not_sent_is_neither_right_nor_refused():
    judged = score(case(unanswerable=True), answer("The question does not fit.", does_not_fit=True), ())
    assert (judged.correct, judged.refused, judged.does_not_fit, judged.sentences) == (False, False, True, 0)


def test_a_question_of_which_nothing_is_known_is_not_judged():
    judged = score(case(), answer(), ())
    assert (judged.correct, judged.exact, judged.f1, judged.page_hit) == (None, None, None, None)


PAGES = [(frozenset({7}), frozenset({3, 4}))]


@pytest.mark.parametrize(
    ("citations", "pages", "hit"),
    [
        pytest.param([citation()], PAGES, True, id="on_the_page"),
        pytest.param([citation(page=5)], PAGES, False, id="next_page"),
        pytest.param([citation(document=8)], PAGES, False, id="other_document"),
        pytest.param([], PAGES, False, id="no_citation"),
        pytest.param([citation()], [*PAGES, (frozenset({8}), frozenset({1}))], False, id="one_of_two_sources"),
        pytest.param([citation(), citation(8, 1)], [*PAGES, (frozenset({8}), frozenset({1}))], True, id="both_sources"),
    ],
)
def test_page_hit(citations, pages, hit):
    assert score(case("ten years"), answer(citations=tuple(citations)), pages).page_hit is hit


def test_support_counts_sentences_that_claim_something():
    text = "# Records\n\nInvoices are kept for ten years.[1] They lie in the blue cabinet. Why?"
    assert supported_sentences(answer(text, citations=(citation(),))) == (2, 1)
    assert supported_sentences(answer(text, citations=(citation(verdict="partly"),))) == (2, 0)


@pytest.mark.parametrize(
    ("tokens", "changes", "read"),
    [
        pytest.param(Tokens(planned=90, accepted=100), {}, 100, id="accepted"),
        pytest.param(Tokens(planned=90), {}, 90, id="planned"),
        pytest.param(Tokens(planned=90), {"does_not_fit": True}, 0, id="not_sent"),
        pytest.param(Tokens(), {}, None, id="unknown"),
        pytest.param(Tokens(accepted=100), {"route": Route("why", 300, 5)}, 300, id="both_steps"),
        pytest.param(Tokens(accepted=100), {"route": Route("why", None, None)}, 100, id="steps_not_counted"),
    ],
)
def test_tokens_read(tokens, changes, read):
    assert tokens_read(answer(tokens=tokens, timings=Timings(), **changes)) == read


def test_wilson_gives_the_published_interval():
    # Newcombe 1998, table I: 81 of 263 and 15 of 148, 0 of 20.
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    assert wilson(15, 148) == pytest.approx((0.0624, 0.1605), abs=1e-4)
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=1e-4)
    assert wilson(0, 0) == (0.0, 1.0)


def test_the_sign_test_is_exact():
    assert sign_test(9, 1) == pytest.approx(22 / 1024)
    assert sign_test(5, 5) == 1.0
    assert sign_test(0, 0) == 1.0


@given(st.lists(st.sampled_from("abc"), max_size=6), st.lists(st.sampled_from("abc"), min_size=1, max_size=4))
def test_f1_lies_between_0_and_1_and_is_1_only_for_the_same_words(said, gold):
    value = token_f1(said, gold)
    assert 0 <= value <= 1
    assert math.isclose(value, 1) == (sorted(said) == sorted(gold))
    assert value > 0 or not contains(said, gold)


@given(st.integers(0, 50), st.integers(0, 50))
def test_an_interval_holds_its_share(hits, misses):
    low, high = wilson(hits, hits + misses)
    assert 0 <= low <= hits / max(1, hits + misses) + 1e-9
    assert high >= hits / max(1, hits + misses) - 1e-9
