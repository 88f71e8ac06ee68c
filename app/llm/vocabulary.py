"""A model's own vocabulary, as the server shows it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from app.llm.card import IMAGE_MARKERS, template_markers

Kind = Literal["bpe", "sentencepiece", "other"]
_KINDS: Mapping[str, Kind] = {"gpt2": "bpe", "llama": "sentencepiece"}
_UNKNOWN, _CONTROL, _USER_DEFINED = 2, 3, 4
_OWN_ENGINE = (
    *("deepseek2", "deepseekocr", "gemma3", "glm4moelite", "glmocr", "gptoss", "gpt-oss", "lfm2", "llama4", "mistral3"),
    *("mllama", "nemotron_h", "olmo3", "qwen25vl", "qwen3"),
)
"""How the names of architectures begin that Ollama runs with its own engine: its tokenizers differ a little."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Tokens with their types and scores (by id), merges in order of rank, and how a prompt begins and ends."""

    kind: Kind
    pre: str  # which words are cut out before merging, by llama.cpp's name
    tokens: tuple[str, ...]
    types: tuple[int, ...]
    scores: tuple[float, ...]
    merges: tuple[str, ...]
    adds_start: bool | None  # None: the kind decides
    adds_end: bool
    adds_space: bool  # sentencepiece: before the text and after every special token
    own_engine: bool  # run by Ollama's own engine instead of llama.cpp
    architecture: str

    def special_tokens(self) -> list[str]:
        """Return the strings that the server reads as one token wherever they stand in a prompt."""
        special = (_UNKNOWN, _CONTROL, _USER_DEFINED)
        return [token for token, kind in zip(self.tokens, self.types, strict=True) if kind in special and token]


def read_vocabulary(shown: Mapping[str, object]) -> Vocabulary | None:
    """Read the vocabulary out of a verbose /api/show answer; None where the server did not send it."""
    info = shown.get("model_info")
    if not isinstance(info, Mapping) or not isinstance(tokens := info.get("tokenizer.ggml.tokens"), list):
        return None
    types = _numbers(info.get("tokenizer.ggml.token_type"))
    architecture = str(info.get("general.architecture"))
    own_engine = architecture.startswith(_OWN_ENGINE)
    adds_start = info.get("tokenizer.ggml.add_bos_token")
    return Vocabulary(
        kind=_KINDS.get(str(info.get("tokenizer.ggml.model")), "other"),
        pre=str(info.get("tokenizer.ggml.pre") or "default"),
        tokens=tuple(map(str, tokens)),
        types=tuple(map(int, types)) if len(types) == len(tokens) else (1,) * len(tokens),
        scores=_numbers(info.get("tokenizer.ggml.scores")),
        merges=tuple(map(str, _list(info.get("tokenizer.ggml.merges")))),
        adds_start=adds_start if isinstance(adds_start, bool) else None,
        adds_end=info.get("tokenizer.ggml.add_eos_token") is True,
        adds_space=info.get("tokenizer.ggml.add_space_prefix", not own_engine) is True and not own_engine,
        own_engine=own_engine,
        architecture=architecture,
    )


def control_tokens(vocabulary: Vocabulary | None, template: str) -> tuple[str, ...]:
    """Return the strings that must never come from a document.

    These are the control tokens of the vocabulary, whatever marks roles and turns in the chat template (some models
    list those as plain or user-defined tokens), and the places of pictures.
    """
    listed: list[str] = []
    if vocabulary is not None:
        control = (_UNKNOWN, _CONTROL)
        pairs = zip(vocabulary.tokens, vocabulary.types, strict=True)
        listed = [
            token
            for token, kind in pairs
            if token and (kind in control or (kind == _USER_DEFINED and token in template))
        ]
    return tuple(dict.fromkeys([*listed, *template_markers(template), *IMAGE_MARKERS]))


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _numbers(value: object) -> tuple[float, ...]:
    return tuple(number for number in _list(value) if isinstance(number, int | float))
