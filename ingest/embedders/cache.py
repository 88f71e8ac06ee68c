"""Files that are made once and kept: written beside their place, then moved into it, never seen by halves."""

import os
import tempfile
from pathlib import Path

import platformdirs


def cache_folder() -> Path:
    """Give this person's folder for what can be made again: converted models, tokenizers."""
    return Path(platformdirs.user_cache_dir("muniment", appauthor=False))


def write_atomically(path: Path, content: bytes) -> Path:
    """Put `content` at `path`, whole or not at all, also when two processes do it at once. Gives the path back."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return path
