"""What belongs to the installation as a whole: a canary that shows whether the data key fits the database."""

from __future__ import annotations

from sqlalchemy import insert, select

from core.errors import KeyFileError, SealError
from core.sealing import Keyring
from storage.engine import Database
from storage.schema import installation

_CANARY = "data-key-canary"
_WORDS = b"netra"


async def has_canary(database: Database) -> bool:
    """Whether something was sealed in this database before."""
    async with database.read() as connection:
        found = await connection.scalar(select(installation.c.name).where(installation.c.name == _CANARY))
    return found is not None


async def check_data_key(database: Database, keyring: Keyring) -> None:
    """Makes the canary on the first start; afterwards opens it.

    Raises:
        KeyFileError: the data key is not the one this database was sealed with.
    """
    sealer = keyring.sealer("canary")
    async with database.writer_engine.begin() as connection:
        sealed = await connection.scalar(select(installation.c.value).where(installation.c.name == _CANARY))
        if sealed is None:
            sealed = sealer.seal(_WORDS, table="installation", column="value", row=_CANARY.encode())
            await connection.execute(insert(installation).values(name=_CANARY, value=sealed))
    try:
        sealer.open(sealed, table="installation", column="value", row=_CANARY.encode())
    except SealError:
        raise KeyFileError(
            "the data key does not belong to this database; restore the key from the same backup"
        ) from None
