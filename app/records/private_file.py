"""Small files of the room that hold JSON: replaced whole, and closed to other people."""

import json
import os
from pathlib import Path


def write_json(path: Path, value: object) -> None:
    """Put a value into a file in the place of what it had; whoever reads meanwhile sees the one or the other."""
    draft = path.with_name(f"{path.name}.new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(value, file)
    draft.replace(path)
