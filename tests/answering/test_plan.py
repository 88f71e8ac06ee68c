from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.answering.generate import Generated
from app.answering.outcome import accepted_warnings
from app.answering.phrases import phrases_in
from app.answering.plan import Plan, plan_prompt
from app.answering.prompts import answer_messages
from app.answering.retrieve import Found
from app.llm.fake import FakeChatModel
from app.llm.types import Completion, Count

MODEL = FakeChatModel()


def found_only(best):
    """What was found, among many others."""
    return Found(best, ())


def test_all_that_was_found_and_the_neighbours_of_the_best_are_in_where_they_fit(shelf, limits):
    plan = plan_prompt("invoices?", found_only(shelf.candidates((1, 1), (2, 0))), shelf.retriever(), MODEL, limits)
    assert [passage.text for passage in plan.passages] == [
        shelf.books["handbook.pdf"][0],
        "Dogs are not allowed in the office.",
    ]


def test_of_few_chunks_all_are_in_where_they_fit(shelf, limits):
    whole = shelf.candidates((1, 1), (2, 1), (1, 4))
    found = Found(whole[:1], whole)
    plan = plan_prompt("invoices?", found, shelf.retriever(), MODEL, limits)
    assert [passage.document for passage in plan.passages] == [1, 1, 2]
    narrow = replace(limits, passage_tokens=30)
    parts = plan_prompt("invoices?", Found(whole[:1], ()), shelf.retriever(), MODEL, narrow)
    assert plan_prompt("invoices?", found, shelf.retriever(), MODEL, narrow).passages == parts.passages


def test_neighbours_give_way_before_what_was_found(shelf, limits):
    found = found_only(shelf.candidates((1, 1), (2, 0)))
    alone = replace(shelf.retriever(), neighbours=lambda key, before, after: [])
    without = plan_prompt("invoices?", found, alone, MODEL, limits)
    empty = MODEL.count(answer_messages("invoices?", (), ())).tokens
    narrow = replace(limits, passage_tokens=without.planned.tokens - empty)
    assert plan_prompt("invoices?", found, shelf.retriever(), MODEL, narrow).passages == without.passages


def test_the_best_chunk_is_in_even_if_the_budget_is_too_small(shelf, limits):
    plan = plan_prompt(
        "?", found_only(shelf.candidates((1, 1))), shelf.retriever(), MODEL, replace(limits, passage_tokens=1)
    )
    assert [passage.text for passage in plan.passages] == ["Invoices are kept for ten years from the end of the year."]
    assert plan.window == 512


def test_a_plan_that_fits_no_window_has_none(shelf, limits):
    plan = plan_prompt("word " * 2000, found_only(shelf.candidates((1, 1))), shelf.retriever(), MODEL, limits)
    assert (plan.window, plan.largest) == (None, 1024)


@given(words=st.integers(1, 1100), budget=st.integers(1, 900))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # both are values that no test changes
def test_prompt_and_reserved_room_never_exceed_the_window(shelf, limits, words, budget):
    limits = replace(limits, passage_tokens=budget)
    found = found_only(shelf.candidates((1, 1), (2, 0), (1, 4)))
    plan = plan_prompt("word " * words, found, shelf.retriever(), MODEL, limits)
    assert plan.planned == MODEL.count(plan.messages)
    assert plan.window is None or plan.planned.tokens + limits.answer_tokens <= plan.window


@pytest.mark.parametrize(
    ("planned", "accepted", "warned"),
    [
        pytest.param(Count(100, exact=True), 100, "", id="as-planned"),
        pytest.param(Count(100, exact=True), None, "", id="the-server-does-not-say"),
        pytest.param(Count(100, exact=True), 90, "100 tokens were planned", id="fewer"),
        pytest.param(Count(100, exact=False), 90, "", id="a-high-estimate"),
        pytest.param(Count(100, exact=False), 110, "counted 110", id="a-low-estimate"),
        pytest.param(Count(512, exact=True), 512, "exactly as many tokens as its window", id="window-filled"),
    ],
)
def test_the_accepted_count_is_compared_with_the_planned_one(planned, accepted, warned):
    completion = Completion("stop", accepted, None, None, None, None, None)
    plan, generated = Plan((), (), planned, 512, 512), Generated("x", "stop", completion, None)
    warnings = accepted_warnings(plan, generated, phrases_in("en"))
    assert bool(warnings) == bool(warned)
    assert warned in " ".join(warnings)
