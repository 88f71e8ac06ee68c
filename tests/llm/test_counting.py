import json

import pytest

from app.llm.counting import PromptCounter
from app.llm.errors import DoesNotFit
from app.llm.ollama import OllamaServer
from app.llm.rendering import PromptRenderer
from app.llm.types import GenerationOptions, Message

HELLO = [Message("user", "hello there")]


class Words:
    """A tokenizer of words."""

    def count(self, prompt):
        return len(prompt.split())


def counter(known=True, rendered=True):
    ask = (lambda messages: " ".join(message.content for message in messages)) if rendered else (lambda messages: None)
    return PromptCounter(Words(), PromptRenderer(ask), known=known)


def test_a_known_kind_is_counted_exactly():
    count = counter().count(HELLO)
    assert (count.tokens, count.exact) == (2, True)


@pytest.mark.parametrize(("known", "rendered"), [(False, True), (True, False), (False, False)])
def test_an_unsure_count_is_higher_and_says_so(known, rendered):
    count = counter(known, rendered).count(HELLO)
    assert count.tokens > 2
    assert not count.exact


def test_an_answer_that_took_as_many_tokens_as_counted_makes_sure():
    unsure = counter(known=False)
    unsure.count(HELLO)
    unsure.learn(HELLO, 2)
    assert unsure.count(HELLO).exact


def test_an_answer_that_took_more_tokens_ends_the_trust():
    trusted = counter()
    trusted.count(HELLO)
    trusted.learn(HELLO, 3)
    count = trusted.count(HELLO)
    assert not count.exact
    assert count.tokens >= 3


def test_fewer_tokens_prove_nothing():
    trusted = counter()
    trusted.count(HELLO)
    trusted.learn(HELLO, 1)
    assert trusted.count(HELLO).exact


def test_a_prompt_never_counted_teaches_nothing():
    trusted = counter()
    trusted.learn(HELLO, 50)
    assert trusted.count(HELLO).exact


def test_the_server_is_asked_to_render_with_the_window_that_is_loaded(replay):
    for _ in range(2):  # the recorded prompt is not made of our marks, so the real one is rendered too
        replay.play("ps_loaded", "/api/ps")
        replay.play("debug_render")
    count = OllamaServer(replay.host).chat_model("smollm2:135m").count([Message("user", "x")])
    assert all(body["_debug_render_only"] and body["options"]["num_ctx"] == 2048 for body in replay.bodies())
    assert not count.exact  # the recorded server shows no vocabulary


def test_a_model_not_loaded_yet_is_loaded_with_the_first_window(replay):
    replay.play("debug_render")
    replay.play("debug_render")
    OllamaServer(replay.host, first_window=16384).chat_model("smollm2:135m").count([Message("user", "x")])
    assert replay.bodies()[0]["options"]["num_ctx"] == 8192  # what it was trained for is less


def test_a_refused_prompt_leaves_the_count_as_it_was(replay):
    replay.plan("/api/chat", 200, [json.dumps({"done": True})])
    replay.play("overflow_refused")
    model = OllamaServer(replay.host).chat_model("smollm2:135m")
    before = model.count(HELLO)
    with pytest.raises(DoesNotFit, match="nothing was sent"):
        list(model.stream(HELLO, GenerationOptions(window=512, max_tokens=16)))
    assert model.count(HELLO) == before
