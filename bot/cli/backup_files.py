"""Names and locks of a backup folder."""

from __future__ import annotations

import asyncio
import fcntl
import os
import re
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from storage.platform.errors import BackupError

LOCK_FILE = ".lock"
_DATA_NAME = re.compile(r"^netra-(\d{6})\.sqlite3$")
_UNFINISHED = ".unfinished-"
_LOOK_AGAIN_SECONDS = 0.1


def sidecar(path: Path) -> Path:
    return path.with_suffix(".json")


def numbered(folder: Path) -> dict[int, Path]:
    """Data backups of a folder by number."""
    found = {}
    for path in folder.glob("netra-*.sqlite3"):
        if match := _DATA_NAME.match(path.name):
            found[int(match[1])] = path
    return found


def listed(found: dict[int, Path]) -> str:
    return ", ".join(str(number) for number in sorted(found))


@contextmanager
def temporary(folder: Path) -> Iterator[Path]:
    """A file name for unfinished work; what is left of it goes."""
    handle, name = tempfile.mkstemp(prefix=_UNFINISHED, dir=folder)
    os.close(handle)
    path = Path(name)
    path.unlink()
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)
        path.with_name(path.name + "-journal").unlink(missing_ok=True)


def made_folder(folder: Path) -> Path:
    """The folder with its whole path, made if it was not there."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder.resolve()


def _sweep(folder: Path) -> None:
    """Removes what a killed process left unfinished; call with the lock, then nobody else has any."""
    for left in folder.glob(f"{_UNFINISHED}*"):
        left.unlink()


@asynccontextmanager
async def locked(folder: Path, patience: float) -> AsyncIterator[None]:
    """One writer of a backup folder at a time, so that no older key backup replaces a newer one.

    Raises:
        BackupError: the folder is not there, or another process holds it for ``patience`` seconds.
    """
    try:
        handle = os.open(folder / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise BackupError(f"{folder} can't be opened ({type(error).__name__})") from None
    try:
        for _ in range(int(patience / _LOOK_AGAIN_SECONDS)):
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError:
                await asyncio.sleep(_LOOK_AGAIN_SECONDS)
        else:
            raise BackupError("another backup into this folder is under way")
        _sweep(folder)
        yield
    finally:
        os.close(handle)
