import json

import pytest

from app.evaluation.cases import Case, CaseError, Source, named_documents, read_cases


def test_a_line_is_read_with_what_is_known_of_its_answer():
    line = '{"id": "q1", "question": "How long?", "answers": ["ten years"], "document": "a.pdf", "pages": [3, 4]}'
    (case,) = read_cases(f"\ufeff\n{line}\n\n")
    assert case == Case("q1", "How long?", ("ten years",), False, (Source("a.pdf", (3, 4)),))


def test_a_question_alone_is_a_line_and_its_number_is_its_id():
    assert read_cases('{"question": "Why?"}\n{"question": "Who?"}')[1] == Case("2", "Who?")


@pytest.mark.parametrize("document", [7, "7", ["7"]])
def test_documents_are_named_by_name_or_id(document):
    assert read_cases(json.dumps({"question": "Why?", "document": document}))[0].documents == ("7",)


def test_parts_of_one_answer_are_told_from_answers_of_which_one_suffices():
    both = {"question": "Which?", "answers": ["a", "b"]}
    assert not read_cases(json.dumps(both))[0].all_parts
    assert read_cases(json.dumps(both | {"count": 2}))[0].all_parts
    sources = [{"document": "x.pdf", "pages": [1]}, {"document": "y.pdf", "pages": [2]}]
    case = read_cases(json.dumps(both | {"sources": sources}))[0]
    assert case.all_parts
    assert case.sources == (Source("x.pdf", (1,)), Source("y.pdf", (2,)))


def test_near_restricts_a_question_that_is_not_answered():
    line = {"question": "Which?", "unanswerable": True, "near": [{"document": "x.pdf", "pages": [1], "says": "no"}]}
    assert read_cases(json.dumps(line))[0].sources == (Source("x.pdf"),)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        pytest.param("{", "Line 2 is not JSON", id="not_json"),
        pytest.param("[1]", "Line 2 must be an object", id="list"),
        pytest.param('{"id": "x"}', "Line 2 has no `question`", id="no_question"),
        pytest.param('{"question": " "}', "Line 2 has no `question`", id="blank_question"),
        pytest.param('{"id": "1", "question": "q"}', "Line 2: the id '1' stands before", id="same_id"),
        pytest.param('{"id": [], "question": "q"}', "Line 2: `id` must be", id="id"),
        pytest.param('{"question": "q", "answers": [1, {}]}', "Line 2: `answers` must be", id="answers"),
        pytest.param('{"question": "q", "answers": [""]}', "Line 2: `answers` must be", id="empty_answer"),
        pytest.param('{"question": "q", "document": "d", "pages": [0]}', "Line 2: `pages` must be", id="pages"),
        pytest.param('{"question": "q", "pages": [1]}', "Line 2 has `pages` and no `document`", id="no_document"),
        pytest.param('{"question": "q", "unanswerable": "no"}', "Line 2: `unanswerable` must", id="unanswerable"),
        pytest.param('{"question": "q", "unanswerable": true, "answers": ["a"]}', "leave out one", id="contradiction"),
        pytest.param('{"question": "q", "sources": ["d"]}', "`sources` and `near` must be lists", id="sources"),
        pytest.param(
            '{"question": "q", "document": "d", "sources": [{"document": "d"}]}', "Line 2 has both", id="both"
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_line(line, said):
    with pytest.raises(CaseError, match=said.replace("?", r"\?").replace("[", r"\[")):
        read_cases(f'{{"id": "1", "question": "q"}}\n{line}')


def test_an_empty_set_is_an_error():
    with pytest.raises(CaseError, match="empty"):
        read_cases("\n \n")


def test_the_sample_questions_are_read(samples):
    cases = read_cases((samples / "questions.jsonl").read_text(encoding="utf-8"))
    assert len(cases) == 113
    assert sum(case.unanswerable for case in cases) == 20
    assert all(case.answers or case.unanswerable for case in cases)
    assert set(named_documents(cases)) < {path.name for path in samples.iterdir()}
