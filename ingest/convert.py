"""Convert all-MiniLM-L6-v2 for the fast backend, once: `python -m ingest.convert [CACHE]`.

The graph is built from the weights, its products are turned to 8 bits with ranges measured on passages written for
this, and the result is compared with the floats on this very processor; where they disagree, the floats are kept.
It takes seconds and no torch. The result lies in the cache folder under the digest of all that shaped it.
"""

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import load_file

from ingest.embedders import minilm
from ingest.embedders.cache import cache_folder
from ingest.embedders.converted import CALIBRATION, find_converted, install_converted
from ingest.embedders.graph import FloatArithmetic, Weights, build_graph
from ingest.embedders.quantize import QuantizedArithmetic, choose_scales, observe
from ingest.embedders.quiet import openvino
from ingest.embedders.runtime import Runner
from ingest.tokens import load_tokenizer

_AGREEMENT = 0.99  # mean cosine with the floats that the 8 bits must reach on this processor
_FIRST_WORD = 999  # the tokens before are special or unused
_STRIDE = 150  # a sequence of every 150th word of the vocabulary is as long as a chunk
_SALADS = 50

Sequences = list[list[int]]


def convert(cache: Path) -> Path:
    """Give the converted model's graph from the cache folder, made now if it was not there.

    Raises EmbedderUnavailable for weights that are not the published ones, OSError where the cache cannot be written,
    RuntimeError where OpenVINO fails.
    """
    found = find_converted(cache)
    if found is not None:
        return found
    folder = minilm.model_folder()
    weights: Weights = load_file(minilm.check_weights(folder))
    kind, graph = _fastest_that_agrees(weights, calibration_passages(folder), calibration_salads())
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache, prefix="converting-", ignore_cleanup_errors=True) as temporary:
        made = Path(temporary) / "model"
        made.mkdir()
        _save(graph, made / f"{kind}.xml")
        install_converted(made, cache)
    found = find_converted(cache)
    if found is None:
        raise OSError(f"The model converted into {cache} could not be read back. Is the disk full?")
    return found


def save_floats(folder: Path) -> Path:
    """Write the graph in floats, as trained, to `folder`: what the 8 bits are compared with."""
    weights: Weights = load_file(minilm.check_weights(minilm.model_folder()))
    return _save(build_graph(weights, FloatArithmetic(weights)), folder / "float.xml")


def calibration_passages(folder: Path) -> Sequences:
    """Give the passages that were written for calibration, as the model's tokens, cut to what it reads."""
    tokenizer = load_tokenizer(folder / "tokenizer.json")
    tokenizer.enable_truncation(minilm.MAX_TOKENS)
    passages = CALIBRATION.read_text(encoding="utf-8").split("\n\n")
    return [list(encoding.ids) for encoding in tokenizer.encode_batch(passages)]


def calibration_salads() -> Sequences:
    """Give sequences from all over the vocabulary: no text of a few pages holds the rare words and scripts."""
    first, last = minilm.FRAME
    words = range(_FIRST_WORD, minilm.VOCABULARY)
    starts = range(0, _STRIDE, _STRIDE // _SALADS)
    return [[first, *words[start::_STRIDE], last] for start in starts]


def agreement(graph: Any, reference: Any, sequences: Sequences) -> float:
    """Mean cosine between the vectors that two graphs give to the same sequences, on this processor."""
    ours, theirs = Runner(graph).run(sequences), Runner(reference).run(sequences)
    return float(np.mean(np.sum(ours * theirs, axis=1)))


def _fastest_that_agrees(weights: Weights, passages: Sequences, salads: Sequences) -> tuple[str, Any]:
    """Choose between 8 bits and floats for this processor; gives the kind and its graph."""
    floats = build_graph(weights, FloatArithmetic(weights))
    if "INT8" not in openvino.Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES"):
        return "float", floats
    scales = choose_scales(weights, observe(weights, passages + salads))
    quantized = build_graph(weights, QuantizedArithmetic(weights, scales))
    if agreement(quantized, floats, passages) >= _AGREEMENT:
        return "int8", quantized
    return "float", floats


def _save(graph: Any, path: Path) -> Path:
    """Write the graph, with names that do not depend on what else this process has built."""
    for place, node in enumerate(graph.get_ordered_ops()):
        node.set_friendly_name(f"{node.get_type_name()}_{place}")
    openvino.save_model(graph, str(path), compress_to_fp16=False)
    return path


def main() -> None:
    """Convert into the folder named on the command line, or into the cache folder of this person."""
    parser = argparse.ArgumentParser(prog="python -m ingest.convert", description="Prepare the embedding model.")
    parser.add_argument("cache", nargs="?", type=Path, default=cache_folder(), help="default: %(default)s")
    sys.stdout.write(f"{convert(parser.parse_args().cache)}\n")


if __name__ == "__main__":
    main()
