"""What belongs to the installation as a whole: small sealed notes, among them a canary that shows whether
the data key fits the database, and which office key reports are sealed to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.errors import KeyFileError, SealError
from core.numbers import iso_day
from core.sealing import Keyring
from storage.platform.engine import Database, dumps, loads
from storage.platform.errors import RotationUnfinishedError, StorageError
from storage.platform.tables import installation
from storage.platform.unit import Write

_ADD = text("INSERT INTO installation (name, value) VALUES (:name, :value) ON CONFLICT DO NOTHING")
"""Two bots that start together may both try."""
_CANARY = "data-key-canary"
_WORDS = b"netra"


async def has_canary(database: Database) -> bool:
    """Whether something was sealed in this database before."""
    return await _canary(database) is not None


async def _canary(database: Database) -> bytes | None:
    async with database.read() as connection:
        found: bytes | None = await connection.scalar(
            select(installation.c.value).where(installation.c.name == _CANARY)
        )
    return found


async def check_data_key(database: Database, keyring: Keyring) -> None:
    """Makes the canary on the first start; afterwards opens it, and changes nothing.

    Its one row is written beside the committer: before the key was held against the database, there is none.

    Raises:
        KeyFileError: the data key is not the one this database was sealed with.
    """
    sealer = keyring.sealer("canary")
    row = _CANARY.encode()
    sealed = await _canary(database)
    if sealed is None:
        fresh = sealer.seal(_WORDS, table="installation", column="value", row=row)
        async with database.write() as connection:
            await connection.execute(_ADD, {"name": _CANARY, "value": fresh})
        sealed = await _canary(database)
    try:
        sealer.open(sealed or b"", table="installation", column="value", row=row)
    except SealError:
        raise KeyFileError(
            "the data key does not belong to this database; restore the key from the same backup"
        ) from None


class Note:
    """One small value of the installation, sealed, kept under a name. Values are plain JSON."""

    def __init__(self, keyring: Keyring, name: str) -> None:
        self._sealer = keyring.sealer("installation")
        self._name = name

    async def read(self, connection: AsyncConnection, *, lock: bool = False) -> Any:
        """The value, None where there is none. ``lock`` keeps other processes from changing it meanwhile,
        also where there is none yet: only a row can be locked.

        Raises:
            core.errors.SealError: it was changed, or another data key wrote it.
        """
        query = select(installation.c.value).where(installation.c.name == self._name)
        if lock:
            await connection.execute(_ADD, {"name": self._name, "value": self._sealed(None)})
        sealed = await connection.scalar(query.with_for_update() if lock else query)
        if sealed is None:
            return None
        return loads(self._sealer.open(sealed, table="installation", column="value", row=self._name.encode()))

    async def write(self, connection: AsyncConnection, value: Any) -> None:
        """Replaces the value."""
        sealed = self._sealed(value)
        await connection.execute(_ADD, {"name": self._name, "value": sealed})
        await connection.execute(
            update(installation).where(installation.c.name == self._name).values(value=sealed)
        )

    def _sealed(self, value: Any) -> bytes:
        return self._sealer.seal(dumps(value), table="installation", column="value", row=self._name.encode())


@dataclass(frozen=True, slots=True)
class OfficeKeyState:
    """Fingerprint of the office key reports are sealed to, and of the one they are being moved to."""

    current: str
    coming: str | None = None


class OfficeKeyNote:
    """Which office key the database's reports are sealed to."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._note = Note(keyring, "office-key")

    async def read(self) -> OfficeKeyState | None:
        """The state; None before the first start."""
        async with self._database.read() as connection:
            found = await self._note.read(connection)
        return None if found is None else OfficeKeyState(found["current"], found["coming"])

    async def write(self, state: OfficeKeyState) -> None:
        """Writes the state down at once, in a transaction of its own: it is a step of an exchange of keys,
        and has to be on the disk before files change (``bot/cli/rotation.py``)."""
        async with self._database.write() as connection:
            await self._note.write(connection, {"current": state.current, "coming": state.coming})

    async def check(self, fingerprint: str) -> None:
        """Notes the key on the first start; afterwards holds this process's key against the note.

        Raises:
            RotationUnfinishedError: an exchange of keys was begun and not finished.
            KeyFileError: this process would seal reports to a key that was replaced.
        """
        state = await self.read()
        if state is None:
            await self.write(OfficeKeyState(fingerprint))
            return
        if state.coming is not None:
            raise RotationUnfinishedError
        if state.current != fingerprint:
            raise KeyFileError(
                f"the office key here is {fingerprint}, the database's is {state.current}: "
                "copy the new office.pub (and, where reports are read, office.key) here"
            )


class HeldNote:
    """Whether a bot held the office's private key at an earlier start, and when its loss was last told of."""

    def __init__(self, database: Database, keyring: Keyring, bot_id: int) -> None:
        self._database = database
        self._note = Note(keyring, f"office-key-held-{bot_id}")

    async def held(self) -> bool:
        """Whether it did."""
        return await self._read() is not None

    async def told(self) -> date | None:
        """The day the loss was last told of."""
        return iso_day(await self._read() or "")

    def hold(self) -> Write:
        """The key is here."""

        async def write(connection: AsyncConnection) -> None:
            await self._note.write(connection, {"told": ""})

        return write

    def forget(self) -> Write:
        """The key shall not be here."""

        async def write(connection: AsyncConnection) -> None:
            await self._note.write(connection, None)

        return write

    def tell(self, day: date) -> Write:
        """The loss is told of on this day."""

        async def write(connection: AsyncConnection) -> None:
            await self._note.write(connection, {"told": day.isoformat()})

        return write

    async def _read(self) -> str | None:
        async with self._database.read() as connection:
            found = await self._note.read(connection)
        return None if found is None else str(found["told"])


class DayNote:
    """The day on which something was last said, where it is said once a day for the whole installation."""

    def __init__(self, database: Database, keyring: Keyring, name: str) -> None:
        self._database = database
        self._note = Note(keyring, name)

    async def last(self) -> date | None:
        """That day; None where it was never said."""
        async with self._database.read() as connection:
            return iso_day(str(await self._note.read(connection) or ""))

    def say(self, day: date) -> Write:
        """It is said on this day. The unit fails where another process has said it meanwhile."""

        async def write(connection: AsyncConnection) -> None:
            if await self._note.read(connection, lock=True) == day.isoformat():
                raise StorageError("another process has said it on this day")
            await self._note.write(connection, day.isoformat())

        return write


class SlotNote:
    """The fixed time of a day at which something was last said: the day, and which of the day's times."""

    def __init__(self, database: Database, keyring: Keyring, name: str) -> None:
        self._database = database
        self._note = Note(keyring, name)

    async def is_said(self, day: date, number: int) -> bool:
        """Whether that time was the last, by whichever process."""
        async with self._database.read() as connection:
            return bool(await self._note.read(connection) == [day.isoformat(), number])

    def say(self, day: date, number: int) -> Write:
        """It is said at this time. The unit fails where another process has said it meanwhile."""
        value = [day.isoformat(), number]

        async def write(connection: AsyncConnection) -> None:
            if await self._note.read(connection, lock=True) == value:
                raise StorageError("another process has said it at this time")
            await self._note.write(connection, value)

        return write
