from __future__ import annotations

import os
from pathlib import Path

import pytest

from core.files import former, overwrite, wipe, write_whole


def test_a_file_is_replaced_whole_and_read_by_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "note"
    write_whole(path, b"first")
    with path.open("rb") as reading:
        write_whole(path, b"second")
        assert reading.read() == b"first", "who had it open still sees the old one whole"
    assert path.read_bytes() == b"second"
    assert path.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["note"]


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "note"
    path.mkdir()
    with pytest.raises(OSError, match="note"):
        write_whole(path, b"x")
    assert [one.name for one in tmp_path.iterdir()] == ["note"]


def test_wiping_overwrites_the_bytes_before_the_name_goes(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_bytes(b"secret" * 500_000)
    held = os.open(path, os.O_RDONLY)
    wipe(path)
    left = os.pread(held, 4_000_000, 0)
    os.close(held)
    assert left == bytes(3_000_000)
    assert not path.exists()


def test_the_former_file_of_a_name_is_wiped_once_another_took_its_place(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    path.write_bytes(b"erased report")
    held = os.open(path, os.O_RDONLY)
    with former(path) as wipe_former:
        write_whole(path, b"what is left")
        wipe_former()
    assert os.pread(held, 100, 0) == bytes(len(b"erased report"))
    os.close(held)
    assert path.read_bytes() == b"what is left"
    with former(tmp_path / "never there") as nothing:
        nothing()
    overwrite(path)
    assert path.read_bytes() == bytes(len(b"what is left"))
