import pytest

from app.llm.errors import DoesNotFit, StreamBroken
from app.llm.fake import FakeChatModel, read_prompt
from app.llm.types import GenerationOptions, Message

PROMPT = (
    "[1] Visitors sign in at the desk. Badges are returned.\n"
    "[2] The retention period for invoices is ten years.\n\n"
    "Question: How long are invoices kept?"
)
OPTIONS = GenerationOptions(window=100, max_tokens=50)


def ask(model, prompt=PROMPT, options=OPTIONS):
    stream = model.stream([Message("user", prompt)], options)
    return "".join(stream), stream.completion


def test_it_quotes_the_sentence_nearest_to_the_question():
    text, completion = ask(FakeChatModel())
    assert text == "The retention period for invoices is ten years. [2]"
    assert completion.done_reason == "stop"
    assert completion.accepted == FakeChatModel().count([Message("user", PROMPT)]).tokens


def test_it_refuses_where_no_sentence_answers():
    assert ask(FakeChatModel(), "[1] Cats purr.\n\nQuestion: When was Rome founded?")[0] == "Not in these documents."


def test_the_same_prompt_gives_the_same_answer():
    assert ask(FakeChatModel()) == ask(FakeChatModel())


def test_planned_replies_come_first_and_prompts_are_kept():
    model = FakeChatModel(replies=["first", "second"])
    assert [ask(model)[0] for _ in range(3)] == [
        "first",
        "second",
        "The retention period for invoices is ten years. [2]",
    ]
    assert model.prompts[0] == (Message("user", PROMPT),)


def test_it_ends_where_the_room_ends():
    text, completion = ask(FakeChatModel(), options=GenerationOptions(window=100, max_tokens=3))
    assert text == "The retention period"
    assert (completion.done_reason, completion.generated) == ("length", 3)


def test_a_prompt_longer_than_the_window_is_refused():
    with pytest.raises(DoesNotFit, match="27 tokens and the window 20"):
        ask(FakeChatModel(), options=GenerationOptions(window=20, max_tokens=10))


def test_it_fails_as_told_after_some_words():
    stream = FakeChatModel(error=StreamBroken("It broke.", "Ask again."), error_after=2).stream(
        [Message("user", PROMPT)], OPTIONS
    )
    pieces = []
    with pytest.raises(StreamBroken, match=r"It broke\. Ask again\."):
        pieces.extend(stream)
    assert stream.completion.done_reason == "broken"


def test_closing_ends_it():
    stream = FakeChatModel(pause=60).stream([Message("user", PROMPT)], OPTIONS)
    stream.close()
    assert list(stream) == []
    assert stream.completion.done_reason == "cancelled"


def test_passages_and_question_are_read_out_of_a_prompt():
    prompt = 'Use these:\n[1] one\ntwo [9]\n<passage 2 from "a.pdf">\nthree\n</passage 2>\nrules\nQUESTION: why?'
    passages, question = read_prompt(prompt)
    assert passages == [(1, " one\ntwo [9]\n"), (2, "\nthree\n")]
    assert question == "why?"


def test_a_question_to_be_rewritten_comes_back_as_it_is():
    prompt = "Conversation:\nUser: hello\n\nLast question: What about it?\n\nRewritten question:"
    assert ask(FakeChatModel(), prompt)[0] == "What about it?"


@pytest.mark.parametrize("prompt", ["", "Hello?", "Question:"])
def test_a_prompt_without_passages_is_refused(prompt):
    assert ask(FakeChatModel(), prompt)[0] == "Not in these documents."
