"""Every kind of tokenizer that is called known, against the real server, by models of a few kilobytes made here."""

import hashlib
import json
import struct

import httpx
import pytest
from tokenizers import Tokenizer
from tokenizers.models import BPE
from tokenizers.pre_tokenizers import ByteLevel
from tokenizers.trainers import BpeTrainer

from app.llm.pretokenizers import PRE_TOKENIZERS
from app.llm.types import GenerationOptions, Message

pytestmark = [pytest.mark.ollama, pytest.mark.long, pytest.mark.timeout(900)]

TEXTS = (
    "It's DON'T we'Ve I'LL 'tis O'Neil's x's",
    " 1234567 12 3.14 1,000.50 $5.00 €10 ½ ² ① ٣٤٥ x2y3",
    "foo_bar(baz)[0] == {'a': 1}; // ok\n\tif (x != y) return;\n",
    "CamelCase HTTPServer ÉCOLE École iPhone Ünïcödé ŠŽ ΑΒΓ привет МИР",
    "日本語のテキスト 한국어 中文，测试。ไทย हिन्दी ភាសា",
    "😀👨‍👩‍👧 🦙🚀 ✅️ 🇩🇪 e\u0301 \u200b\u200d\u00a0x\u3000y\u2028z",
    "| a | b |\r\n\r\n\t\tend   of\n \n\n  \n line   ",
    '====------**** ....... !!!??? ``` """ “q” — … <|end|> <|end| >',
    "https://example.org/a?b=c&d=e#f mail@example.org",
)
WIDTH, INNER = 32, 64
SPACE = "\u2581"


def packed(value):
    """A value as GGUF writes it: its type's number and its bytes."""
    if isinstance(value, bool):
        return struct.pack("<I?", 7, value)
    if isinstance(value, int):
        return struct.pack("<II", 4, value)
    if isinstance(value, float):
        return struct.pack("<If", 6, value)
    if isinstance(value, str):
        return struct.pack("<I", 8) + sized(value)
    kind = packed(value[0])[:4] if not isinstance(value[0], int) else struct.pack("<I", 5)
    return struct.pack("<I", 9) + kind + struct.pack("<Q", len(value)) + b"".join(packed(item)[4:] for item in value)


def sized(text):
    return struct.pack("<Q", len(text.encode())) + text.encode()


def model_file(tokenizer):
    """A GGUF file of a Llama with one layer and all weights zero."""
    tokens = len(tokenizer["tokens"])
    sizes = {"block_count": 1, "context_length": 4096, "embedding_length": WIDTH, "feed_forward_length": INNER}
    attention = {"attention.head_count": 1, "attention.head_count_kv": 1, "attention.layer_norm_rms_epsilon": 1e-5}
    fields = {"general.architecture": "llama"}
    fields |= {f"llama.{key}": value for key, value in (sizes | attention | {"rope.dimension_count": WIDTH}).items()}
    fields |= {f"tokenizer.ggml.{key}": value for key, value in tokenizer.items()}
    block = {"attn_norm": (WIDTH,), "ffn_norm": (WIDTH,), "ffn_gate": (WIDTH, INNER), "ffn_up": (WIDTH, INNER)}
    block |= {"ffn_down": (INNER, WIDTH)} | {f"attn_{part}": (WIDTH, WIDTH) for part in ("q", "k", "v", "output")}
    shapes = {"token_embd": (WIDTH, tokens), "output_norm": (WIDTH,)}
    shapes |= {f"blk.0.{part}": shape for part, shape in block.items()}
    head = b"GGUF" + struct.pack("<IQQ", 3, len(shapes), len(fields))
    head += b"".join(sized(key) + packed(value) for key, value in fields.items())
    offset = 0
    for name, shape in shapes.items():
        head += sized(f"{name}.weight") + struct.pack(f"<I{len(shape)}Q", len(shape), *shape)
        head += struct.pack("<IQ", 0, offset)
        offset += 4 * shape[0] * (shape[1] if len(shape) > 1 else 1)
    return head + bytes(-len(head) % 32) + bytes(offset)


