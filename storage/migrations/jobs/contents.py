"""Moves pictures and originals from before the pool into it: of drafts first, then of reports.

Ciphertexts are copied as they are, and stay bound to the tables and rows they had. A draft's state names the
slots from then on. What a report's sealed body can't be told here (only the office's key opens it) stands in
``report_heirlooms``, until a process with that key takes it over (services/reporting/heirs.py).

A batch is one draft or one report, in order of ids, which are random: nothing follows from the order.
"""

from __future__ import annotations

import base64
import secrets
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from core.errors import SealError
from core.sealing import CellSealer, Keyring
from storage.migrations.jobs.job import BatchResult, MigrationJob
from storage.platform.engine import dumps, loads

AT: Final = "0013"
SLOT_BYTES: Final = 65_536
BLOCK: Final = 256
_DRAFTS: Final = b"d"
_REPORTS: Final = b"r"

_COUNT = text(
    "SELECT (SELECT count(*) FROM draft_files) + (SELECT count(*) FROM report_evidence) "
    "+ (SELECT count(*) FROM report_originals)"
)
_NEXT_DRAFT = text(
    "SELECT bot_id, chat_key FROM draft_files WHERE bot_id > :bot OR (bot_id = :bot AND chat_key > :chat) "
    "ORDER BY bot_id, chat_key LIMIT 1"
)
_STATE = text("SELECT state FROM dialogs WHERE bot_id = :bot AND chat_key = :chat")
_SAVE = text("UPDATE dialogs SET state = :state WHERE bot_id = :bot AND chat_key = :chat")
_DRAFT_FILE = text("SELECT content FROM draft_files WHERE id = :id AND bot_id = :bot AND chat_key = :chat")
_DROP_DRAFT = text("DELETE FROM draft_files WHERE bot_id = :bot AND chat_key = :chat")
_NEXT_REPORT = text(  # PostgreSQL has no least bytea before 18
    "SELECT report_id FROM report_evidence WHERE report_id > :report ORDER BY report_id LIMIT 1"
)
_PICTURES = text(
    "SELECT id, position, about FROM report_evidence WHERE report_id = :report ORDER BY position, id"
)
_ORIGINALS = text("SELECT id, position, about FROM report_originals WHERE report_id = :report")
_CONTENT = {
    "report_evidence": text("SELECT content FROM report_evidence WHERE id = :id"),
    "report_originals": text("SELECT content FROM report_originals WHERE id = :id"),
}
_ADD = text("INSERT INTO report_heirlooms (report_id, body) VALUES (:report, :body)")
_DROP = (
    text("DELETE FROM report_originals WHERE report_id = :report"),
    text("DELETE FROM report_evidence WHERE report_id = :report"),
)
_USE = text("SELECT block, bits FROM slot_use WHERE bits <> :full")
_LAST = text("SELECT max(block) FROM slot_use")
_NEW_SLOT = text(
    "INSERT INTO slots (number, content) VALUES (:number, :content) "
    "ON CONFLICT (number) DO UPDATE SET content = excluded.content"
)
_NEW_BLOCK = text("INSERT INTO slot_use (block, bits, fresh) VALUES (:block, :bits, :fresh)")
_FILL = text("UPDATE slots SET content = :content WHERE number = :number")
_MARK = text("UPDATE slot_use SET bits = :bits WHERE block = :block")


