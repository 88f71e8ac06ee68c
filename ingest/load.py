"""Load: paths become files to take in; a file becomes bytes in the room with their hash, never whole in memory."""

import contextlib
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ingest.parse import MEDIA_TYPES

BLOCK = 1 << 20
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class LoadError(Exception):
    """A file cannot be taken in; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was passed over, with the reason."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Taken:
    """A file whose bytes now lie in the room."""

    path: Path
    sha256: str
    size: int  # bytes


def find_files(paths: Iterable[Path]) -> tuple[list[Path], list[Skipped]]:
    """Walk files and folders (recursively, in name order) and give the files to take in and those passed over.

    A file that was named itself is always taken, so that it fails with its reason; in a folder hidden files and links
    are left alone and unsupported types are skipped. A file that comes twice is given once.
    """
    found: dict[Path, None] = {}
    skipped: list[Skipped] = []
    for path in paths:
        if not path.is_dir():
            found[path.absolute()] = None
            continue
        for file in _files_below(path.absolute()):
            if media_type(file.name) is None:
                skipped.append(Skipped(str(file), _unsupported(file.name)))
            else:
                found[file] = None
    return list(found), skipped


def media_type(name: str) -> str | None:
    """Media type by the file's ending, None where the type is not supported."""
    return MEDIA_TYPES.get(Path(name).suffix.lower())


def require_media_type(name: str) -> str:
    """Media type by the file's ending; raises LoadError with the supported types where there is none."""
    found = media_type(name)
    if found is None:
        raise LoadError(_unsupported(name))
    return found


def take_in(source: Path, target: Path, largest: int, name: str = "") -> Taken:
    """Copy `source` to `target` block by block, hashing on the way; a source that already is the target is only hashed.

    `name` is what people know it by, where that is not the name of the file: an upload lies under a name of ours.
    Raises LoadError if it is gone, unreadable, empty or larger than `largest` bytes.
    """
    digest, size, name = hashlib.sha256(), 0, name or source.name
    try:
        with source.open("rb") as reader, contextlib.ExitStack() as files:
            writer = None if source == target else files.enter_context(target.open("wb"))
            while block := reader.read(BLOCK):
                size += len(block)
                check_size(name, size, largest)
                digest.update(block)
                if writer:
                    writer.write(block)
    except OSError as error:
        raise LoadError(
            f"{source} cannot be read ({error.strerror}). Check that it is still there and that you may read it."
        ) from error
    if size == 0:
        raise LoadError(f"{name} is empty (0 bytes). Check that it was saved or copied completely.")
    return Taken(target, digest.hexdigest(), size)


def check_size(name: str, size: int, largest: int) -> None:
    """Raise LoadError when a file of `size` bytes is more than the setting largest_file allows."""
    if size > largest:
        raise LoadError(f"{name} is larger than {largest:,} bytes. Split it, or raise the setting largest_file.")


def dropped_source(name: str, given: str) -> str:
    """The name by which a dropped file is known: its own, with the folders before it that were dropped along.

    `given` is what the browser says, such as "papers/2024/policy.pdf"; it is a label, never a path that is opened.
    """
    folders = [part for part in shown_name(given).replace("\\", "/").split("/")[:-1] if part not in ("", ".", "..")]
    return str(PurePosixPath(*folders, name))


def shown_name(name: str) -> str:
    """A name without what is not seen: control characters, and marks that turn the letters around them about."""
    return _UNSEEN.sub("", name)


def next_free_name(source: str, is_taken: Callable[[str], bool]) -> str:
    """A name like `source` that is not taken: "papers/policy.pdf" gives "papers/policy (2).pdf", or (3), and so on."""
    path = PurePosixPath(source)
    number = 2
    while is_taken(candidate := str(path.with_name(f"{path.stem} ({number}){path.suffix}"))):
        number += 1
    return candidate


def _files_below(folder: Path) -> Iterator[Path]:
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith(".") or entry.is_symlink():
            continue
        if entry.is_dir():
            yield from _files_below(entry)
        elif entry.is_file():
            yield entry


def _unsupported(name: str) -> str:
    endings = ", ".join(sorted(MEDIA_TYPES))
    return f"{Path(name).name}: this type is not supported. Supported: {endings}."
