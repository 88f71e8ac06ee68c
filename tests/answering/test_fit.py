from dataclasses import replace

import pytest

from app.answering.fit import WholeDocuments, in_fixed_order, plan_documents, whole_document
from app.llm.fake import FakeChatModel
from app.llm.types import Count


@pytest.fixture
def plan(shelf, limits):
    """Plans a question over documents of the shelf: `plan("a.txt", "b.txt", most=...)`; all of them by default."""

    def plan(*names, question="How long?", model=None, changes=None, **options):
        numbers = [number for number in range(1, len(shelf.books) + 1) if not names or shelf.name(number) in names]
        whole = WholeDocuments(in_fixed_order([shelf.document(number) for number in numbers]), shelf.pages)
        return plan_documents(
            question, (), whole, model or FakeChatModel(), replace(limits, **(changes or {})), **options
        )

    return plan


def test_whole_documents_stand_in_their_order_before_the_question(plan, shelf):
    long = plan()
    assert [passage.document_name for passage in long.plan.passages] == ["handbook.pdf", "policy.md"]
    prompt = long.plan.messages[-1].content
    for page in (*shelf.books["handbook.pdf"], *shelf.books["policy.md"]):
        assert page in prompt
    assert prompt.index("Records.") < prompt.index("Dogs") < prompt.index("Question: How long?")
    assert long.plan.messages[0].role == "system"


def test_prompts_over_the_same_documents_begin_alike_whatever_is_asked(plan):
    one, other = plan(question="How long?").plan, plan(question="Who approved it?").plan
    shared = one.messages[-1].content.partition("Question:")[0]
    assert one.messages[0] == other.messages[0]
    assert other.messages[-1].content.startswith(shared)


def test_the_order_of_documents_does_not_depend_on_how_they_were_chosen(shelf):
    documents = [shelf.document(2), shelf.document(1)]
    assert in_fixed_order(documents) == in_fixed_order(documents[::-1])


def test_the_text_of_a_whole_document_knows_its_pages(shelf):
    passage = whole_document(shelf.document(1), shelf.pages(1))
    assert passage.text == "\n".join(shelf.books["handbook.pdf"])
    assert passage.page_at(passage.text.index("Leave.")) == 2


def test_what_is_planned_is_what_the_whole_prompt_counts(plan):
    long = plan()
    assert long.plan.planned == FakeChatModel().count(long.plan.messages)
    assert long.whole_tokens == long.plan.planned.tokens


def test_the_window_is_the_smallest_that_holds_documents_and_answer(plan, shelf):
    assert plan().plan.window == 512
    shelf.books["long.txt"] = ["word " * 500]
    assert plan().plan.window == 1024
    assert plan("policy.md", changes={"least_window": 1024}).plan.window == 1024


def test_a_document_too_many_leaves_no_window_and_is_named_with_its_tokens(plan, shelf):
    shelf.books["long.txt"] = ["word " * 900]
    long = plan()
    assert long.plan.window is None
    [outside] = long.outside
    assert outside.name == "long.txt"
    assert outside.tokens == pytest.approx(900, abs=20)
    assert "are left" in outside.reason
    assert long.whole_tokens > 1024


def test_all_that_fit_leaves_out_only_what_does_not(plan, shelf):
    shelf.books["long.txt"] = ["word " * 900]
    shelf.books["short.txt"] = ["A short one."]
    long = plan(all_that_fit=True)
    assert [each.fits for each in long.documents] == [True, True, False, True]
    assert long.plan.window == 512
    assert "word word" not in long.plan.messages[-1].content


def test_one_token_decides(plan, shelf, limits):
    shelf.books["edge.txt"] = ["word"]
    bare = plan("edge.txt").plan.planned.tokens
    room = limits.windows[-1] - limits.answer_tokens - bare
    shelf.books["edge.txt"] = ["word " * (1 + room)]
    assert plan("edge.txt").plan.planned.tokens == limits.windows[-1] - limits.answer_tokens
    assert plan("edge.txt").plan.window == limits.windows[-1]
    shelf.books["edge.txt"] = ["word " * (2 + room)]
    assert plan("edge.txt").plan.window is None


def test_a_cap_below_the_window_holds_too(plan):
    planned = plan().plan.planned.tokens
    assert plan(most=planned).plan.window is not None
    assert plan(most=planned - 1).plan.window is None


def test_a_document_that_cannot_fit_is_not_read_to_be_counted(shelf, limits):
    def never(_):
        pytest.fail("its pages were read")

    huge = replace(shelf.document(1), chunks=10_000)
    long = plan_documents("?", (), WholeDocuments((huge,), never), FakeChatModel(), limits)
    assert long.plan.window is None
    assert long.documents[0].tokens is None
    assert "at least 160,000 tokens" in long.documents[0].reason


def test_a_document_without_text_takes_no_room_and_says_so(shelf, limits):
    blank = replace(shelf.document(1), chunks=0)
    whole = WholeDocuments((blank, shelf.document(2)), shelf.pages)
    long = plan_documents("?", (), whole, FakeChatModel(), limits)
    assert [passage.document for passage in long.plan.passages] == [2]
    assert (long.documents[0].tokens, long.documents[0].reason) == (0, "It has no text.")
    assert long.plan.window == 512


class DearTogether(FakeChatModel):
    """Counts 300 tokens more where two documents stand together."""

    def count(self, messages):
        both = messages[-1].content.count("</passage") > 1
        return Count(super().count(messages).tokens + 300 * both, exact=True)


def test_documents_that_fit_alone_are_counted_together_too(plan, shelf):
    shelf.books = {"one.txt": ["word " * 330], "two.txt": ["word " * 330]}
    assert plan().plan.window == 1024
    long = plan(model=DearTogether())
    assert long.plan.window is None
    assert [each.fits for each in long.documents] == [True, False]
