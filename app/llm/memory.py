"""What a window takes in memory, from what the server says of the model, and what is free for it. Pure."""

import ipaddress
from collections.abc import Mapping

from app.llm.types import Loaded, WindowMemory

BYTES_PER_VALUE = 2
"""Of keys and values (f16, the server's default). OLLAMA_KV_CACHE_TYPE can halve it, which the server does not tell."""


def window_bytes(info: Mapping[str, object]) -> int | None:
    """Bytes that one token of a window takes: keys and values of every layer. None where `info` lacks a part.

    `info` is model_info of /api/show. Llama 3.1 8B: 2 x 32 layers x 8 heads x 128 values x 2 bytes = 128 KiB. Layers
    that look only at the last tokens take less; the sum errs on the high side then.
    """

    def number(name: str) -> int | None:
        value = info.get(f"{info.get('general.architecture', '')}.{name}")
        if isinstance(value, list):  # one number a layer, where they differ
            value = max((each for each in value if isinstance(each, int)), default=None)
        return value if isinstance(value, int) and value > 0 else None

    layers, heads = number("block_count"), number("attention.head_count")
    shared = number("attention.head_count_kv") or heads
    width = number("embedding_length")
    usual = width // heads if width and heads else None
    key, value = number("attention.key_length") or usual, number("attention.value_length") or usual
    if layers is None or shared is None or key is None or value is None:
        return None
    return layers * shared * (key + value) * BYTES_PER_VALUE


def memory_for(
    window: int, per_token: int | None, size: int | None, loaded: Loaded | None, *, on_processor: bool, available: int
) -> WindowMemory | None:
    """What a window takes and what is free for it: the memory of this machine, where the model runs on its processor.

    What the model holds loaded already is given back when it is loaded anew. None where anything of it is not known.
    """
    if per_token is None or not on_processor:
        return None
    if loaded is None:
        return WindowMemory(window * per_token, max(0, available - (size or 0)))
    return WindowMemory(window * per_token, available + (loaded.window or 0) * per_token)


def is_this_machine(host: str) -> bool:
    """Whether an address names the machine that we run on."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
