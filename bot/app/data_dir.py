"""DATA_DIR is the bot's own: nobody else on the machine reads what lies there."""

from __future__ import annotations

import errno
import stat
from pathlib import Path

import structlog

from core.errors import ConfigurationError

PRIVATE = 0o700
_OTHERS = stat.S_IRWXG | stat.S_IRWXO

log = structlog.get_logger(__name__)


def is_private(folder: Path) -> bool:
    """Whether only its owner gets in; true of one that is not there yet, or is no folder."""
    return not folder.is_dir() or not folder.stat().st_mode & _OTHERS


def make_private(folder: Path) -> None:
    """Makes the folder, or closes one that is open to others, and says so.

    Raises:
        ConfigurationError: it is no folder of the bot's own (another user's, or one that all share).
    """
    try:
        folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        mode = folder.stat().st_mode
        if not mode & _OTHERS:
            return
        if mode & stat.S_ISVTX:
            raise ConfigurationError(
                f"{folder} is shared by all users; set DATA_DIR to a folder of the bot's own"
            )
        folder.chmod(PRIVATE)
    except (FileExistsError, NotADirectoryError):
        raise ConfigurationError(
            f"DATA_DIR={folder} is a file, or lies in one; name a folder (one that is not there is made)"
        ) from None
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS):
            raise ConfigurationError(
                f"DATA_DIR={folder} can't be made: its disk is full or read-only; make room, or name another"
            ) from None
        raise ConfigurationError(
            f"{folder} can't be kept private ({type(error).__name__}); run: chmod 700 {folder}, as its owner"
        ) from None
    log.warning("others could look into DATA_DIR; it is closed to them now", folder=str(folder))
