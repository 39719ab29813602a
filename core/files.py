"""Files that are either as before or as meant, whatever happens in between."""

from __future__ import annotations

import os
from pathlib import Path

PRIVATE = 0o600


def sync_folder(folder: Path) -> None:
    """Sees a folder's entries (a new or renamed file) onto the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_file(path: Path) -> None:
    """Sees a file's content onto the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_whole(path: Path, content: bytes, *, mode: int = PRIVATE) -> None:
    """Replaces a file by new content in one step, and sees it onto the disk.

    Raises:
        OSError: the folder can't be written.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def wipe(path: Path) -> None:
    """Overwrites a file and removes it. Best effort: flash memory and copy-on-write keep older blocks."""
    overwrite(path)
    path.unlink()
    sync_folder(path.parent)


def overwrite(path: Path) -> None:
    """Fills a file with zeros, in place."""
    with path.open("r+b", buffering=0) as file:
        left = path.stat().st_size
        while left > 0:
            left -= file.write(bytes(min(left, 1 << 20))) or 0
        os.fsync(file.fileno())
