import pytest

from app.llm.vocabulary import control_tokens, read_vocabulary


def shown(**info):
    fields = {"tokens": ["a", "<unk>", "<|im_end|>", "<tool>", "b"], "token_type": [1, 2, 3, 4, 1], "model": "gpt2"}
    given = {f"tokenizer.ggml.{key}": value for key, value in (fields | info).items()}
    return {"model_info": {"general.architecture": info.get("architecture", "llama"), **given}}


def test_a_vocabulary_is_read():
    vocabulary = read_vocabulary(shown(pre="qwen2", merges=["a b"], add_bos_token=True))
    assert (vocabulary.kind, vocabulary.pre, vocabulary.merges) == ("bpe", "qwen2", ("a b",))
    assert vocabulary.adds_start is True
    assert vocabulary.special_tokens() == ["<unk>", "<|im_end|>", "<tool>"]


def test_a_server_that_shows_no_tokens_gives_none():
    assert read_vocabulary(shown(tokens=None)) is None
    assert read_vocabulary({}) is None


@pytest.mark.parametrize(
    ("info", "kind", "adds_space"),
    [
        ({"model": "llama"}, "sentencepiece", True),
        ({"model": "llama", "add_space_prefix": False}, "sentencepiece", False),
        ({"model": "llama", "architecture": "gemma3"}, "sentencepiece", False),
        ({"model": "t5"}, "other", True),
    ],
)
def test_kinds_and_their_leading_space(info, kind, adds_space):
    vocabulary = read_vocabulary(shown(**info))
    assert (vocabulary.kind, vocabulary.adds_space) == (kind, adds_space)


def test_control_tokens_are_those_of_the_vocabulary_and_of_the_template():
    found = control_tokens(read_vocabulary(shown()), "<|im_start|>{{ .Content }}<|im_end|>")
    assert found == ("<unk>", "<|im_end|>", "<|im_start|>", "[img-", "[img]")


def test_a_user_defined_token_counts_where_the_template_uses_it():
    assert "<tool>" in control_tokens(read_vocabulary(shown()), "<tool>")
    assert "<tool>" not in control_tokens(read_vocabulary(shown()), "")


def test_without_a_vocabulary_the_template_tells():
    assert control_tokens(None, "[INST] {{ .Prompt }} [/INST]")[:2] == ("[INST]", "[/INST]")
