"""Seals the district and agency of every subscriber (revision 0010), and leaves nothing of them in clear."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from core.sealing import CellSealer, Keyring
from storage.migrations.jobs.job import BatchResult, MigrationJob

ROWS_AT_ONCE = 2_000
PADDED_TO = 64
KEY_BYTES = 8

_LEFT = text("SELECT count(*) FROM subscribers WHERE district <> '' OR agency <> ''")
_NEXT = text(
    "SELECT id, district, agency FROM subscribers "
    "WHERE id > :after AND (district <> '' OR agency <> '') ORDER BY id LIMIT :limit"
)
_SEAL = text(
    "UPDATE subscribers SET district = '', agency = '', district_key = :district_key, "
    "agency_key = :agency_key, places = :places WHERE id = :id"
)


async def _count(connection: AsyncConnection) -> int:
    return int(await connection.scalar(_LEFT) or 0)


async def _batch(connection: AsyncConnection, keyring: Keyring, cursor: bytes) -> BatchResult | None:
    found = (await connection.execute(_NEXT, {"after": cursor, "limit": ROWS_AT_ONCE})).all()
    if not found:
        return None
    sealer = keyring.sealer("subscribers")
    rows = [
        {
            "id": bytes(row.id),
            "district_key": _key(keyring, "district", row.district),
            "agency_key": _key(keyring, "agency", row.agency),
            "places": _seal(sealer, row.district, row.agency, bytes(row.id)),
        }
        for row in found
    ]
    await connection.execute(_SEAL, rows)
    return BatchResult(bytes(found[-1].id), len(rows))


def _key(keyring: Keyring, name: str, value: str) -> bytes | None:
    return keyring.digest(name, value.encode())[:KEY_BYTES] if value else None


def _seal(sealer: CellSealer, district: str, agency: str, row: bytes) -> bytes:
    plain = f"{district}\n{agency}\n".encode()
    plain += b"\n" * (-len(plain) % PADDED_TO)
    return sealer.seal(plain, table="subscribers", column="places", row=row)


SEALED_PLACES = MigrationJob("subscribers' places", "0010", _count, _batch, grows=0.5)
