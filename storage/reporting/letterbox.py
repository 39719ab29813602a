"""The way of a report into its tables, apart from the chat it came from.

What a chat sends is sealed for good (to the office and to the code) and dropped into the letterbox by the
chat's own transaction, sealed once more, padded, under a random id. A later transaction that holds no row of
any chat takes all letters at once and writes the reports' tables anew. So no table, index, page or entry of a
log stands for a chat and a report both, and a ciphertext of the letterbox appears nowhere again.
"""

from __future__ import annotations

import asyncio
import base64
import time
from dataclasses import dataclass
from datetime import date
from typing import Any

import structlog
from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.errors import SealError
from core.padding import padded
from core.randomness import Randomness, row_id
from core.sealing import Keyring
from storage.platform.engine import Database, dumps, loads
from storage.platform.errors import DatabaseBusyError
from storage.platform.unit import Rows, Write
from storage.reporting.cases import CaseStore, StoredMessage
from storage.reporting.heads import lock_heads, sort_heads
from storage.reporting.reports import Reports, SealedReport
from storage.reporting.tables import letterbox, reports

TRIES = 6
FIRST_PAUSE_SECONDS = 0.05

_DROP = insert(letterbox)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Addition:
    """What a reporter adds to a report later: a sealed message of its thread."""

    report_id: bytes
    number: int
    """How many the reporter had added before: several that wait together keep their order."""
    message: StoredMessage
    replaces: bytes = b""
    """Id of a message that this one corrects, if no officer has seen it by then."""


Letter = SealedReport | Addition


