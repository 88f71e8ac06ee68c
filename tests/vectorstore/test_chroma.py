"""What Chroma's files hold besides vectors: nothing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

FILL = """
import sys
from pathlib import Path
import numpy as np
from vectorstore.chroma import VectorIndex
from vectorstore.types import ChunkKey

index = VectorIndex(Path(sys.argv[1]))
for start, end in ((0, int(sys.argv[2])), (int(sys.argv[2]), int(sys.argv[3]))):
    vectors = np.eye(8, dtype=np.float32)[np.arange(start, end) % 8]
    index.put([ChunkKey(1, number) for number in range(start, end)], vectors)
index.close()
index = VectorIndex(Path(sys.argv[1]))
print(index.count(), len(index.nearest(np.eye(8, dtype=np.float32)[0], 3)))
index.close()
"""


@pytest.mark.parametrize(("first", "then"), [(3, 5), (3, 140), (140, 150), (140, 300)])
def test_no_file_has_memory_that_was_never_filled(tmp_path: Path, first: int, then: int):
    """With MALLOC_PERTURB_ the C library fills memory that it hands out and takes back with bytes of that pattern."""
    folder = tmp_path / "index"
    folder.mkdir()
    told = subprocess.run(
        [sys.executable, "-c", FILL, str(folder), str(first), str(then)],
        env=os.environ | {"MALLOC_PERTURB_": "165"},
        capture_output=True,
        check=True,
        text=True,
    )
    assert told.stdout.split() == [str(then), "3"]
    [elements] = folder.rglob("data_level0.bin")
    content = elements.read_bytes()
    assert max(content.count(bytes([byte]) * 16) for byte in (165, 165 ^ 255)) == 0
