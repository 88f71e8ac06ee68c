import os
import stat
from pathlib import Path

import pytest

from vectorstore.errors import RoomTaken
from vectorstore.room import Room, ServerInfo


def test_a_second_owner_is_refused_until_the_first_gives_the_room_up(tmp_path: Path):
    first, second = Room(tmp_path / "room"), Room(tmp_path / "room")
    first.lock()
    with pytest.raises(RoomTaken, match="Another process uses the data folder"):
        second.lock()
    first.unlock()
    second.lock()
    assert second.locked
    second.unlock()


def test_locking_twice_is_locking_once(tmp_path: Path):
    room = Room(tmp_path)
    room.lock()
    room.lock()
    room.unlock()
    assert not room.locked


def test_folders_are_closed_to_other_people_even_if_they_were_open_before(tmp_path: Path):
    (tmp_path / "room" / "files").mkdir(parents=True, mode=0o755)
    room = Room(tmp_path / "room")
    room.create()
    for folder in (room.path, room.indexes, room.files, room.incoming):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_server_information_comes_back_and_is_private(tmp_path: Path):
    room = Room(tmp_path)
    info = ServerInfo(port=8501, token="secret", pid=os.getpid())
    room.write_server(info)
    assert room.read_server() == info
    assert stat.S_IMODE(room.server.stat().st_mode) == 0o600


def test_no_server_is_known_before_it_says_so_and_after_it_is_forgotten(tmp_path: Path):
    room = Room(tmp_path)
    assert room.read_server() is None
    room.write_server(ServerInfo(1, "t", 2))
    room.forget_server()
    assert room.read_server() is None


@pytest.mark.parametrize("content", ["", "{", "[]", '{"port": 1}', "null"])
def test_unreadable_server_information_is_none(tmp_path: Path, content: str):
    room = Room(tmp_path)
    room.server.write_text(content)
    assert room.read_server() is None
