import numpy as np

from ingest.embedders.graph import LAYERS, matrices_by_site
from ingest.embedders.quantize import Observed, choose_scales, round_rows

RANDOM = np.random.default_rng(3)


def test_a_rounded_matrix_is_within_half_a_step_of_the_weights():
    weights = RANDOM.normal(size=(5, 40)).astype(np.float32)
    steps, scale = round_rows(weights)
    assert steps.dtype == np.int8
    assert np.all(np.abs(steps * scale - weights) <= scale / 2 + 1e-6)
    assert np.abs(steps).max(axis=1).tolist() == [127] * 5


def test_a_row_of_zeros_stays_one():
    steps, scale = round_rows(np.zeros((2, 3), np.float32))
    assert not steps.any()
    assert np.isfinite(scale).all()


def test_there_are_four_sites_a_layer_and_attention_has_three_matrices():
    sites = matrices_by_site()
    assert len(sites) == 4 * LAYERS
    assert [len(names) for names in sites.values()][:4] == [3, 1, 1, 1]


def test_what_was_seen_is_inside_the_range_after_smoothing():
    low, high = -RANDOM.random(8).astype(np.float32), RANDOM.random(8).astype(np.float32)
    high[3] = 30.0
    site = "encoder.layer.0.intermediate.dense"
    weights = {f"{site}.weight": RANDOM.normal(size=(4, 8)).astype(np.float32)}
    scale = choose_scales(weights, {site: Observed(low, high)})[site]
    assert np.all(low / scale.smoothing >= scale.low - 1e-6)
    assert np.all(high / scale.smoothing <= scale.high + 1e-6)
    assert (high / scale.smoothing).max() < high.max() / 3


def test_zero_is_always_in_the_range():
    site = "encoder.layer.0.output.dense"
    weights = {f"{site}.weight": np.ones((2, 2), np.float32)}
    seen = Observed(np.array([1.0, 2.0], np.float32), np.array([3.0, 4.0], np.float32))
    assert choose_scales(weights, {site: seen})[site].low == 0.0
