"""How the byte-pair vocabularies that llama.cpp knows cut a text into words before they merge bytes. Data only.

The expressions are those that llama.cpp runs (src/llama-vocab.cpp in Ollama 0.17.4), by the name that a model file has
for them in `tokenizer.ggml.pre`; where llama.cpp simplifies the expression of the original tokenizer, the simplified
one is what counts. Each expression cuts what the one before it left.
"""

from dataclasses import dataclass

_CONTRACTIONS = r"'s|'t|'re|'ve|'m|'ll|'d"
_ANY_CASE_CONTRACTIONS = r"(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])"
_SPACES = r"\s*[\r\n]+|\s+(?!\S)|\s+"
_GPT2 = _CONTRACTIONS + r"| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)"
_LLAMA3 = _ANY_CASE_CONTRACTIONS + r"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|" + _SPACES
_QWEN2 = _LLAMA3.replace(r"\p{N}{1,3}", r"\p{N}")
_NOT_LOWER = r"(?:(?=\p{L})[^a-z])"
_NOT_UPPER = r"(?:(?=\p{L})[^A-Z])"
_CASED = (
    rf"[^\r\n\p{{L}}\p{{N}}]?{_NOT_LOWER}*{_NOT_UPPER}+%s|[^\r\n\p{{L}}\p{{N}}]?{_NOT_LOWER}+{_NOT_UPPER}*%s|"
    rf"\p{{N}}%s| ?[^\s\p{{L}}\p{{N}}]+[\r\n/]*|{_SPACES}"
)
_TEKKEN = _CASED % ("", "", "")
_GPT4O = _CASED % (_ANY_CASE_CONTRACTIONS + "?", _ANY_CASE_CONTRACTIONS + "?", "{1,3}")
_DEEPSEEK3 = (
    r"\p{N}{1,3}",
    "[一-龥぀-ゟ゠-ヿ]+",
    r"[!\"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|"
    + _SPACES,
)
_BAILING = (
    r"'(?:[sSdDmMtT]|[lL][lL]|[vV][eE]|[rR][eE])|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|"
    r"\s*[\r\n]|\s+(?!\S)|\s+"
)
_DEFAULT = (r"[\p{P}\$\+<=>\^~\|]+", _GPT2, r"\p{N}+", "[0-9][0-9][0-9]")


@dataclass(frozen=True, slots=True)
class PreTokenizer:
    """How text is cut, whether a word that is in the vocabulary skips the merging, and whether a start token is added.

    The vocabulary itself may say otherwise about the start token.
    """

    expressions: tuple[str, ...]
    whole_words: bool = False
    adds_start: bool = False


DEFAULT = PreTokenizer(_DEFAULT)
FINEST = PreTokenizer((r"\p{L}+|\p{N}|\s|[^\s\p{L}\p{N}]",))
"""Cuts at least as often as any other: for an unknown kind, so that the count errs on the high side."""

_KINDS = {
    PreTokenizer((_LLAMA3,), whole_words=True, adds_start=True): (
        "llama-bpe llama3 llama-v3 falcon3 falcon-h1 pixtral midm-2.0 lfm2"
    ),
    PreTokenizer((_LLAMA3,)): "dbrx smaug-bpe glm4 chatglm-bpe",
    PreTokenizer((_QWEN2,)): "qwen2 deepseek-r1-qwen kormo megrez stablelm2 hunyuan grok-2",
    PreTokenizer((_GPT2,)): (
        "gpt-2 phi-2 mpt olmo jais trillion granite-docling exaone4 gigachat mellum a.x-4.0 jina-es jina-de"
    ),
    PreTokenizer((r"\p{N}", _GPT2)): "smollm starcoder refact command-r codeshell exaone minerva-7b",
    PreTokenizer((_TEKKEN,), whole_words=True, adds_start=True): "tekken",
    PreTokenizer((_GPT4O,)): "gpt-4o llama4 minimax-m2",
    PreTokenizer(_DEEPSEEK3): "deepseek-v3 hunyuan-dense",
    PreTokenizer((_BAILING,)): "bailingmoe bailingmoe2 llada-moe",
    DEFAULT: "default",
}
PRE_TOKENIZERS = {name: kind for kind, names in _KINDS.items() for name in names.split()}
