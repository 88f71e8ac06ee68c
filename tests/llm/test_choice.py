import pytest

from app.llm.choice import choose_model, needed_bytes
from app.llm.types import ModelDescription

GIB = 1024**3


def model(name, size):
    return ModelDescription("ollama", name, "digest", size, 8192)


SMALL, MIDDLE, LARGE = model("small:1b", GIB), model("middle:8b", 5 * GIB), model("large:70b", 40 * GIB)
ALL = [SMALL, LARGE, MIDDLE]


@pytest.mark.parametrize(
    ("models", "last_used", "memory", "chosen"),
    [
        pytest.param(ALL, "", 16 * GIB, "middle:8b", id="largest-that-fits"),
        pytest.param(ALL, "small:1b", 16 * GIB, "small:1b", id="last-used"),
        pytest.param(ALL, "large:70b", 16 * GIB, "large:70b", id="last-used-though-large"),
        pytest.param(ALL, "gone:3b", 16 * GIB, "middle:8b", id="last-used-is-gone"),
        pytest.param([model("tagged:latest", GIB)], "tagged", GIB, "tagged:latest", id="last-used-without-tag"),
        pytest.param(ALL, "", GIB, None, id="none-fits"),
        pytest.param([], "small:1b", 16 * GIB, None, id="none-there"),
        pytest.param([model("unknown:1b", None)], "", GIB, "unknown:1b", id="size-not-told"),
    ],
)
def test_a_model_is_chosen(models, last_used, memory, chosen):
    assert choose_model(models, last_used, memory) == chosen


def test_a_model_needs_more_memory_than_its_file():
    assert needed_bytes(MIDDLE) > 5 * GIB
