"""An installation as the build before issue 10 left it (revision 0007), for tests of migrations.

How it was recorded: a bot of commit f89f953 ran against the demo server under a clock that stood still at noon in
Jakarta on 24 September 2024, with a data key of the bytes 0 to 31 and an office key from the seed ``o`` * 32, while
a script drove these people by the helpers of ``tests/journeys``:

- ``terkirim`` sent a report with two pictures and both originals; an officer took it, wrote a note, gave it a
  priority and asked a question; the reporter answered in /lacak with words and a picture, and closed it;
- ``ditutup`` sent one that an officer rejected; ``jejak`` and ``lacak`` sent one each, the latter then was in the
  middle of an answer in /lacak;
- ``bukti``, ``kode``, ``tinjau`` and ``cerita`` have open drafts at those steps (the first two with a picture and
  its original, the third with a picture; the code of the second is on its screen);
- ``asn`` has reminders with agency and district, ``warga`` without; ``asn`` asked what nobody could answer and a
  question that was answered; the officer linked one of those;
- ``petugas`` (owner, second factor set up, lock open) made an open invitation and a kept announcement.

Then two given-up updates of ``salah`` and one that had not been handled yet were put into the inbox, rows of
retention, notices, a request for an original and a sent reminder were added, a backup was made, and all tables
were written out.
"""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, MetaData

from bot.app.keys import DATA_KEY, OFFICE_PRIVATE, OFFICE_PUBLIC, KeyPaths, write_key
from core.sealing import Keyring, key_pair_from_seed
from storage.migrations.migrate import upgrade
from storage.platform.engine import Database
from tests.repeatable import FixedClock

FOLDER = Path(__file__).parent / "data" / "recorded"


@dataclass(frozen=True)
class Button:
    """A button as a person saw it: what it says, and its data (or what it copies)."""

    text: str
    data: str


@dataclass(frozen=True)
class Screen:
    """The message a person saw last."""

    message_id: int
    text: str
    buttons: tuple[Button, ...]

    def data(self, label: str) -> str:
        """The data of the button whose label holds the words."""
        return next(one.data for one in self.buttons if label in one.text)


@dataclass(frozen=True)
class Recorded:
    """The recorded installation."""

    revision: str
    moment: datetime
    bot_token: str
    data_key: bytes
    office_seed: bytes
    people: Mapping[str, int]
    """Telegram ids."""
    words: Mapping[str, str]
    """Codes by person; ``<person> original``: the untouched file (base64); ``invitation``: the link."""
    screens: Mapping[str, Screen]
    tables: Mapping[str, list[dict[str, Any]]]

    @property
    def bot_id(self) -> int:
        """The bot whose rows these are."""
        return int(self.bot_token.partition(":")[0])

    @property
    def keyring(self) -> Keyring:
        """Keys of the cells."""
        return Keyring(self.data_key)

    @property
    def office_private(self) -> bytes:
        """The office's private key."""
        return key_pair_from_seed(self.office_seed)[1]

    @property
    def clock(self) -> FixedClock:
        """A clock that stands where the recording ended."""
        return FixedClock(self.moment)

    def original(self, person: str) -> bytes:
        """The first file a person sent, as it was sent."""
        return base64.b64decode(self.words[f"{person} original"])

    def chat_key(self, person: str) -> bytes:
        """The keyed hash of a person's chat."""
        return self.keyring.chat_key(self.people[person])

    def write_keys(self, paths: KeyPaths, *, with_office: bool = True) -> None:
        """Puts the key files in place; without ``with_office`` as on a machine that takes reports in only."""
        public, _ = key_pair_from_seed(self.office_seed)
        write_key(paths.data, DATA_KEY, self.data_key, private=True)
        write_key(paths.office_public, OFFICE_PUBLIC, public, private=False)
        if with_office:
            write_key(paths.office_private, OFFICE_PRIVATE, self.office_seed, private=True)

    async def fill(self, database: Database) -> None:
        """Brings an empty database to revision 0007 and puts every recorded row into it."""
        await upgrade(database, self.revision)
        async with database.writer_engine.begin() as connection:
            known = MetaData()

            def reflect(sync: Connection) -> None:
                known.reflect(bind=sync)

            await connection.run_sync(reflect)
            for table in known.sorted_tables:
                rows = self.tables.get(table.name)
                if rows:
                    await connection.execute(table.insert(), rows)


def unpack_backup(folder: Path) -> None:
    """Puts the recorded data backup and key backup into a folder."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with zipfile.ZipFile(io.BytesIO((FOLDER / "backup.zip").read_bytes())) as archive:
        for name in archive.namelist():
            (folder / name).write_bytes(archive.read(name))
            (folder / name).chmod(0o600)


def _cell(value: Any) -> Any:
    if isinstance(value, dict):
        return base64.b64decode(value["b"]) if "b" in value else date.fromisoformat(value["d"])
    return value


def _screen(found: Mapping[str, Any]) -> Screen:
    buttons = tuple(
        Button(one["text"], one.get("data") or one.get("copy_text", "")) for one in found["buttons"]
    )
    return Screen(found["message_id"], found["text"], buttons)


@cache
def recorded() -> Recorded:
    """The recorded installation."""
    found = json.loads((FOLDER / "installation.json").read_text(encoding="utf-8"))
    return Recorded(
        revision=found["revision"],
        moment=datetime.fromisoformat(found["clock"]),
        bot_token=found["bot_token"],
        data_key=bytes.fromhex(found["data_key"]),
        office_seed=bytes.fromhex(found["office_seed"]),
        people=found["people"],
        words=found["words"],
        screens={name: _screen(one) for name, one in found["buttons"].items()},
        tables={
            name: [{column: _cell(value) for column, value in row.items()} for row in rows]
            for name, rows in found["tables"].items()
        },
    )
