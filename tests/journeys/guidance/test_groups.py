"""In groups: one short answer, nothing kept."""

from __future__ import annotations

import sqlite3

import pytest

from bot.app.settings import Settings
from tests.journeys.conftest import running_bot
from tests.repeatable import FixedClock
from tests.telegram_side import Person, TelegramSide

GROUP = "grup"
GROUP_ID = -1_001_700_000_009
BOT = "@NetraDemoBot"


@pytest.fixture
def group(telegram: TelegramSide, bot: None) -> Person:
    """The group as something to listen to."""
    return telegram.person(GROUP)


async def test_a_command_gets_a_short_card_with_a_way_to_the_whole_answer(
    telegram: TelegramSide, group: Person
) -> None:
    asn = telegram.person("asn")
    await asn.says_in(GROUP, "/tanya boleh ga like postingan calon bupati?")
    card = await group.hears("Like, komentar")
    assert card["text"].startswith("⛔ Dilarang")
    assert len(card["text"]) < 900
    assert card["reply_to"] is not None
    assert [row[0]["url"] for row in card["keyboard"]] == [
        "https://t.me/NetraDemoBot?start=t_medsos-like-share-komentar"
    ]


async def test_a_mention_and_a_reply_are_answered_once_and_chatter_never(
    telegram: TelegramSide, group: Person
) -> None:
    asn, warga = telegram.person("asn"), telegram.person("warga")
    await asn.says_in(GROUP, "besok rapat jam 8 ya")
    await asn.says_in(GROUP, f"{BOT} boleh ga pns foto bareng calon?")
    card = await group.hears("Foto bersama calon")
    await warga.says_in(GROUP, "sanksinya apa?", reply_to=card["message_id"])
    again = await group.hears("Foto bersama calon")
    assert again["message_id"] != card["message_id"]
    await warga.says_in(GROUP, "sanksinya apa?", reply_to=1)
    await asn.says_in(GROUP, f"/tanya{BOT}")
    await group.hears("setelah perintah")
    said = [one for one in await group.chat() if one["from_bot"]]
    assert len(said) == 3


async def test_a_command_asks_the_message_it_replies_to(telegram: TelegramSide, group: Person) -> None:
    asn = telegram.person("asn")
    await asn.says_in(GROUP, "boleh ga jadi saksi calon di TPS")
    question = (await group.chat())[-1]
    await telegram.person("warga").says_in(GROUP, "/tanya", reply_to=question["message_id"])
    await group.hears("saksi")


async def test_a_wish_to_report_is_sent_to_the_private_chat(telegram: TelegramSide, group: Person) -> None:
    asn = telegram.person("asn")
    await asn.says_in(GROUP, f"{BOT} saya mau lapor pak camat bagi-bagi kaus")
    refused = await group.hears("lapor lewat chat pribadi")
    assert "camat" not in refused["text"]
    assert refused["keyboard"][0][0]["url"].endswith("?start=lapor")
    await asn.says_in(GROUP, f"{BOT} mau lapor pak camat bagi kaus, jangan sampai ketahuan saya")
    again = await group.hears(
        lambda m: m["message_id"] != refused["message_id"] and "lapor lewat" in m["text"]
    )
    assert again["keyboard"][0][0]["url"].endswith("?start=lapor")
    refused = again
    await asn.says_in(GROUP, "/lapor")
    await group.hears(lambda m: m["message_id"] != refused["message_id"] and "lapor lewat" in m["text"])


async def test_nothing_of_a_group_is_kept(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    asn, group = telegram.person("asn"), telegram.person(GROUP)
    async with running_bot(settings, clock):
        await asn.says_in(GROUP, "/tanya boleh ga like postingan calon bupati?")
        await group.hears("Like, komentar")
        await asn.says_in(GROUP, "/tanya resep rendang padang yang empuk")
        await group.hears("belum bisa saya jawab")
    with sqlite3.connect(settings.data_dir / "netra.sqlite3") as database:
        tables = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = {name: database.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables}
    kept = {name: count for name, count in rows.items() if count}
    assert set(kept) <= {"alembic_version", "installation", "inbox_mark"}, kept
