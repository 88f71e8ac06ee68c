"""docs/models.md: the memory it states follows from the formula and the numbers it gives."""

import re
from pathlib import Path

import pytest

from app.web.pulling import SUGGESTED

LINES = (Path(__file__).parents[2] / "docs" / "models.md").read_text(encoding="utf-8").splitlines()
ROWS = [[cell.strip() for cell in line.strip(" |").split("|")] for line in LINES if line.strip().startswith("| Llama")]
SIZES = {row[0].split(" (")[0]: row for row in ROWS if len(row) == 7}
SHAPES = {row[0]: [int(number) for number in row[1:4]] for row in ROWS if len(row) == 5}


def number(text):
    return float(re.match(r"[\d.,]+", text).group().replace(",", ""))


@pytest.mark.parametrize("model", SHAPES)
def test_window_memory_follows_from_the_formula(model):
    layers, heads, dimension = SHAPES[model]
    per_token = 2 * layers * heads * dimension * 2
    _, download, weights, at_8192, at_trained, trained, _ = SIZES[model]
    assert number(at_8192) == pytest.approx(per_token * 8192 / 2**30, abs=0.006)
    assert number(at_trained) == per_token * number(trained) / 2**30
    assert number(weights) == pytest.approx(number(download) * 1e9 / 2**30, abs=0.5 if number(weights) > 10 else 0.05)


def test_both_tables_name_the_same_models():
    assert set(SIZES) == set(SHAPES)
    assert len(SIZES) == 5


def test_the_models_that_settings_suggests_are_those_of_the_table():
    pulled = {row[-1].removeprefix("`ollama pull ").rstrip("`"): row[1].split(" (")[0] for row in SIZES.values()}
    assert pulled == SUGGESTED
