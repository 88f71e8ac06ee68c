import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.answering.archive import (
    ERASED,
    ERASED_NAME,
    INTERRUPTED,
    answer_from_record,
    answer_record,
    as_turn,
    begun,
    documents_of,
    interrupted,
    reopened,
    text_of,
    without_documents,
)
from app.answering.types import Answer, Citation, ModelUsed, Passage, Timings, Tokens

SECRET = "xylophonist"
NUMBERS = st.integers(min_value=0, max_value=2**50)
FLOATS = st.floats(allow_nan=False)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | FLOATS | st.text(),
    lambda values: st.lists(values, max_size=3) | st.dictionaries(st.text(), values, max_size=3),
    max_leaves=5,
)
PASSAGES = st.builds(
    Passage,
    document=NUMBERS,
    document_name=st.text(),
    text=st.text(),
    start=NUMBERS,
    end=NUMBERS,
    page_starts=st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=3).map(tuple),
    place=st.text(),
    place_starts=st.lists(st.tuples(st.text(), NUMBERS), max_size=3).map(tuple),
    score=FLOATS,
)
MESSAGES = st.fixed_dictionaries({"role": st.sampled_from(["system", "user"]), "content": st.text()})
ANSWERS = st.builds(
    Answer,
    options=st.dictionaries(st.text(), JSON, max_size=3),
    passages=st.lists(PASSAGES, max_size=3).map(tuple),
    prompt=st.lists(MESSAGES, max_size=2).map(tuple),
    timings=st.builds(Timings, retrieve=st.none() | FLOATS, total=st.none() | FLOATS),
    asked=FLOATS,
)


def passage(document: int, text: str) -> Passage:
    place = f"Chapter {text}"
    starts, place_starts, head = ((1, 0),), ((place, 0),), f"| {text} |"
    return Passage(document, f"{text}.txt", text, 0, len(text), starts, place, place_starts=place_starts, head=head)


def citation(document: int, text: str) -> Citation:
    return Citation(
        document, f"{text}.txt", document, 1, f"Chapter {text}", text, "supported", "model", f"{SECRET} {text}"
    )


ANSWER = replace(
    begun("a", "Who plays?", "rag", 5.0),
    standalone=f"Who plays the {SECRET}?",
    text=f"The {SECRET} plays.[1] So does the drummer.[2]",
    citations=(citation(1, SECRET), citation(2, "drummer")),
    passages=(passage(1, SECRET), passage(2, "drummer"), passage(3, "flutist")),
    warnings=(f"{SECRET}.txt: 1 of 2 pages have no text and were not read.",),
    unsupported=(f"Every {SECRET} sings.",),
    prompt=({"role": "user", "content": SECRET},),
    ended_by="stop",
)


@given(ANSWERS)
def test_an_answer_survives_its_record(answer):
    assert answer_from_record(json.loads(json.dumps(answer_record(answer)))) == answer


def test_a_record_says_its_version():
    assert answer_record(ANSWER)["version"] == 1


def test_keys_of_other_versions_of_the_program_are_no_trouble():
    record = json.loads(json.dumps(answer_record(ANSWER)))
    record["later"] = record["tokens"]["later"] = record["passages"][0]["later"] = record["citations"][0]["later"] = 1
    del record["asked"], record["follows"], record["timings"]["load"]
    assert answer_from_record(record) == replace(ANSWER, asked=0.0)


def test_the_documents_of_an_answer_are_all_whose_words_it_may_have():
    assert documents_of(ANSWER) == {1, 2, 3}
    assert documents_of(replace(ANSWER, passages=(), unread=(4,), follows=(5,), looked_first=(6,))) == {1, 2, 4, 5, 6}
    assert documents_of(begun("a", "q", "rag", 0.0)) == set()
    assert as_turn(ANSWER).documents == {1, 2, 3}


def test_nothing_of_an_erased_document_is_left():
    left = without_documents(ANSWER, {1})
    assert SECRET not in json.dumps(answer_record(left))
    assert (left.question, left.standalone, left.text) == ("Who plays?", "Who plays?", ERASED)
    assert documents_of(left) == {2, 3}


def test_passages_of_other_documents_stay_in_their_places_and_no_quotes():
    left = without_documents(ANSWER, {1})
    assert left.passages[1:] == ANSWER.passages[1:]
    assert left.citations == ()
    assert (left.passages[0].document_name, left.passages[0].text) == (ERASED_NAME, "")


def test_an_answer_that_drew_on_other_documents_stays_whole():
    assert without_documents(ANSWER, {9}) is ANSWER
    assert without_documents(ANSWER, ()) is ANSWER


def test_a_name_in_a_warning_goes_and_the_refusal_stays():
    refusal = replace(ANSWER, text="Not in these documents.", passages=(), citations=(), unread=(1, 7), refused=True)
    left = without_documents(refusal, {1})
    assert (left.text, left.warnings, left.unread, left.refused) == ("Not in these documents.", (), (7,), True)


def test_the_name_of_a_document_looked_in_first_goes_and_the_answer_stays():
    answer = replace(ANSWER, warnings=("Looked first in what the question names: band.pdf.",), looked_first=(8, 9))
    left = without_documents(answer, {8})
    assert (left.text, left.warnings, left.looked_first) == (ANSWER.text, (), (9,))


def test_an_answer_to_a_question_that_was_completed_from_an_erased_document_goes_too():
    answer = replace(ANSWER, passages=(passage(2, "drummer"),), citations=(), follows=(1, 2))
    left = without_documents(answer, {1})
    assert SECRET not in json.dumps(answer_record(left))
    assert documents_of(left) == {2}


@given(ANSWERS, st.sets(NUMBERS, max_size=3))
def test_what_is_left_draws_on_nothing_erased_and_is_left_alone_from_then_on(answer, others):
    gone = others | set(list(documents_of(answer))[:1])
    left = without_documents(answer, gone)
    assert not documents_of(left) & gone
    assert without_documents(left, gone) == left


def test_an_interrupted_answer_is_broken_and_says_what_to_do():
    left = interrupted(begun("a", "Who plays?", "rag", 5.0))
    assert (left.ended_by, left.warnings) == ("broken", (INTERRUPTED,))
    assert "Ask again" in INTERRUPTED


def test_an_answer_is_written_on_where_it_stopped_and_one_that_was_held_back_from_its_beginning():
    stopped = replace(ANSWER, ended_by="cancelled")
    assert reopened(stopped) == stopped
    held_back = reopened(replace(ANSWER, refused=True, held_back=True))
    assert (held_back.text, held_back.citations, held_back.refused, held_back.can_go_on) == ("", (), False, False)
    assert (held_back.prompt, held_back.passages) == (ANSWER.prompt, ANSWER.passages)


@pytest.mark.parametrize("mode", ["rag", "quotes"])
def test_an_answer_that_was_just_begun_is_running_and_empty(mode):
    answer = begun("a", "Who plays?", mode, 5.0)
    assert (answer.ended_by, answer.text, answer.mode, answer.asked, answer.model) == (
        "running",
        "",
        mode,
        5.0,
        ModelUsed(),
    )
    assert answer.tokens == Tokens()


def test_a_blanked_answer_says_why_in_the_language_of_its_question():
    left = replace(begun("a", "Wie lange werden die Rechnungen aufbewahrt?", "rag", 0.0), text=ERASED)
    assert text_of(left) == "Diese Antwort beruhte auf einem Dokument, das gelöscht wurde."
    assert text_of(replace(left, text="Zehn Jahre.")) == "Zehn Jahre."
