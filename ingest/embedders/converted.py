"""Where the converted model lies in the cache, and whether what lies there is whole."""

import hashlib
import platform
import shutil
from importlib.metadata import version
from pathlib import Path

from ingest.embedders import minilm

CALIBRATION = Path(__file__).with_name("calibration.txt")
"""Passages of many kinds, written for this, separated by empty lines: what the ranges of the 8 bits are measured on."""

_RECIPE = "1"  # raised whenever the steps of the conversion would give another result
_DIGESTS = "sha256"


def converted_folder(cache: Path) -> Path:
    """Give the folder of the converted model: its name is a digest of all that shapes it."""
    digest = hashlib.sha256()
    for part in (minilm.SHA256, _RECIPE, version("openvino"), platform.machine()):
        digest.update(part.encode() + b"\n")
    digest.update(CALIBRATION.read_bytes())
    return cache / f"{minilm.NAME}-{digest.hexdigest()[:16]}"


def find_converted(cache: Path) -> Path | None:
    """Give the graph's file in the cache (`int8.xml` or `float.xml`), or None where there is none or it is damaged."""
    folder = converted_folder(cache)
    digests = folder / _DIGESTS
    if not digests.is_file():
        return None
    if digests.read_text() != _describe(folder):
        return None
    return next(iter(folder.glob("*.xml")), None)


def install_converted(made: Path, cache: Path) -> None:
    """Move a folder with a converted model into its place, unless another process was faster."""
    (made / _DIGESTS).write_text(_describe(made))
    folder = converted_folder(cache)
    if find_converted(cache) is None:
        shutil.rmtree(folder, ignore_errors=True)
        made.rename(folder)


def _describe(folder: Path) -> str:
    """One line for each file of the model, with its digest."""
    lines = []
    for path in sorted(folder.glob("*.*")):
        with path.open("rb") as file:
            lines.append(f"{hashlib.file_digest(file, 'sha256').hexdigest()}  {path.name}\n")
    return "".join(lines)