async def _put(connection: AsyncConnection, sealed: bytes) -> list[int]:
    """Copies a ciphertext into random free slots."""
    count = -(-len(sealed) // SLOT_BYTES)
    rows = await connection.execute(_USE, {"full": b"\xff" * 32})
    use = {row.block: int.from_bytes(row.bits, "little") for row in rows}
    free = [number for block, bits in use.items() for number in _free(block, bits)]
    last = await connection.scalar(_LAST)
    while len(free) < count:
        last = 0 if last is None else last + 1
        for number in _free(last, 0):
            filler = secrets.token_bytes(SLOT_BYTES)
            await connection.execute(_NEW_SLOT, {"number": number, "content": filler})
        await connection.execute(_NEW_BLOCK, {"block": last, "bits": bytes(32), "fresh": bytes(32)})
        use[last] = 0
        free += _free(last, 0)
    chosen = secrets.SystemRandom().sample(free, count)
    for at, number in enumerate(chosen):
        piece = sealed[at * SLOT_BYTES : (at + 1) * SLOT_BYTES]
        piece += secrets.token_bytes(SLOT_BYTES - len(piece))
        await connection.execute(_FILL, {"number": number, "content": piece})
        use[number // BLOCK] |= 1 << number % BLOCK
    for block in {number // BLOCK for number in chosen}:
        await connection.execute(_MARK, {"block": block, "bits": use[block].to_bytes(32, "little")})
    return chosen


def _free(block: int, bits: int) -> list[int]:
    return [block * BLOCK + at for at in range(BLOCK) if not bits >> at & 1]


# --- drafts ---


async def _draft(connection: AsyncConnection, keyring: Keyring, bot: int, chat: bytes) -> int:
    """One draft; how many files were moved. Files that no draft names go."""
    of_chat = {"bot": bot, "chat": chat}
    state = await connection.scalar(_STATE, of_chat)
    moved = 0
    if state is not None:
        sealer, row = keyring.sealer("dialogs"), bot.to_bytes(8, "big", signed=True) + chat
        try:
            dialog = loads(sealer.open(state, table="dialogs", column="state", row=row))
        except SealError:
            dialog = {}
        if dialog.get("journey") == "report":
            moved = await _attachments(connection, dialog["data"], of_chat)
            sealed = sealer.seal(dumps(dialog), table="dialogs", column="state", row=row)
            await connection.execute(_SAVE, {**of_chat, "state": sealed})
    await connection.execute(_DROP_DRAFT, of_chat)
    return moved


async def _attachments(connection: AsyncConnection, data: dict[str, Any], of_chat: dict[str, Any]) -> int:
    """Names slots in a draft, with the key each piece was sealed with; pictures whose file is gone go."""
    moved, key, there = 0, data.pop("report_key", ""), []
    for one in data.get("attachments", ()):
        original = one.get("original")
        for piece in [one, original] if original else [one]:
            sealed = await connection.scalar(_DRAFT_FILE, {**of_chat, "id": bytes.fromhex(piece["file"])})
            if sealed is not None:
                piece.update(slots=await _put(connection, sealed), sealed=len(sealed))
                moved += 1
        one["key"] = key
        if original and "slots" not in original:
            one["original"] = None
        if "slots" in one:
            there.append(one)
    data["attachments"] = there
    return moved


# --- reports ---


async def _report(connection: AsyncConnection, keyring: Keyring, report: bytes) -> int:
    """One report; how many pieces were moved."""
    of_report = {"report": report}
    originals = {row.position: row for row in await connection.execute(_ORIGINALS, of_report)}
    pictures = (await connection.execute(_PICTURES, of_report)).all()
    body = []
    for row in pictures:
        found = await _piece(connection, row, "report_evidence")
        original = originals.get(row.position)
        found["original"] = await _piece(connection, original, "report_originals") if original else None
        body.append(found)
    sealer: CellSealer = keyring.sealer("heirlooms")
    sealed = sealer.seal(dumps(body), table="report_heirlooms", column="body", row=report)
    await connection.execute(_ADD, {**of_report, "body": sealed})
    for statement in _DROP:
        await connection.execute(statement, of_report)
    return len(pictures) + len(originals)


async def _piece(connection: AsyncConnection, row: Any, table: str) -> dict[str, Any]:
    sealed = await connection.scalar(_CONTENT[table], {"id": row.id})
    return {
        "id": row.id.hex(),
        "about": base64.b64encode(row.about).decode(),
        "slots": await _put(connection, sealed),
        "sealed": len(sealed),
    }


# --- the job ---


async def _count(connection: AsyncConnection) -> int:
    return int(await connection.scalar(_COUNT) or 0)


async def _batch(connection: AsyncConnection, keyring: Keyring, cursor: bytes) -> BatchResult | None:
    kind, after = cursor[:1] or _DRAFTS, cursor[1:]
    if kind == _DRAFTS:
        bot = int.from_bytes(after[:8], "big", signed=True) if after else -(2**63)
        row = (await connection.execute(_NEXT_DRAFT, {"bot": bot, "chat": after[8:]})).first()
        if row is not None:
            moved = await _draft(connection, keyring, row.bot_id, row.chat_key)
            return BatchResult(_DRAFTS + row.bot_id.to_bytes(8, "big", signed=True) + row.chat_key, moved)
        after = b""
    report = await connection.scalar(_NEXT_REPORT, {"report": after})
    if report is None:
        return None
    return BatchResult(_REPORTS + report, await _report(connection, keyring, report))


contents = MigrationJob("pictures and originals", AT, _count, _batch, grows=0.3)
"""It grows by what the last slot of each piece lacks: what is copied is dropped in the same batch."""