def byte_pairs(pre):
    trained = Tokenizer(BPE())
    trained.pre_tokenizer = ByteLevel(add_prefix_space=False)
    alphabet = sorted(ByteLevel.alphabet())
    trained.train_from_iterator(TEXTS, BpeTrainer(vocab_size=500, initial_alphabet=alphabet, show_progress=False))
    numbers = trained.get_vocab()
    tokens = [*sorted(numbers, key=numbers.get), "<|start|>", "<|end|>"]
    merges = [f"{left} {right}" for left, right in merges_of(trained)]
    ends = {"bos_token_id": len(tokens) - 2, "eos_token_id": len(tokens) - 1}
    types = [1] * (len(tokens) - 2) + [3, 3]
    return {"model": "gpt2", "pre": pre, "tokens": tokens, "token_type": types, "merges": merges, **ends}


def merges_of(trained):
    merges = json.loads(trained.to_str())["model"]["merges"]
    return [merge if isinstance(merge, list) else merge.split(" ") for merge in merges]


def sentence_pieces(adds_space):
    words = [
        SPACE,
        SPACE * 2,
        "a",
        "e",
        "n",
        "d",
        "en",
        "nd",
        "end",
        SPACE + "e",
        SPACE + "end",
        "on",
        "o",
        "t",
        "\n",
        "x",
    ]
    tokens = ["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256)), *words, "<|end|>"]
    types = [2, 3, 3] + [6] * 256 + [1] * len(words) + [3]
    scores = [0.0] * 259 + [-float(place * 7 % 11) for place in range(len(words))] + [0.0]
    ends = {"bos_token_id": 1, "eos_token_id": 2, "add_space_prefix": adds_space}
    return {"model": "llama", "tokens": tokens, "token_type": types, "scores": scores, **ends}


@pytest.fixture
def made_model(ollama):
    """Makes a model of a tokenizer on the real server, and removes it afterwards."""
    name = "muniment-test-tokenizer"
    with httpx.Client(base_url=f"http://{ollama.host.removeprefix('http://')}", timeout=120, trust_env=False) as server:

        def make(tokenizer):
            blob = model_file(tokenizer)
            digest = f"sha256:{hashlib.sha256(blob).hexdigest()}"
            server.post(f"/api/blobs/{digest}", content=blob).raise_for_status()
            template = "{{ range .Messages }}{{ .Content }}{{ end }}"
            body = {"model": name, "files": {"model.gguf": digest}, "template": template, "stream": False}
            server.post("/api/create", json=body).raise_for_status()
            return ollama.chat_model(name)

        yield make
        server.request("DELETE", "/api/delete", json={"model": name})


def counted_and_accepted(model, text):
    messages = [Message("user", text)]
    count = model.count(messages)
    assert count.exact
    stream = model.stream(messages, GenerationOptions(window=512, max_tokens=1))
    list(stream)
    return count.tokens, stream.completion.accepted


@pytest.mark.parametrize("pre", sorted({kind: name for name, kind in PRE_TOKENIZERS.items()}.values()))
def test_byte_pairs_are_counted_as_the_server_does(made_model, pre):
    model = made_model(byte_pairs(pre))
    counts = {text: counted_and_accepted(model, text) for text in TEXTS}
    assert {text: pair for text, pair in counts.items() if pair[0] != pair[1]} == {}


@pytest.mark.parametrize("adds_space", [True, False])
def test_sentence_pieces_are_counted_as_the_server_does(made_model, adds_space):
    model = made_model(sentence_pieces(adds_space))
    counts = {text: counted_and_accepted(model, text) for text in TEXTS}
    assert {text: pair for text, pair in counts.items() if pair[0] != pair[1]} == {}
