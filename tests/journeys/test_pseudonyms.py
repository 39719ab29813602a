"""What a stolen database, without keys, tells of a subscriber who reports: not that both are one person."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from bot.app.settings import Settings
from tests.files import noise
from tests.journeys.calendar.test_reminders import subscribe
from tests.journeys.conftest import running_bot
from tests.journeys.reporting.test_report_evidence import up_to_evidence
from tests.repeatable import FixedClock
from tests.telegram_side import TelegramSide


async def test_no_table_shares_a_key_with_subscribers(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    asn = telegram.person("asn")
    async with running_bot(settings, clock):
        shown = await subscribe(asn)
        await asn.taps(shown, "Instansi")
        await asn.hears("instansi")
        await asn.says("Dinas Kesehatan Kota Contoh")
        await asn.hears("Dinas Kesehatan")
        await up_to_evidence(asn)
        await asn.sends_file(noise(), "a.jpg", kind="document")
        await asn.hears("1 foto diterima")
    with closing(sqlite3.connect(settings.data_dir / "netra.sqlite3")) as connection:
        subscriber = connection.execute("SELECT * FROM subscribers").fetchone()
        own = {cell for cell in subscriber if isinstance(cell, bytes)}
        assert "Dinas Kesehatan Kota Contoh" not in subscriber, "sealed like the chat"
        query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'subscribers'"
        tables = [name for (name,) in connection.execute(query)]
        held = {}
        for name in tables:
            rows = connection.execute(f"SELECT * FROM {name}").fetchall()  # names of the schema
            held[name] = {cell for row in rows for cell in row if isinstance(cell, bytes)}
    for name in ("chat_messages", "dialogs", "slots"):
        assert held[name], f"{name} knows the conversation"
    assert [name for name, cells in held.items() if cells & own] == []
