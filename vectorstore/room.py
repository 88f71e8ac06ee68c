"""The data folder: where things lie in it, who owns it, and where its server listens."""

import fcntl
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from vectorstore.errors import RoomTaken

TOKEN_HEADER = "X-Muniment-Token"
"""The HTTP header in which callers show the token of ServerInfo."""


@dataclass(frozen=True, slots=True)
class ServerInfo:
    """Where the process that owns the room listens, and the token that its callers must show."""

    port: int
    token: str
    pid: int


class Room:
    """A data folder. Folders have mode 0700; the process that locks the room writes its files with mode 0600."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.catalog = path / "catalog.sqlite3"
        self.chats = path / "chats.sqlite3"
        self.runs = path / "runs.sqlite3"
        self.votes = path / "votes.sqlite3"
        self.indexes = path / "indexes"
        self.files = path / "files"
        self.incoming = path / "incoming"
        self.server = path / "server.json"
        self.windows = path / "windows.json"
        self.judges = path / "judges.json"
        self._lock: int | None = None

    def create(self) -> None:
        """Make the folders that are not there yet, and close all of them to other people."""
        for folder in (self.path, self.indexes, self.files, self.incoming):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.chmod(0o700)

    def original(self, document_id: int) -> Path:
        """Where the bytes of a document lie as they were given."""
        return self.files / str(document_id)

    def unlocked(self, document_id: int) -> Path:
        """Where the copy of a document lies that opens without a password, if one was needed."""
        return self.files / f"{document_id}.unlocked"

    @property
    def locked(self) -> bool:
        """Whether this object owns the room."""
        return self._lock is not None

    def lock(self) -> None:
        """Own the room until `unlock` or the end of the process, however it ends (the kernel frees the lock).

        From here on every file that this process makes is private: the libraries that write the indexes
        know no mode of their own, so the umask is the only hold on them.

        Raises RoomTaken if another process, or another Room object of this one, owns it.
        """
        if self.locked:
            return
        self.create()
        descriptor = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            raise RoomTaken(
                f"Another process uses the data folder {self.path}. Ask through it, end it, or choose another folder."
            ) from None
        os.umask(0o077)
        self._lock = descriptor

    def unlock(self) -> None:
        """Give the room up."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def size(self) -> int:
        """Return how many bytes the room's files have; what goes away while they are counted is not counted."""
        total, folders = 0, [self.path]
        while folders:
            try:
                with os.scandir(folders.pop()) as entries:
                    for entry in entries:
                        if entry.is_dir(follow_symlinks=False):
                            folders.append(Path(entry.path))
                        else:
                            total += entry.stat(follow_symlinks=False).st_size
            except FileNotFoundError:
                continue
        return total

    def write_server(self, info: ServerInfo) -> None:
        """Tell other processes where to ask; readable by the owner only, and never half written."""
        draft = self.path / "server.json.new"
        draft.unlink(missing_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(asdict(info), file)
        draft.replace(self.server)

    def read_server(self) -> ServerInfo | None:
        """Return where the owner of the room listens, or None if nobody said so."""
        try:
            return ServerInfo(**json.loads(self.server.read_text(encoding="utf-8")))
        except (FileNotFoundError, ValueError, TypeError):
            return None

    def forget_server(self) -> None:
        """Take back what `write_server` told."""
        self.server.unlink(missing_ok=True)
