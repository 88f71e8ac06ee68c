import pytest

from app.llm.rendering import PromptRenderer
from app.llm.types import Message

CONVERSATION = [
    Message("system", "Be short."),
    Message("user", " What?\n"),
    Message("assistant", ""),
    Message("user", "§1§"),
]


class Server:
    """Renders in one way and counts how often it was asked."""

    def __init__(self, render):
        self.asked = 0
        self.render = render

    def __call__(self, messages):
        self.asked += 1
        return self.render(messages)


def plainly(messages):
    return "".join(f"<{message.role}>{message.content}</>" for message in messages) + "<assistant>"


def trimming(messages):
    return "".join(f"<{message.role}>{message.content.strip()}</>" for message in messages)


def system_first(messages):
    system = " ".join(message.content for message in messages if message.role == "system")
    return "".join(f"{system}|{message.content}|" for message in messages if message.role != "system")


@pytest.mark.parametrize("render", [plainly, trimming, system_first])
def test_prompts_are_those_of_the_server(render):
    renderer = PromptRenderer(Server(render))
    for conversation in (CONVERSATION, CONVERSATION[:2], [*CONVERSATION, *CONVERSATION]):
        assert renderer.render(conversation) == render(conversation)


def test_a_shape_is_asked_for_once():
    server = Server(plainly)
    renderer = PromptRenderer(server)
    for words in ("one", "two", "three"):
        assert renderer.render([Message("user", words)]) == plainly([Message("user", words)])
    assert server.asked == 1


def test_a_template_that_changes_contents_is_asked_every_time():
    server = Server(trimming)
    renderer = PromptRenderer(server)
    assert renderer.render([Message("user", " a ")]) == "<user>a</>"
    assert renderer.render([Message("user", " b ")]) == "<user>b</>"
    assert server.asked == 3


def test_an_answer_that_begins_with_thoughts_is_left_to_the_server():
    server = Server(lambda messages: plainly([message for message in messages if "<think>" not in message.content]))
    thoughts = [Message("user", "a"), Message("assistant", "<think>b</think>c"), Message("user", "d")]
    assert PromptRenderer(server).render(thoughts) == "<user>a</><user>d</><assistant>"


def test_a_template_that_drops_a_message_is_asked_every_time():
    server = Server(lambda messages: messages[-1].content)
    renderer = PromptRenderer(server)
    assert renderer.render(CONVERSATION) == renderer.render(CONVERSATION) == "§1§"
    assert server.asked == 3


def test_a_server_that_does_not_render_is_asked_once():
    server = Server(lambda messages: None)
    renderer = PromptRenderer(server)
    assert [renderer.render(CONVERSATION[:count]) for count in (1, 2, 4)] == [None, None, None]
    assert server.asked == 1
