import pytest

from app.answering.condense import LONGEST_ANSWER, condense, joined, usable
from app.answering.types import Turn

HISTORY = (Turn("How long are invoices kept?", "Invoices are kept for ten years. [1]", frozenset()),)
JOINED = "How long are invoices kept? And contracts?"


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        pytest.param("How long are contracts kept?", "How long are contracts kept?", id="rewritten"),
        pytest.param('"How long are contracts kept?"\n', "How long are contracts kept?", id="in-quotes"),
        pytest.param("Rewritten question: How long are contracts kept?", "How long are contracts kept?", id="labelled"),
        pytest.param("", JOINED, id="empty"),
        pytest.param("Contracts?\nContracts.", JOINED, id="several-lines"),
        pytest.param("How long are invoices kept?", JOINED, id="the-question-before"),
        pytest.param("Contracts are kept for 7 years.", JOINED, id="an-answer-with-a-new-number"),
        pytest.param("Contracts bind parties under civil law.", JOINED, id="things-nobody-spoke-of"),
        pytest.param("contracts " * 40, JOINED, id="much-longer"),
    ],
)
def test_a_reply_is_used_only_if_it_can_be_the_question_rewritten(reply, expected):
    assert usable(reply, "And contracts?", HISTORY) == expected


def test_numbers_of_the_question_must_stay():
    assert usable("What about invoices from 2020?", "What about those from 2019?", HISTORY) == joined(
        "What about those from 2019?", HISTORY
    )


def ask(history, windows, replies):
    prompts = []

    def rewrite(messages, window):
        prompts.append((messages, window))
        return replies.pop(0)

    return condense("And contracts?", history, (), lambda messages: windows.pop(0), rewrite), prompts


def test_the_model_is_asked_once_in_the_window_that_fits():
    standalone, prompts = ask(HISTORY, [4096], ["How long are contracts kept?"])
    assert (standalone.question, standalone.left_out, standalone.warnings) == ("How long are contracts kept?", 0, ())
    assert [window for _, window in prompts] == [4096]


def test_the_oldest_turns_give_way_until_the_prompt_fits_and_that_is_said():
    history = (Turn("What is oldest?", "This.", frozenset()), *HISTORY)
    standalone, [(messages, _)] = ask(history, [None, 4096], ["How long are contracts kept?"])
    assert standalone.left_out == 1
    assert "1 oldest" in standalone.warnings[0]
    assert "oldest" not in messages[-1].content


def test_where_no_turn_fits_the_questions_are_joined_without_asking():
    standalone, prompts = ask(HISTORY, [None], [])
    assert (standalone.question, prompts) == (JOINED, [])


def test_long_answers_of_the_conversation_are_shortened():
    _, [(messages, _)] = ask((Turn("q", "x" * 5000, frozenset()),), [4096], [""])
    assert messages[-1].content.count("x" * LONGEST_ANSWER) == 1
    assert "x" * (LONGEST_ANSWER + 1) not in messages[-1].content


def test_without_history_a_question_stands_alone():
    assert joined("How long?", ()) == "How long?"
