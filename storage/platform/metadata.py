"""What all tables share: where they are listed, how their keys are named, the types of ids."""

from __future__ import annotations

from sqlalchemy import LargeBinary, MetaData

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

CHAT_KEY = LargeBinary(16)
ROW_ID = LargeBinary(16)
