import hashlib
from pathlib import Path

import pytest

from ingest.load import (
    LoadError,
    dropped_source,
    find_files,
    media_type,
    next_free_name,
    require_media_type,
    shown_name,
    take_in,
)


def test_a_folder_is_walked_in_name_order_and_what_is_unsupported_is_skipped(tmp_path):
    for name in ("b.pdf", "a/c.md", "a/table.xlsx", ".hidden/d.pdf", ".e.pdf"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    files, skipped = find_files([tmp_path])
    assert [str(file.relative_to(tmp_path)) for file in files] == ["a/c.md", "b.pdf"]
    assert [Path(entry.name).name for entry in skipped] == ["table.xlsx"]
    assert "not supported. Supported: .docx" in skipped[0].reason


def test_links_in_a_folder_are_left_alone(tmp_path):
    outside = tmp_path / "outside.md"
    outside.write_text("secret")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "link.md").symlink_to(outside)
    assert find_files([folder]) == ([], [])


def test_a_file_named_itself_is_taken_once_whatever_its_type(tmp_path):
    file = tmp_path / "table.xlsx"
    file.write_bytes(b"x")
    assert find_files([file, file]) == ([file], [])


def test_taking_in_copies_and_hashes(tmp_path):
    source = tmp_path / "a.txt"
    source.write_bytes(b"words " * 400_000)
    taken = take_in(source, tmp_path / "copy", 1 << 30)
    assert taken.path.read_bytes() == source.read_bytes()
    assert (taken.sha256, taken.size) == (hashlib.sha256(source.read_bytes()).hexdigest(), source.stat().st_size)


def test_a_file_that_already_is_in_place_is_only_hashed(tmp_path):
    file = tmp_path / "upload"
    file.write_bytes(b"words")
    assert take_in(file, file, 10).sha256 == hashlib.sha256(b"words").hexdigest()
    assert file.read_bytes() == b"words"


@pytest.mark.parametrize(
    ("content", "largest", "message"),
    [
        pytest.param(b"", 10, r"a.txt is empty \(0 bytes\)", id="empty"),
        pytest.param(b"12345678901", 10, "larger than 10 bytes.*largest_file", id="too large"),
        pytest.param(None, 10, "cannot be read.*still there", id="gone"),
    ],
)
def test_what_cannot_be_taken_in_says_why(tmp_path, content, largest, message):
    source = tmp_path / "a.txt"
    if content is not None:
        source.write_bytes(content)
    with pytest.raises(LoadError, match=message):
        take_in(source, tmp_path / "copy", largest)


def test_an_upload_is_called_as_people_know_it(tmp_path):
    (tmp_path / "upload-1").write_bytes(b"")
    with pytest.raises(LoadError, match=r"^report\.pdf is empty"):
        take_in(tmp_path / "upload-1", tmp_path / "upload-1", 10, "report.pdf")


def test_types_go_by_the_ending_in_any_case():
    assert media_type("A.PDF") == "application/pdf"
    assert media_type("a.xlsx") is None
    with pytest.raises(LoadError, match="this type is not supported"):
        require_media_type("photo.png")


@pytest.mark.parametrize(
    ("given", "source"),
    [
        ("policy.pdf", "policy.pdf"),
        ("papers/2024/policy.pdf", "papers/2024/policy.pdf"),
        ("../../etc/./policy.pdf", "etc/policy.pdf"),
        ("/papers\\old/policy.pdf", "papers/old/policy.pdf"),
        ("", "policy.pdf"),
    ],
)
def test_a_dropped_file_is_known_by_the_folders_dropped_with_it(given, source):
    assert dropped_source("policy.pdf", given) == source


def test_the_next_free_name_keeps_folder_and_ending():
    taken = {"a/policy (2).pdf"}
    assert next_free_name("a/policy.pdf", taken.__contains__) == "a/policy (3).pdf"
    assert next_free_name("notes", taken.__contains__) == "notes (2)"


def test_a_name_is_shown_without_marks_that_turn_it_about():
    assert shown_name("a\u202egnp.txt\x07") == "agnp.txt"
    assert shown_name("نامه.pdf") == "نامه.pdf"
