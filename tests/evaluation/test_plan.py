import json
from dataclasses import replace

import pytest

from app.answering.types import ModelUsed
from app.evaluation.cases import Case
from app.evaluation.plan import Asked, Plan, calls_of, digest_of, plan_from_record, plan_record, with_answers

SMALL, LARGE = ModelUsed("ollama", "small", "d1"), ModelUsed("ollama", "large", "d2")


def asked(name, document=None, answers=("word of a document",)):
    sources = ((frozenset({document}), frozenset({1})),) if document else ()
    return Asked(Case(name, f"What of {name}?", answers), sources)


PLAN = Plan(
    "set",
    (asked("a", 7), asked("b", 8), asked("c"), asked("d", 7)),
    ("auto", "quotes", "long", "rag"),
    (SMALL, LARGE),
    "main",
    (),
    "digest",
    {"seed": 0},
)


def test_a_model_is_loaded_once_and_questions_on_one_document_follow_each_other():
    order = [(call.model.name, call.mode, PLAN.asked[call.number].case.id) for call in calls_of(PLAN)]
    whole = [(mode, name) for mode in ("long", "auto") for name in "adbc"]
    each = [*(("rag", name) for name in "abcd"), *whole]
    quotes = [("", "quotes", name) for name in "abcd"]
    assert order == [*quotes, *((model, *call) for model in ("small", "large") for call in each)]


def test_every_call_has_an_id_of_its_own():
    ids = [call.id for call in calls_of(PLAN)]
    assert len(ids) == len(set(ids)) == 4 + 2 * 3 * 4


def test_a_record_gives_the_plan_back_without_words_of_documents():
    record = json.loads(json.dumps(plan_record(PLAN)))
    assert "word of a document" not in json.dumps(record)
    assert with_answers(plan_from_record(record), {key: ["word of a document"] for key in range(4)}) == PLAN


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"asked": (asked("a", 7, ("other",)), *PLAN.asked[1:])}, id="answers"),
        pytest.param({"asked": (asked("a", 9), *PLAN.asked[1:])}, id="documents_of_a_case"),
        pytest.param({"modes": ("rag",)}, id="modes"),
        pytest.param({"models": (SMALL, replace(LARGE, digest="d3"))}, id="model_digest"),
        pytest.param({"documents": (7,)}, id="scope"),
        pytest.param({"within": "other"}, id="documents_of_the_space"),
        pytest.param({"settings": {"seed": 1}}, id="settings"),
        pytest.param({"program": "2"}, id="version"),
    ],
)
def test_another_run_has_another_digest(changes):
    assert digest_of(replace(PLAN, **changes)) != digest_of(PLAN)


def test_what_changes_no_answer_changes_no_digest():
    same = replace(PLAN, title="other", server="1", machine="m", modes=("quotes", "auto", "rag", "long"))
    assert digest_of(same) == digest_of(PLAN)
