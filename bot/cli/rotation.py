"""``python -m bot keys``: the office's key exchanged, in steps each of which may be the last before a crash.

1. ``office.key.new`` is made. 2. The database notes the coming key; from now on no bot starts. 3. Every
report's key is sealed to the new one. 4. The old private key is set aside as ``office.key.<fingerprint>.old``
and the new pair takes its place. 5. The database notes that it is done. 6. Once the backup of the wrapped
keys is new as well, the old private key is wiped. Whatever was reached, running it again goes on from there:
until step 6 both private keys are on the disk.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from bot.app.keys import OFFICE_PRIVATE, OFFICE_PUBLIC, KeyPaths, encode_key, read_key
from bot.cli.backup import Backups
from core.errors import KeyFileError
from core.files import sync_folder, wipe, write_whole
from core.randomness import Randomness
from core.sealing import KEY_BYTES, key_pair_from_seed
from services.reporting.errors import OfficeKeyMissingError
from services.reporting.report_encryption import office_fingerprint
from services.reporting.rotation import Progress, Rewrapped, Rotation
from storage.platform.installation import OfficeKeyNote, OfficeKeyState
from storage.reporting.report_keys import ReportKeys

PUBLIC_MODE = 0o644


@dataclass(frozen=True, slots=True)
class Pair:
    """An office key pair as its seed stands in a file."""

    fingerprint: str
    public: bytes
    private: bytes

    @classmethod
    def read(cls, path: Path) -> Pair:
        """The pair of a private key file.

        Raises:
            core.errors.KeyFileError: it is missing or unsound.
        """
        public, private = key_pair_from_seed(read_key(path, OFFICE_PRIVATE, private=True))
        return cls(office_fingerprint(public), public, private)


@dataclass(frozen=True, slots=True)
class Rotated:
    """How an exchange ended."""

    old: str
    new: str
    rewrapped: Rewrapped
    old_key_wiped: bool


class OfficeKeyFiles:
    """The office's key files beside each other."""

    def __init__(self, paths: KeyPaths) -> None:
        self._paths = paths
        self.private = paths.office_private
        self.new = paths.office_private.with_name(paths.office_private.name + ".new")

    def set_aside(self) -> dict[str, Path]:
        """Old private keys by fingerprint."""
        name = self.private.name
        return {
            path.name.removeprefix(f"{name}.").removesuffix(".old"): path
            for path in sorted(self.private.parent.glob(f"{name}.*.old"))
        }

    def old_path(self, fingerprint: str) -> Path:
        """Where an old private key is set aside."""
        return self.private.with_name(f"{self.private.name}.{fingerprint}.old")

    def make_new(self, randomness: Randomness) -> Pair:
        """The coming pair: the one made before a crash, or a fresh one."""
        if not self.new.exists():
            write_whole(self.new, encode_key(OFFICE_PRIVATE, randomness.bytes(KEY_BYTES)))
        return Pair.read(self.new)

    def put_in_place(self, old: str, new: Pair) -> None:
        """Sets the old private key aside and puts the new pair in its place; again after a crash."""
        aside = self.old_path(old)
        if not aside.exists():
            os.link(self.private, aside)
            sync_folder(aside.parent)
        write_whole(self._paths.office_public, encode_key(OFFICE_PUBLIC, new.public), mode=PUBLIC_MODE)
        self.new.replace(self.private)
        sync_folder(self.private.parent)


class OfficeKeys:
    """Rotates, retires and checks the office's key. Hold :class:`bot.app.lock.Maintenance` around changes."""

    def __init__(
        self, paths: KeyPaths, note: OfficeKeyNote, keys: ReportKeys, backups: Backups, randomness: Randomness
    ) -> None:
        self._files = OfficeKeyFiles(paths)
        self._note = note
        self._keys = keys
        self._rotation = Rotation(keys)
        self._backups = backups
        self._randomness = randomness

    async def rotate(self, progress: Progress | None = None) -> Rotated:
        """Exchanges the office's key, or finishes what a former call began.

        Raises:
            OfficeKeyMissingError: the private key is not here.
            core.errors.KeyFileError: a key file is unsound, or belongs to another database.
        """
        if not self._files.private.exists():
            raise OfficeKeyMissingError(
                f"{self._files.private} is not here: rotate where the office's private key is"
            )
        present = Pair.read(self._files.private)
        state = await self._note.read() or OfficeKeyState(present.fingerprint)
        if state.coming == present.fingerprint:  # the files were exchanged already, only the end is missing
            return await self._finish(state.current, present, Rewrapped(0, 0))
        if state.current != present.fingerprint:
            raise KeyFileError(
                f"the private key here is {present.fingerprint}, the database's is {state.current}"
            )
        new = self._files.make_new(self._randomness)
        await self._note.write(OfficeKeyState(present.fingerprint, new.fingerprint))
        await self._backups.post_letters()  # what waits is sealed to the old key; no bot runs that adds to it
        rewrapped = await self._rotation.rewrap(
            old=present.fingerprint,
            old_private=present.private,
            new=new.fingerprint,
            new_public=new.public,
            progress=progress,
        )
        self._files.put_in_place(present.fingerprint, new)
        return await self._finish(present.fingerprint, new, rewrapped)

    async def _finish(self, old: str, new: Pair, rewrapped: Rewrapped) -> Rotated:
        await self._note.write(OfficeKeyState(new.fingerprint))
        await self._backups.outdate_keys()
        fresh = await self._backups.refresh_keys()
        wiped = fresh and await self.retire(old)
        return Rotated(old, new.fingerprint, rewrapped, wiped)

    async def retire(self, fingerprint: str) -> bool:
        """Wipes an old private key; False while a report or a backup of wrapped keys may still need it."""
        path = self._files.set_aside().get(fingerprint)
        if (
            path is None
            or fingerprint in await self._keys.counts()
            or not await self._backups.keys_are_fresh()
        ):
            return False
        wipe(path)
        return True

    def set_aside(self) -> list[str]:
        """Fingerprints of old private keys that are still here."""
        return sorted(self._files.set_aside())

    async def settle(self, fingerprint: str) -> dict[str, int]:
        """After a restore: the database belongs to the key here, if every report is sealed to it.

        A data backup older than a rotation names the former key, while the key backup, always the newest, is
        sealed to the present one. Returns the reports sealed to other keys, by fingerprint.
        """
        strangers = {key: count for key, count in (await self._keys.counts()).items() if key != fingerprint}
        if not strangers:
            await self._note.write(OfficeKeyState(fingerprint))
        return strangers

    async def check(self, fingerprint: str, private: bytes, progress: Progress | None = None) -> int:
        """How many reports the private key should open and does not."""
        return await self._rotation.check(fingerprint, private, progress)
