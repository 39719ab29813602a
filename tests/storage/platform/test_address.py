from __future__ import annotations

import pytest

from storage.platform.address import CONNECT_SECONDS, connecting, normalise_url
from storage.platform.engine import Database
from storage.platform.errors import DatabaseAddressError, StorageError


@pytest.mark.parametrize(
    ("query", "dsn"),
    [
        ("sslmode=require", "postgresql://?sslmode=require"),
        ("ssl=require", "postgresql://?sslmode=require"),
        ("sslmode=verify-full&sslrootcert=/etc/ca.pem", "postgresql://?sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem"),
        ("application_name=netra&keepalives=1", "postgresql://?application_name=netra"),
        ("", None),
    ],
)  # fmt: skip
def test_what_libpq_takes_goes_to_the_driver_in_its_own_words(query: str, dsn: str | None) -> None:
    url, args = connecting(normalise_url(f"postgresql://u:p@h:5433/d?{query}"))
    assert args.get("dsn") == dsn
    assert not url.query
    assert (url.host, url.port, url.database) == ("h", 5433, "d")


def test_a_folder_of_sockets_stays_a_host() -> None:
    url, _ = connecting(normalise_url("postgresql://u@/d?host=/run/pg&sslmode=disable"))
    assert dict(url.query) == {"host": "/run/pg"}


@pytest.mark.parametrize(
    ("query", "seconds"), [("connect_timeout=3", 3.0), ("connect_timeout=0", CONNECT_SECONDS)]
)
def test_a_limit_of_time_for_connecting_is_taken(query: str, seconds: float) -> None:
    assert connecting(normalise_url(f"postgresql://h/d?{query}"))[1]["timeout"] == seconds


@pytest.mark.parametrize("query", ["channel_binding=require", "connect_timeout=soon", "gssencmode=disable"])
def test_an_option_that_can_not_be_honoured_is_named(query: str) -> None:
    with pytest.raises(DatabaseAddressError, match=query.partition("=")[0]):
        connecting(normalise_url(f"postgresql://u:SECRET@h/d?{query}"))


@pytest.mark.parametrize(
    "url",
    ["hello", "postgresql://u:SECRET@h:port/d", "sqlite://data/x.sqlite3", "mysql://u:SECRET@h/d", "://"],
)
def test_what_is_no_address_is_said_without_quoting_it(url: str) -> None:
    with pytest.raises(StorageError) as caught:
        Database(url)
    assert "SECRET" not in str(caught.value)
    assert "sqlite:///" in str(caught.value)


async def test_a_wish_for_encryption_reaches_a_server_that_has_none(fresh_postgres: str) -> None:
    """The build before handed ``sslmode`` to a driver that does not take it: a traceback."""
    joint = "&" if "?" in fresh_postgres else "?"
    for mode in ("prefer", "disable", "allow"):
        database = Database(f"{fresh_postgres}{joint}sslmode={mode}")
        await database.ping()
        await database.close()
    database = Database(f"{fresh_postgres}{joint}sslmode=bogus")
    with pytest.raises(DatabaseAddressError, match="sslmode"):
        await database.ping()
    await database.close()
