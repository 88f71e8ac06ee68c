import os
import subprocess
import sys

import pytest

from ingest import convert as conversion
from ingest.convert import calibration_passages, calibration_salads, convert
from ingest.embedders import minilm
from ingest.embedders.converted import converted_folder, find_converted
from ingest.embedders.errors import EmbedderUnavailable


def test_a_second_conversion_finds_the_first(graph, cache):
    before = graph.stat()
    assert convert(cache) == graph
    assert (graph.stat().st_ino, graph.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_this_processor_agrees_with_the_8_bits(graph):
    assert graph.name == "int8.xml"
    assert graph.with_suffix(".bin").stat().st_size < 40e6


def test_nothing_but_the_model_is_left_in_the_cache(graph, cache):
    assert [path.name for path in cache.iterdir()] == [graph.parent.name]
    assert sorted(path.name for path in graph.parent.iterdir()) == ["int8.bin", "int8.xml", "sha256"]


@pytest.mark.parametrize("damage", ["torn", "gone", "half-written"])
def test_a_damaged_model_is_not_taken(graph, tmp_path, damage):
    folder = converted_folder(tmp_path)
    folder.mkdir()
    for path in graph.parent.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    assert find_converted(tmp_path) == folder / "int8.xml"
    if damage == "torn":
        os.truncate(folder / "int8.bin", 1_000_000)
    else:
        (folder / {"gone": "int8.bin", "half-written": "sha256"}[damage]).unlink()
    assert find_converted(tmp_path) is None


def test_a_conversion_that_fails_leaves_nothing(tmp_path, monkeypatch):
    def disk_full(graph, path):
        path.write_bytes(b"half")
        raise OSError("no space left")

    monkeypatch.setattr(conversion, "_fastest_that_agrees", lambda *_: ("int8", None))
    monkeypatch.setattr(conversion, "_save", disk_full)
    with pytest.raises(OSError, match="no space left"):
        convert(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_other_weights_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(minilm, "SHA256", "0" * 64)
    with pytest.raises(EmbedderUnavailable, match=r"not that of the published weights\. Install the package"):
        convert(tmp_path)


def test_calibration_fits_the_window_and_reaches_all_over_the_vocabulary():
    passages, salads = calibration_passages(minilm.model_folder()), calibration_salads()
    assert all(len(sequence) <= minilm.MAX_TOKENS for sequence in passages + salads)
    assert len(passages) > 30
    words = {word for salad in salads for word in salad}
    assert len(words) > 9_000
    assert max(words) > 30_500


@pytest.mark.long
def test_two_processes_converting_at_once_give_the_same_bytes_as_one(graph, tmp_path):
    command = [sys.executable, "-m", "ingest.convert", str(tmp_path)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert {process.communicate()[0].strip() for process in running} == {str(converted_folder(tmp_path) / "int8.xml")}
    for path in graph.parent.iterdir():
        assert (converted_folder(tmp_path) / path.name).read_bytes() == path.read_bytes()
