"""Running a graph: batches of few shapes, several at a time, and a request kept free for questions."""

import os
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.embedders.quiet import openvino
from vectorstore.types import Vectors

_STEP = 16  # lengths are padded to a multiple: each shape that the library meets costs memory for good
_BATCH_TOKENS = 512  # what one turn at the processor may hold: larger is no faster, and a question would wait longer
_STREAMS = 4  # batches at a time, at most: each has its own memory for every shape


class Runner:
    """A compiled graph. Its methods may be called from several threads."""

    def __init__(self, model: Any, precision: str = "f32") -> None:
        """Compile a graph, or the file of one, for this processor; `precision` is that of what is not quantised.

        Raises RuntimeError when OpenVINO cannot compile it.
        """
        streams = min(_STREAMS, _processors())
        compiled = openvino.Core().compile_model(
            str(model) if isinstance(model, Path) else model,
            "CPU",
            {
                "INFERENCE_PRECISION_HINT": precision,
                "NUM_STREAMS": streams,
                "ENABLE_CPU_PINNING": False,  # the chat model's server needs the same processors
            },
        )
        self.dimension = int(compiled.output(0).partial_shape[1].get_length())
        self._workers = ThreadPoolExecutor(streams, thread_name_prefix="embed")
        self._requests: SimpleQueue[Any] = SimpleQueue()
        for _ in range(streams + 1):  # one more, for a question that comes while documents are embedded
            self._requests.put(compiled.create_infer_request())

    def run(self, sequences: Sequence[Sequence[int]]) -> Vectors:
        """Give a row for every sequence of tokens, in their order."""
        batches = plan_batches([len(sequence) for sequence in sequences])
        vectors = np.zeros((len(sequences), self.dimension), np.float32)
        results = self._workers.map(lambda batch: self.run_batch([sequences[row] for row in batch]), batches)
        for batch, rows in zip(batches, results, strict=True):
            vectors[batch] = rows
        return vectors

    def run_batch(self, sequences: Sequence[Sequence[int]]) -> Vectors:
        """Give the rows of one batch from the calling thread, waiting for one batch of other callers at most."""
        tokens, mask = pad(sequences)
        request = self._requests.get()
        try:
            request.infer([tokens, mask], share_inputs=True)
            rows: Vectors = request.get_output_tensor(0).data.copy()
        finally:
            self._requests.put(request)
        return rows


def padded(length: int) -> int:
    """Give the length that a sequence is padded to."""
    return max(1, -(-length // _STEP)) * _STEP


def plan_batches(lengths: Sequence[int]) -> list[list[int]]:
    """Put the places of sequences into batches, longest first: one padded length in each, and a power of two of them.

    So there are only a few shapes, and little of a batch is padding.
    """
    by_length: dict[int, list[int]] = defaultdict(list)
    for place, length in enumerate(lengths):
        by_length[padded(length)].append(place)
    batches = []
    for length in sorted(by_length, reverse=True):
        places, size = by_length[length], _power_of_two(_BATCH_TOKENS // length)
        while places:
            size = min(size, _power_of_two(len(places)))
            batches.append(places[:size])
            places = places[size:]
    return batches


def pad(sequences: Sequence[Sequence[int]]) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Give tokens and mask, both (sequences, padded length)."""
    shape = (len(sequences), padded(max(map(len, sequences))))
    tokens, mask = np.zeros(shape, np.int32), np.zeros(shape, np.float32)
    for row, sequence in enumerate(sequences):
        tokens[row, : len(sequence)] = sequence
        mask[row, : len(sequence)] = 1.0
    return tokens, mask


def _power_of_two(limit: int) -> int:
    """Give the largest power of two that is not above `limit`, and 1 for anything below."""
    return 1 << max(limit, 1).bit_length() - 1


def _processors() -> int:
    """Count the processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
