import stat
from dataclasses import replace

import pytest

from app.records.judges import Judge, Judges
from vectorstore.errors import StoreError

JUDGE = Judge("d1", "llama:1b", 0.9, -0.5, 48, 1.5)


def test_what_was_measured_is_read_back_by_another_process(tmp_path):
    judges = Judges(tmp_path / "judges.json")
    assert judges.of("d1") is None
    judges.keep(JUDGE)
    judges.keep(replace(JUDGE, digest="d2", least_readiness=None))
    judges.keep(replace(JUDGE, separation=0.95))
    again = Judges(tmp_path / "judges.json")
    assert again.of("d1") == replace(JUDGE, separation=0.95)
    assert again.of("d2").least_readiness is None
    assert stat.S_IMODE((tmp_path / "judges.json").stat().st_mode) == 0o600


def test_what_was_measured_by_other_signs_is_not_used(tmp_path):
    (tmp_path / "judges.json").write_text('{"d1": {"digest": "d1", "least": 0.2}}')
    judges = Judges(tmp_path / "judges.json")
    assert judges.of("d1") is None
    judges.keep(JUDGE)
    assert judges.of("d1") == JUDGE


@pytest.mark.parametrize("content", ["", "[]", '{"d1": []}', '{"d1": 3}'])
def test_a_damaged_file_says_what_to_do(tmp_path, content):
    (tmp_path / "judges.json").write_text(content)
    with pytest.raises(StoreError, match=r"judges\.json cannot be read .* Remove it and measure again"):
        Judges(tmp_path / "judges.json").of("d1")
