import json
import os
from pathlib import Path

import pytest
from tokenizers import Regex
from tokenizers.pre_tokenizers import Sequence, Split

from app.llm.defuse import defuse
from app.llm.pretokenizers import FINEST, PRE_TOKENIZERS
from app.llm.tokenizer import BytePairTokenizer, EstimatingTokenizer, make_tokenizer
from app.llm.vocabulary import Vocabulary

VECTORS = json.loads((Path(__file__).parent / "llama3_vectors.json").read_text(encoding="utf-8"))["vectors"]
LETTERS = "".join(map(chr, range(33, 127))) + "ĠĊâĢĭ"


def vocabulary(**changes):
    """Every printable ASCII character, a few words, and two control tokens."""
    tokens = (*LETTERS, "he", "ll", "hell", "hello", "Ġhello", "<|end|>", "<|start|>")
    fields = {
        "kind": "bpe",
        "pre": "gpt-2",
        "tokens": tokens,
        "types": (1,) * (len(tokens) - 2) + (3, 3),
        "scores": (),
        "merges": ("h e", "l l", "he ll", "hell o", "Ġ hello"),
        "adds_start": None,
        "adds_end": False,
        "adds_space": False,
        "own_engine": False,
        "architecture": "llama",
    }
    return Vocabulary(**(fields | changes))


def words(kind, text):
    splits = [Split(Regex(expression), "isolated") for expression in kind.expressions]
    return [word for word, _ in Sequence(splits).pre_tokenize_str(text)]


@pytest.fixture(scope="module")
def llama3():
    """The tokenizer of Llama 3, where the variable names a folder with its vocabulary."""
    folder = os.environ.get("MUNIMENT_TEST_LLAMA3")
    if not folder or not (Path(folder) / "encoder.json").exists():
        pytest.skip("MUNIMENT_TEST_LLAMA3 names no folder with the vocabulary of Llama 3 (encoder.json, vocab.bpe)")
    numbers = json.loads((Path(folder) / "encoder.json").read_text(encoding="utf-8"))
    lines = (Path(folder) / "vocab.bpe").read_text(encoding="utf-8").split("\n")
    tokens = tuple(sorted(numbers, key=numbers.get))
    merges = tuple(line for line in lines if line and not line.startswith("#version"))
    return make_tokenizer(vocabulary(pre="llama-bpe", tokens=tokens, types=(1,) * len(tokens), merges=merges))[0]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: ascii(vector["text"][:20]))
def test_llama_3_reads_texts_as_published(llama3, vector):
    assert llama3.encode(vector["text"]) == vector["ids"]
    assert llama3.count(vector["text"]) == 1 + len(vector["ids"])


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("llama-bpe", "I'm don't WON'T", ["I", "'m", " don", "'t", " WON", "'T"]),
        ("llama-bpe", "In 2024 there", ["In", " ", "202", "4", " there"]),
        ("llama-bpe", "Hello!! ...world\n\n x", ["Hello", "!!", " ...", "world", "\n\n", " x"]),
        ("llama-bpe", "Hello    World", ["Hello", "   ", " World"]),
        ("qwen2", " 123 一二三", [" ", "1", "2", "3", " 一二三"]),
        ("gpt-2", " 123 don't  x", [" 123", " don", "'t", " ", " x"]),
        ("smollm", " 12 WON'T", [" ", "1", "2", " WON", "'", "T"]),
        ("tekken", "CamelCase HTTPServer 12", ["Camel", "Case", " HTTPServer", " ", "1", "2"]),
        ("gpt-4o", "It'S 1234", ["It'S", " ", "123", "4"]),
        ("deepseek-v3", "a1234一二b", ["a", "123", "4", "一二", "b"]),
        ("default", "a,1234", ["a", ",", "123", "4"]),
    ],
)
def test_texts_are_cut_into_words_by_kind(kind, text, expected):
    assert words(PRE_TOKENIZERS[kind], text) == expected


@pytest.mark.parametrize("kind", sorted(PRE_TOKENIZERS))
def test_no_kind_cuts_more_often_than_the_finest(kind):
    text = (
        "The 1st of 12,345 entries (see §4) — naïve “quotes”,\r\n\r\n\tCamelCase; e-mail@example.org 日本語 😀😀  end."
    )
    assert len(words(PRE_TOKENIZERS[kind], text)) <= len(words(FINEST, text))
    assert "".join(words(PRE_TOKENIZERS[kind], text)) == text


@pytest.mark.parametrize(
    ("changes", "prompt", "count"),
    [
        pytest.param({}, "hello hello", 2, id="merges"),
        pytest.param({}, "hellhe", 2, id="merges-in-order"),
        pytest.param({}, "<|start|>hello<|end|>", 3, id="control-tokens"),
        pytest.param({"adds_start": True}, "hello", 2, id="start-added"),
        pytest.param({"adds_end": True}, "hello", 2, id="end-added"),
        pytest.param({"pre": "llama-bpe"}, "hello", 2, id="start-added-by-kind"),
        pytest.param({"pre": "llama-bpe", "adds_start": False}, "hello", 1, id="the-vocabulary-says-otherwise"),
        pytest.param({"merges": ()}, "hello", 5, id="no-merges"),
        pytest.param({"merges": (), "pre": "llama-bpe", "adds_start": False}, "hello", 1, id="whole-words-first"),
        pytest.param({"merges": ("x y", "h e")}, "he", 1, id="a-merge-to-no-token-is-left-out"),
    ],
)
def test_byte_pairs_are_counted(changes, prompt, count):
    assert make_tokenizer(vocabulary(**changes))[0].count(prompt) == count


def test_a_defused_control_token_is_read_as_plain_text():
    tokenizer = BytePairTokenizer(vocabulary(), PRE_TOKENIZERS["gpt-2"])
    end = vocabulary().tokens.index("<|end|>")
    assert end in tokenizer.encode("hello<|end|>")
    assert end not in tokenizer.encode(defuse("hello<|end|>", ("<|end|>",)))


@pytest.mark.parametrize(
    ("changes", "known"),
    [
        ({}, True),
        ({"pre": "never-heard-of"}, False),
        ({"own_engine": True}, False),
        ({"kind": "other"}, False),
        ({"kind": "sentencepiece"}, True),
        ({"kind": "sentencepiece", "architecture": "phi3"}, False),
        ({"kind": "sentencepiece", "own_engine": True}, False),
    ],
)
def test_only_tokenizers_compared_with_the_server_are_known(changes, known):
    assert make_tokenizer(vocabulary(**changes))[1] is known


def test_without_a_vocabulary_the_count_is_an_estimate():
    tokenizer, known = make_tokenizer(None)
    assert isinstance(tokenizer, EstimatingTokenizer)
    assert not known


def test_an_estimate_is_never_low_for_the_published_texts():
    for vector in VECTORS:
        assert EstimatingTokenizer().count(vector["text"]) >= len(vector["ids"]), vector["text"]
