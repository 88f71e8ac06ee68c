"""Count the tokens of a rendered prompt with the model's own vocabulary."""

import math
import re
from typing import Protocol

from tokenizers import AddedToken, Regex, Tokenizer
from tokenizers.models import BPE
from tokenizers.pre_tokenizers import ByteLevel, Sequence, Split

from app.llm.pretokenizers import FINEST, PRE_TOKENIZERS, PreTokenizer
from app.llm.sentencepiece import SentencePieceTokenizer
from app.llm.vocabulary import Vocabulary

_ESTIMATED = re.compile(r"[A-Za-z]+|[^\x00-\x7f]|.", re.DOTALL)
_LETTERS_PER_TOKEN = 3  # of English words; four to five is usual, so the estimate errs on the high side


class PromptTokenizer(Protocol):
    """Counts tokens of a whole rendered prompt, the ones added at its ends included."""

    def count(self, prompt: str) -> int:
        """Count the tokens."""
        ...


class BytePairTokenizer:
    """Counts with a byte-pair vocabulary (Llama 3, Qwen, SmolLM, Mistral Nemo, Phi-4 and most others)."""

    def __init__(self, vocabulary: Vocabulary, pre_tokenizer: PreTokenizer) -> None:
        """Build the tokenizer: 0.2-0.6 s for 50,000-150,000 tokens."""
        adds_start = pre_tokenizer.adds_start if vocabulary.adds_start is None else vocabulary.adds_start
        self._ends = adds_start + vocabulary.adds_end
        ids = {token: number for number, token in enumerate(vocabulary.tokens)}
        pairs = ((left, right) for left, _, right in (merge.partition(" ") for merge in vocabulary.merges))
        merges = [(left, right) for left, right in pairs if left in ids and right in ids and left + right in ids]
        whole_words = pre_tokenizer.whole_words or vocabulary.own_engine
        self._tokenizer = Tokenizer(BPE(vocab=ids, merges=merges, ignore_merges=whole_words))
        splits = [Split(Regex(expression), "isolated") for expression in pre_tokenizer.expressions]
        self._tokenizer.pre_tokenizer = Sequence([*splits, ByteLevel(add_prefix_space=False, use_regex=False)])
        self._tokenizer.add_special_tokens(
            [AddedToken(token, normalized=False) for token in vocabulary.special_tokens()]
        )

    def encode(self, prompt: str) -> list[int]:
        """Return the numbers of the tokens, without the ones added at the ends."""
        return list(self._tokenizer.encode(prompt, add_special_tokens=False).ids)

    def count(self, prompt: str) -> int:
        """Count the tokens, the ones added at the ends included."""
        return self._ends + len(self.encode(prompt))


class EstimatingTokenizer:
    """Counts safely high without a vocabulary."""

    def count(self, prompt: str) -> int:
        """Count a token for every three letters of a word, each other character, and each byte outside of ASCII."""
        return 2 + sum(
            math.ceil(len(piece) / _LETTERS_PER_TOKEN) if piece.isascii() else len(piece.encode())
            for piece in _ESTIMATED.findall(prompt)
        )


def make_tokenizer(vocabulary: Vocabulary | None) -> tuple[PromptTokenizer, bool]:
    """Return a tokenizer for the vocabulary, and whether its counts are known to be those of the server.

    They were compared with llama.cpp's for every kind of PRE_TOKENIZERS and for SentencePiece; where Ollama uses its
    own engine, or the kind is unknown, they are not known to be, and err on the high side.
    """
    if vocabulary is None or vocabulary.kind == "other":
        return EstimatingTokenizer(), False
    if vocabulary.kind == "sentencepiece":
        # llama.cpp drops white space after the special tokens of Phi-3, which it knows by a name that is not shown.
        return SentencePieceTokenizer(vocabulary), not (vocabulary.own_engine or vocabulary.architecture == "phi3")
    pre_tokenizer = PRE_TOKENIZERS.get(vocabulary.pre)
    known = pre_tokenizer is not None and not vocabulary.own_engine
    return BytePairTokenizer(vocabulary, pre_tokenizer or FINEST), known
