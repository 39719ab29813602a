"""Key files: made on the first run, refused when others may read them, never made anew beside old data."""

from __future__ import annotations

import base64
import binascii
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from core.errors import KeyFileError
from core.files import sync_folder
from core.randomness import Randomness
from core.sealing import KEY_BYTES, key_pair_from_seed
from services.platform.installation import Keys

DATA_KEY = "netra-data-key-1"
OFFICE_PUBLIC = "netra-office-public-1"
OFFICE_PRIVATE = "netra-office-private-1"
PRIVATE_MODE = 0o600


@dataclass(frozen=True)
class KeyPaths:
    """Where the key files are."""

    data: Path
    office_public: Path
    office_private: Path


def is_there(path: Path) -> bool:
    """Whether there is a file.

    Raises:
        KeyFileError: its folder can't be looked into, so nobody can tell.
    """
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise KeyFileError(
            f"{path} can't be looked for ({type(error).__name__}); open its folder to this user"
        ) from None
    return True


def read_key(path: Path, kind: str, *, private: bool) -> bytes:
    """The key in a file.

    Raises:
        KeyFileError: missing, readable by others, of another kind, or not a key.
    """
    try:
        mode = path.stat().st_mode
        text = path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        raise KeyFileError(f"{path} is missing; restore it from your backup") from None
    except (OSError, UnicodeDecodeError) as error:
        raise KeyFileError(f"{path} can't be read ({type(error).__name__})") from None
    if private and mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise KeyFileError(f"{path} can be read by others; run: chmod 600 {path}")
    name, _, encoded = text.partition(":")
    try:
        key = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        key = b""
    if name != kind or len(key) != KEY_BYTES:
        raise KeyFileError(f"{path} is no {kind} file; restore it from your backup")
    return key


def encode_key(kind: str, key: bytes) -> bytes:
    """Content of a key file."""
    return f"{kind}:{base64.b64encode(key).decode()}\n".encode()


def write_key(path: Path, kind: str, key: bytes, *, private: bool) -> None:
    """Writes a new key file and sees it onto the disk; never replaces one.

    Raises:
        KeyFileError: there is a file already, or the folder can't be written.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    mode = PRIVATE_MODE if private else 0o644
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except OSError as error:
        raise KeyFileError(f"{path} can't be made ({type(error).__name__})") from None
    with os.fdopen(handle, "wb") as file:
        file.write(encode_key(kind, key))
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)


def load_keys(paths: KeyPaths, *, with_office: bool = True) -> Keys:
    """The keys in their files; without ``with_office`` the private one is left where it is.

    Raises:
        KeyFileError: a needed key is missing or unsound, or the office's two keys are no pair.
    """
    data = read_key(paths.data, DATA_KEY, private=True)
    public = read_key(paths.office_public, OFFICE_PUBLIC, private=False)
    if not with_office or not is_there(paths.office_private):
        return Keys(data, public, None)
    seed = read_key(paths.office_private, OFFICE_PRIVATE, private=True)
    matching, private = key_pair_from_seed(seed)
    if matching != public:
        raise KeyFileError(
            f"{paths.office_private} does not belong to {paths.office_public}; "
            "if a rotation was interrupted, run: python -m bot keys rotate"
        )
    return Keys(data, public, private)


def make_missing_keys(paths: KeyPaths, randomness: Randomness, *, data_exists: bool) -> list[Path]:
    """Makes keys on a first run and returns the new files (empty when all were there).

    Raises:
        KeyFileError: data exists already, so a fresh key would not open it.
    """
    made: list[Path] = []
    if not is_there(paths.data):
        if data_exists:
            raise KeyFileError(
                f"{paths.data} is missing, but there is data sealed with it; restore your backup"
            )
        write_key(paths.data, DATA_KEY, randomness.bytes(KEY_BYTES), private=True)
        made.append(paths.data)
    if not is_there(paths.office_public):
        if data_exists or is_there(paths.office_private):
            raise KeyFileError(f"{paths.office_public} is missing; restore it from your backup")
        seed = randomness.bytes(KEY_BYTES)
        public, _ = key_pair_from_seed(seed)
        write_key(paths.office_private, OFFICE_PRIVATE, seed, private=True)
        write_key(paths.office_public, OFFICE_PUBLIC, public, private=False)
        made += [paths.office_private, paths.office_public]
    return made
