import json

import pytest

from app.llm.card import full_name, read_card, refusal, template_markers
from app.llm.ollama import OllamaServer

LISTED = {"name": "some:1b", "digest": "abc", "size": 1000}
SHOWN = {
    "template": "{{ .System }}<|user|>{{ .Prompt }}",
    "capabilities": ["completion"],
    "model_info": {"general.architecture": "llama", "llama.context_length": 8192},
}


def test_a_card_says_what_the_server_shows():
    card = read_card(LISTED, SHOWN)
    assert (card.name, card.digest, card.size, card.trained_window) == ("some:1b", "abc", 1000, 8192)
    assert refusal(card) == ""
    assert not card.thinks


def test_what_the_server_does_not_show_is_unknown():
    card = read_card({"name": "some:1b"}, {"template": "{{ .Messages }}"})
    assert (card.size, card.trained_window, card.capabilities) == (None, None, None)
    assert refusal(card) == ""


@pytest.mark.parametrize(
    ("listed", "shown", "reason"),
    [
        pytest.param({"remote_host": "https://ollama.com"}, {}, "documents would leave this machine", id="cloud"),
        pytest.param({}, {"remote_model": "gpt-oss:120b"}, "documents would leave this machine", id="cloud-shown"),
        pytest.param({}, {"capabilities": ["embedding"]}, "cannot chat", id="embeds-only"),
        pytest.param({}, {"template": "{{ .Prompt }}"}, "no chat template", id="bare-template"),
        pytest.param({}, {"template": "{{- .Prompt -}}\n"}, "no chat template", id="bare-template-trimmed"),
        pytest.param({}, {"template": ""}, "no chat template", id="no-template"),
    ],
)
def test_models_that_may_not_be_used_are_refused(listed, shown, reason):
    assert reason in refusal(read_card(LISTED | listed, SHOWN | shown))


def test_a_bare_template_is_fine_where_the_server_renders_by_code():
    shown = SHOWN | {"template": "{{ .Prompt }}", "modelfile": "FROM x\nRENDERER qwen3-vl\nPARSER qwen3-vl\n"}
    assert refusal(read_card(LISTED, shown)) == ""


def test_markers_of_a_template_are_found_once_each():
    template = (
        "{{ range .Messages }}<|im_start|>{{ .Role }}<|im_end|>{{ end }}<|im_start|>[INST] [1] a < b [/INST]<think>"
    )
    assert template_markers(template) == ("<|im_start|>", "<|im_end|>", "[INST]", "[/INST]", "<think>")


@pytest.mark.parametrize(
    ("name", "full"),
    [("llama3.2", "llama3.2:latest"), ("llama3.2:1b", "llama3.2:1b"), ("host:5000/a/b", "host:5000/a/b:latest")],
)
def test_a_name_without_a_tag_means_latest(name, full):
    assert full_name(name) == full


def test_only_models_that_may_be_used_are_listed(replay):
    cloud = {"name": "big:cloud", "model": "big:cloud", "remote_host": "https://ollama.com", "remote_model": "big"}
    replay.plan("/api/tags", 200, [json.dumps({"models": [cloud, LISTED, LISTED | {"name": "embeds:1b"}]})])
    replay.plan("/api/show", 200, [json.dumps(SHOWN)])
    replay.plan("/api/show", 200, [json.dumps(SHOWN | {"capabilities": ["embedding"]})])
    assert [model.name for model in OllamaServer(replay.host).models()] == ["some:1b"]
    assert [body["model"] for body in replay.bodies("/api/show")] == ["some:1b", "embeds:1b"]
