"""all-MiniLM-L6-v2 written down as an OpenVINO graph, straight from its weights: no exporter, no torch.

A BERT encoder (Devlin et al. 2019, https://arxiv.org/abs/1810.04805) of six layers, then the mean over the tokens of a
text, scaled to length one. Tokens go in as (texts, length) with a mask of 1 for a token and 0 for padding.
"""

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np
from numpy.typing import DTypeLike, NDArray

from ingest.embedders.quiet import openvino, opset

Node = Any
Weights = Mapping[str, NDArray[np.float32]]

LAYERS = 6
_HEADS = 12
_HEAD_SIZE = 32
_WIDTH = _HEADS * _HEAD_SIZE
_MASKED = 30_000.0  # taken off the attention to padding: the softmax gives it nothing
_SELF_ATTENTION = "attention.self"


class Arithmetic(Protocol):
    """How the matrix products of the graph are carried out. A site is a place whose input goes into one or more."""

    def enter(self, x: Node, site: str) -> Node:
        """Prepare what goes into the products of a site."""
        ...

    def product(self, x: Node, site: str, matrix: str) -> Node:
        """Multiply what was prepared by a weight matrix."""
        ...


class FloatArithmetic:
    """Products in 32-bit floats, as the model was trained."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights

    def enter(self, x: Node, site: str) -> Node:  # noqa: ARG002 - a float needs no preparation
        """Leave it as it is."""
        return x

    def product(self, x: Node, site: str, matrix: str) -> Node:  # noqa: ARG002 - the same at every site
        """Multiply by the weights as they are."""
        return opset.matmul(x, constant(self._weights[f"{matrix}.weight"]), False, True)


def matrices_by_site() -> dict[str, list[str]]:
    """Name every site of the graph and the weight matrices that its input is multiplied by."""
    sites: dict[str, list[str]] = {}
    for layer in range(LAYERS):
        place = f"encoder.layer.{layer}"
        attention = f"{place}.{_SELF_ATTENTION}"
        sites[attention] = [f"{attention}.{part}" for part in ("query", "key", "value")]
        for site in ("attention.output.dense", "intermediate.dense", "output.dense"):
            sites[f"{place}.{site}"] = [f"{place}.{site}"]
    return sites


def build_graph(weights: Weights, arithmetic: Arithmetic) -> Any:
    """Build the model: int32 tokens and float32 mask, both (texts, length), to float32 vectors (texts, 384)."""
    tokens = opset.parameter([-1, -1], np.int32, "tokens")
    mask = opset.parameter([-1, -1], np.float32, "mask")
    penalty = opset.multiply(opset.subtract(mask, constant(1.0)), constant(_MASKED))
    builder = _Builder(weights, arithmetic, opset.unsqueeze(penalty, _integers(1, 2)))
    x = builder.embeddings(tokens)
    for layer in range(LAYERS):
        x = builder.layer(x, f"encoder.layer.{layer}")
    return openvino.Model([_pool(x, mask)], [tokens, mask], "all-MiniLM-L6-v2")


def constant(value: NDArray[Any] | float, kind: DTypeLike = np.float32) -> Node:
    """Put a fixed number or array into the graph."""
    return opset.constant(np.asarray(value, kind))


def _integers(*values: int) -> Node:
    return constant(np.array(values), np.int64)


class _Builder:
    """The parts of the encoder, from the inside of one layer outwards."""

    def __init__(self, weights: Weights, arithmetic: Arithmetic, penalty: Node) -> None:
        self._weights = weights
        self._arithmetic = arithmetic
        self._penalty = penalty

    def embeddings(self, tokens: Node) -> Node:
        """Word plus place, normalised. The table is kept in 16 bits: it is by far the largest array."""
        table = constant(self._weights["embeddings.word_embeddings.weight"], np.float16)
        words = opset.gather(opset.convert(table, "f32"), tokens, constant(0, np.int64))
        # Every token of a single text is of type 0, so that its row is a constant added to each place.
        places = self._weights["embeddings.position_embeddings.weight"]
        places = places + self._weights["embeddings.token_type_embeddings.weight"][0]
        length = opset.slice(opset.shape_of(tokens, "i64"), _integers(1), _integers(2), _integers(1))
        used = opset.slice(constant(places), _integers(0), length, _integers(1), _integers(0))
        return self._normalised(opset.add(words, used), "embeddings.LayerNorm")

    def layer(self, x: Node, place: str) -> Node:
        """Attention and feed-forward, each added to its input and normalised."""
        site = f"{place}.attention.output.dense"
        attended = self._dense(self._arithmetic.enter(self._attention(x, place), site), site, site)
        x = self._normalised(opset.add(attended, x), f"{place}.attention.output.LayerNorm")
        site = f"{place}.intermediate.dense"
        hidden = opset.gelu(self._dense(self._arithmetic.enter(x, site), site, site), "erf")
        site = f"{place}.output.dense"
        fed = self._dense(self._arithmetic.enter(hidden, site), site, site)
        return self._normalised(opset.add(fed, x), f"{place}.output.LayerNorm")

    def _attention(self, x: Node, place: str) -> Node:
        site = f"{place}.{_SELF_ATTENTION}"
        entered = self._arithmetic.enter(x, site)
        query, key, value = (_heads(self._dense(entered, site, f"{site}.{part}")) for part in ("query", "key", "value"))
        attended = opset.scaled_dot_product_attention(query, key, value, self._penalty)
        return opset.reshape(opset.transpose(attended, _integers(0, 2, 1, 3)), _integers(0, 0, _WIDTH), True)

    def _dense(self, x: Node, site: str, matrix: str) -> Node:
        return opset.add(self._arithmetic.product(x, site, matrix), constant(self._weights[f"{matrix}.bias"]))

    def _normalised(self, x: Node, name: str) -> Node:
        """Layer normalisation over the last axis, with the epsilon of the model's configuration."""
        even = opset.mvn(x, _integers(-1), True, 1e-12, "INSIDE_SQRT")
        scaled = opset.multiply(even, constant(self._weights[f"{name}.weight"]))
        return opset.add(scaled, constant(self._weights[f"{name}.bias"]))


def _heads(x: Node) -> Node:
    """(texts, length, width) to (texts, heads, length, head size)."""
    split = opset.reshape(x, _integers(0, 0, _HEADS, _HEAD_SIZE), True)
    return opset.transpose(split, _integers(0, 2, 1, 3))


def _pool(x: Node, mask: Node) -> Node:
    """Mean over the tokens that are not padding, scaled to length one."""
    column = opset.unsqueeze(mask, _integers(2))
    total = opset.reduce_sum(opset.multiply(x, column), _integers(1))
    mean = opset.divide(total, opset.reduce_sum(column, _integers(1)))
    return opset.normalize_l2(mean, _integers(1), 1e-24, "max")
