import stat
from dataclasses import replace

import pytest

from app.records.windows import MeasuredWindow, MeasuredWindows, Trial
from vectorstore.errors import StoreError

TRIAL = Trial(512, 0, 0.25, True, 498, 498)
MEASURED = MeasuredWindow("d1", "llama:1b", 131072, 2048, 0.95, (TRIAL,), 1.5, "The papers are too short.", "b")


@pytest.fixture
def windows(tmp_path):
    return MeasuredWindows(tmp_path / "windows.json")


def test_what_was_measured_is_read_back_by_another_process(windows, tmp_path):
    windows.keep(MEASURED)
    windows.keep(replace(MEASURED, digest="d2", effective=None))
    again = MeasuredWindows(tmp_path / "windows.json")
    assert again.of("d1") == MEASURED
    assert again.of("d2").effective is None
    assert again.of("d3") is None
    assert again.effective() == {"d1": 2048}


def test_a_measurement_that_goes_on_leaves_the_one_before_in_force(windows):
    windows.keep(MEASURED)
    begun = replace(MEASURED, effective=None, trials=(TRIAL, TRIAL))
    windows.keep_unfinished(begun)
    assert (windows.of("d1"), windows.unfinished("d1")) == (MEASURED, begun)
    windows.keep(replace(MEASURED, effective=4096))
    assert (windows.of("d1").effective, windows.unfinished("d1")) == (4096, None)


def test_the_file_is_closed_to_others(windows, tmp_path):
    windows.keep(MEASURED)
    assert stat.S_IMODE((tmp_path / "windows.json").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["windows.json"]


@pytest.mark.parametrize("content", ["", "[]", '{"measured": {"d1": {}}}', '{"measured": {"d1": {"trials": [1]}}}'])
def test_a_damaged_file_says_what_to_do(windows, tmp_path, content):
    (tmp_path / "windows.json").write_text(content)
    with pytest.raises(StoreError, match=r"windows\.json cannot be read .* Remove it and measure again"):
        windows.of("d1")
