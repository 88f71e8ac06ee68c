"""Whether answers say the same, in written cases; pages that they share; where their evidence lies."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.answering.archive import ERASED, begun
from app.answering.compare import (
    agreement,
    differences,
    evidence_strips,
    page_overlap,
    token_difference,
)
from app.answering.types import Citation, Passage, Tokens

KEPT = "How long are invoices kept?"
DOGS = "Are dogs allowed in the office?"


def answer(text, question=KEPT, **changes):
    changes = {"ended_by": "stop", "text": text} | changes
    return replace(begun("a", question, "rag", 0.0), **changes)


def agreed(one, other, question=KEPT):
    return agreement([answer(one, question), answer(other, question)])


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Die Frist beträgt zwölf Monate.", "Sie beträgt 12 Monate.", "same"),
        ("Die Frist beträgt zwölf Monate.", "Die Frist beträgt zehn Monate.", "differ"),
        ("Die Frist wird verlängert.", "Die Frist wird nicht verlängert.", "differ"),
        ("Die Frist endet mit den Verhandlungen.", "Sie endet nach der Verhandlung.", "same"),
    ],
)
def test_answers_are_compared_in_their_language(one, other, expected):
    assert agreed(one, other, "Was gilt für die Frist in diesem Vertrag?") == expected


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        pytest.param(KEPT, "Invoices are kept for ten years.", "Ten years.", id="bare answer"),
        pytest.param(KEPT, "They are kept for 10 years.[1]", "Invoices are kept for ten years [2].", id="number word"),
        pytest.param("When was it signed?", "On 3 March 2024.", "It was signed on 2024-03-03.", id="date"),
        pytest.param("What is the revenue?", "Revenue was $1.5bn.", "1.5 billion dollars.", id="money"),
        pytest.param("Who approved it?", "Maria Keller.", "Maria Keller approved it.", id="name"),
        pytest.param(DOGS, "No.", "Dogs are not allowed in the office.", id="no and the whole sentence"),
        pytest.param(DOGS, "Yes, dogs are allowed.", "Dogs are allowed in the office.", id="yes"),
        pytest.param(DOGS, "No, dogs are not allowed.", "Dogs are not allowed in the office.", id="both deny"),
        pytest.param(KEPT, "- ten years\n", "**Ten years**", id="markdown"),
        pytest.param("Who may sign?", "Maria Keller and Tom Brandt.", "Tom Brandt and Maria Keller.", id="order"),
    ],
)
def test_answers_that_say_the_same(question, one, other):
    assert agreed(one, other, question) == "same"
    assert differences([answer(one, question), answer(other, question)]) == ((), ())


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        pytest.param(KEPT, "Ten years.", "Seven years.", id="number"),
        pytest.param(KEPT, "Ten years.", "Ten months.", id="unit"),
        pytest.param("When was it signed?", "On 3 March 2024.", "On 4 March 2024.", id="day"),
        pytest.param("Who approved it?", "Maria Keller approved it.", "Tom Brandt approved it.", id="name"),
        pytest.param(DOGS, "Yes.", "No.", id="yes and no"),
        pytest.param(DOGS, "Yes.", "Dogs are not allowed in the office.", id="yes and denied"),
        pytest.param(DOGS, "No.", "Dogs are allowed in the office.", id="no and affirmed"),
        pytest.param("What of leave?", "Leave may be carried over.", "Leave cannot be carried over.", id="denied"),
        pytest.param("Where are they?", "In the blue cabinet.", "In the vault of the bank.", id="words"),
        pytest.param(KEPT, "Ten years from the end of the year.", "Seven years, then shredded.", id="each says more"),
        pytest.param("Who approved it?", "Norway did.", "Canada did.", id="name at the start"),
    ],
)
def test_answers_that_differ(question, one, other):
    assert agreed(one, other, question) == "differ"
    assert any(differences([answer(one, question), answer(other, question)]))


@pytest.mark.parametrize(
    ("question", "less", "more"),
    [
        pytest.param(KEPT, "Ten years.", "Ten years. Contracts are kept for seven years.", id="another sentence"),
        pytest.param(KEPT, "Ten years.", "Ten years, counted from the delivery of the goods.", id="another condition"),
        pytest.param(
            "List the locks.", "The locks are Abus and Kaba.", "The locks are Abus, Kaba and Dorma.", id="longer list"
        ),
    ],
)
def test_an_answer_that_says_more_is_told_apart(question, less, more):
    assert agreed(less, more, question) == agreed(more, less, question) == "one says more"
    assert differences([answer(less, question), answer(more, question)])[0] == ()


REFUSED = answer("Not in these documents.", refused=True)
TOO_LONG = answer("It does not fit.", does_not_fit=True)
STOPPED = answer("Ten", ended_by="cancelled")
BLANKED = answer(ERASED)
TEN, SEVEN = answer("Ten years."), answer("Seven years.")


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        pytest.param([TEN, REFUSED], "one refused", id="one of two"),
        pytest.param([TEN, SEVEN, REFUSED], "one refused", id="one of three"),
        pytest.param([REFUSED, REFUSED], "all refused", id="all"),
        pytest.param([TEN, TOO_LONG], "does not fit", id="too long"),
        pytest.param([TEN, TEN, TOO_LONG], "same", id="the others are compared"),
        pytest.param([TEN, STOPPED], "incomplete", id="stopped"),
        pytest.param([TEN, BLANKED], "incomplete", id="blanked"),
        pytest.param([TEN], "incomplete", id="one alone"),
        pytest.param([TEN, TEN, SEVEN], "differ", id="two of three agree"),
        pytest.param([], "incomplete", id="none"),
    ],
)
def test_what_cannot_be_compared_is_said(answers, expected):
    assert agreement(answers) == expected


def test_the_sentence_that_differs_is_named_with_what_the_other_lacks():
    ten = answer("Invoices lie in the blue cabinet. They are kept for ten years.[1]")
    seven = answer("Invoices lie in the blue cabinet. They are kept for seven years.[1]")
    [first], [second] = differences([ten, seven])
    assert (first.sentence, first.missing) == ("They are kept for ten years.", ("ten",))
    assert (second.sentence, second.missing) == ("They are kept for seven years.", ("seven",))


def test_a_contradiction_is_named():
    [[first], [second]] = differences([answer("Yes.", DOGS), answer("Dogs are not allowed in the office.", DOGS)])
    assert (first.contradicted, second.contradicted) == (True, True)


def test_among_three_a_sentence_differs_that_one_of_the_others_lacks():
    found = differences([TEN, TEN, SEVEN, REFUSED])
    assert [len(those) for those in found] == [1, 1, 1, 0]


@settings(deadline=None)  # a busy machine fails no test
@given(st.lists(st.sampled_from(["Dogs", "no", "not", "20", "days", "3 March 2024", ".", "Anna", "$5", ","])))
def test_an_answer_says_what_it_says(words):
    text = " ".join(words)
    assert agreed(text, text, DOGS) == ("same" if text else "incomplete")


def passage(document, start, end, pages, text=None):
    return Passage(document, f"{document}.pdf", text or "x" * (end - start), start, end, pages, "")


def citation(marker, document, page, quote="x"):
    return Citation(marker, f"{document}.pdf", document, page, "", quote, "supported", "model", "s")


def test_pages_shared_are_counted_against_all_pages():
    rag = answer("t", citations=(citation(1, 7, 3), citation(1, 7, 4)), passages=(passage(7, 0, 9, ((3, 0), (4, 5))),))
    whole = answer("t", citations=(citation(1, 7, 4),), passages=(passage(7, 0, 9, tuple((n, n) for n in range(9))),))
    found = page_overlap([rag, whole])
    assert found.cited.share == 0.5
    assert [page.page for page in found.cited.shared] == [4]
    assert [len(pages) for pages in found.drawn.pages] == [2, 9]
    assert found.drawn.share == pytest.approx(2 / 9)


def test_a_page_that_begins_where_the_passage_ends_is_not_drawn():
    found = page_overlap([answer("t", passages=(passage(7, 0, 5, ((3, 0), (4, 5))),))])
    assert [page.page for page in found.drawn.pages[0]] == [3]
    assert found.drawn.share is None


def test_what_a_refusal_shows_is_not_cited():
    refused = replace(REFUSED, citations=(citation(1, 7, 3),), passages=(passage(7, 0, 5, ((3, 0),)),))
    found = page_overlap([answer("t", citations=(citation(1, 7, 3),)), refused])
    assert found.cited.share is None
    assert found.cited.pages[1] == ()
    assert evidence_strips(refused, {7: 10})[0].cited == ()


def test_evidence_lies_where_its_quote_stands_in_the_document():
    text = "Some words before. Kept for ten years."
    drawn = passage(7, 100, 100 + len(text), ((3, 0),), text)
    cited = citation(1, 7, 3, "Kept for ten years.")
    [strip] = evidence_strips(answer("t", passages=(drawn,), citations=(cited,)), {7: 400})
    assert strip.drawn == ((0.25, (100 + len(text)) / 400),)
    assert (strip.cited[0].at, strip.cited[0].page) == (119 / 400, 3)


def test_documents_that_are_gone_have_no_strip():
    gone = replace(passage(7, 0, 9, ((1, 0),)), text="")
    assert evidence_strips(answer("t", passages=(gone, passage(8, 0, 9, ((1, 0),)))), {7: 9}) == ()


@pytest.mark.parametrize(
    ("tokens", "expected"),
    [
        pytest.param(Tokens(planned=10, accepted=12), 2, id="more"),
        pytest.param(Tokens(planned=10, accepted=10), 0, id="as planned"),
        pytest.param(Tokens(planned=10), None, id="not told"),
    ],
)
def test_planned_against_accepted(tokens, expected):
    assert token_difference(answer("t", tokens=tokens)) == expected