class Letterbox:
    """What is on its way into the reports of the installation, of whatever bot took it in."""

    def __init__(self, database: Database, keyring: Keyring, randomness: Randomness) -> None:
        self._database = database
        self._sealer = keyring.sealer("letterbox")
        self._randomness = randomness
        self._reports = Reports(database)
        self._cases = CaseStore(database)
        self._turn = asyncio.Lock()
        self.seconds = 0.0
        """What the last posting took."""

    def drop(self, letter: Letter) -> Write:
        """Keeps a letter until it is posted; belongs into the chat's transaction."""
        letter_id = row_id(self._randomness)
        sealed = self._sealer.seal(
            padded(dumps(_to_json(letter))), table="letterbox", column="letter", row=letter_id
        )
        return Rows((_DROP, {"id": letter_id, "letter": sealed}))

    async def waiting(self) -> list[Letter]:
        """Letters that are not posted yet, additions to the same report in order."""
        async with self._database.read() as connection:
            return [letter for _, letter in await self._opened(connection)]

    async def all_in(self, connection: AsyncConnection) -> list[Letter]:
        """What waits, as a transaction sees it.

        Raises:
            SealError: a letter does not open.
        """
        found = await self._opened(connection)
        if len(found) != await connection.scalar(select(func.count()).select_from(letterbox)):
            raise SealError("a letter does not open")
        return [letter for _, letter in found]

    async def report_waits(self, lookup: bytes) -> bool:
        """Whether a report that a code leads to is on its way in."""
        return any(isinstance(one, SealedReport) and one.lookup == lookup for one in await self.waiting())

    async def additions(self, report_id: bytes) -> list[StoredMessage]:
        """What waits for a report's thread, in order."""
        letters = await self.waiting()
        return [one.message for one in letters if isinstance(one, Addition) and one.report_id == report_id]

    async def behind(self, report_id: bytes, least: int) -> int:
        """A number behind all that waits for a report and behind ``least``."""
        letters = await self.waiting()
        numbers = (one.number for one in letters if isinstance(one, Addition) and one.report_id == report_id)
        return max([least, *numbers]) + 1

    async def corrected(self, report_id: bytes) -> set[bytes]:
        """Ids of messages of a report whose corrections wait."""
        letters = await self.waiting()
        mine = (one for one in letters if isinstance(one, Addition) and one.report_id == report_id)
        return {one.replaces for one in mine if one.replaces}

    async def _opened(self, connection: AsyncConnection) -> list[tuple[bytes, Letter]]:
        found = []
        for row in await connection.execute(select(letterbox.c.id, letterbox.c.letter)):
            try:
                raw = self._sealer.open(row.letter, table="letterbox", column="letter", row=row.id)
            except SealError:
                log.error("a letter does not open with this data key; it stays where it is")
                continue
            found.append((row.id, _from_json(loads(raw))))
        return sorted(found, key=lambda one: one[1].number if isinstance(one[1], Addition) else -1)

    async def post(self) -> int:
        """Puts everything that waits among the reports, in a transaction of its own; how many letters.

        Raises:
            storage.platform.errors.StorageError: the database refused; everything waits on.
        """
        async with self._turn:
            async with self._database.read() as connection:
                if await connection.scalar(select(letterbox.c.id).limit(1)) is None:
                    return 0
            await self._database.truncate_log()  # what stands beside the chat's rows there goes first
            begun = time.perf_counter()
            posted = await self._patiently()
            self.seconds = time.perf_counter() - begun
            await self._database.truncate_log()
            return posted

    async def _patiently(self) -> int:
        for tries in range(1, TRIES):
            try:
                return await self._transaction()
            except DatabaseBusyError:  # another process of the installation was at work
                pass
            await asyncio.sleep(FIRST_PAUSE_SECONDS * 2**tries)
        return await self._transaction()

    async def _transaction(self) -> int:
        async with self._database.write() as connection:
            await lock_heads(self._database, connection)  # another process that posts waits here, too
            letters = await self._opened(connection)
            if not letters:
                return 0
            new = [letter for _, letter in letters if isinstance(letter, SealedReport)]
            await self._reports.add(*new)(connection)
            for _, letter in letters:
                if isinstance(letter, Addition):
                    await self._put_in(connection, letter)
            await connection.execute(delete(letterbox).where(letterbox.c.id.in_([one for one, _ in letters])))
            touched = {_report_of(letter) for _, letter in letters}
            await sort_heads(self._database, connection, touched, self._randomness)
        return len(letters)

    async def _put_in(self, connection: AsyncConnection, letter: Addition) -> None:
        known = await connection.scalar(select(reports.c.id).where(reports.c.id == letter.report_id))
        if known is not None:  # else it was erased meanwhile
            if letter.replaces:
                correcting = self._cases.correct_message(letter.report_id, letter.message, letter.replaces)
                await correcting(connection)
            else:
                await self._cases.add_message(letter.report_id, letter.message)(connection)
            await self._cases.mark_fresh(letter.report_id)(connection)


def _report_of(letter: Letter) -> bytes:
    return letter.id if isinstance(letter, SealedReport) else letter.report_id


_BYTES = ("id", "lookup", "body", "for_office", "for_code")


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _to_json(letter: Letter) -> dict[str, Any]:
    if isinstance(letter, Addition):
        said = letter.message
        return {
            "to": _text(letter.report_id),
            "number": letter.number,
            "id": _text(said.id),
            "kind": said.kind,
            "told_on": said.told_on.isoformat(),
            "body": _text(said.body),
            "replaces": _text(letter.replaces),
        }
    return {
        **{name: _text(getattr(letter, name)) for name in _BYTES},
        "status": letter.status,
        "received_on": letter.received_on.isoformat(),
        "office_key": letter.office_key,
    }


def _from_json(data: dict[str, Any]) -> Letter:
    if "to" in data:
        return Addition(
            base64.b64decode(data["to"]),
            data["number"],
            StoredMessage(
                base64.b64decode(data["id"]),
                0,
                data["kind"],
                date.fromisoformat(data["told_on"]),
                base64.b64decode(data["body"]),
            ),
            base64.b64decode(data.get("replaces", "")),
        )
    return SealedReport(
        **{name: base64.b64decode(data[name]) for name in _BYTES},
        status=data["status"],
        received_on=date.fromisoformat(data["received_on"]),
        office_key=data["office_key"],
    )
