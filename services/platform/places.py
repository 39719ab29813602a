"""Provinces of Indonesia and their time zones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

WIB, WITA, WIT = "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"
ZONE_LABELS = {WIB: "WIB", WITA: "WITA", WIT: "WIT"}


def clock(moment: datetime, zone: ZoneInfo) -> str:
    """``10.30 WIB``: a time of day never without its zone, for others read it in another."""
    return f"{moment.astimezone(zone):%H.%M} {ZONE_LABELS.get(zone.key, zone.key)}"


@dataclass(frozen=True, slots=True)
class Province:
    """One of the 38 provinces; ``code`` is the ministry's two-digit number."""

    code: str
    name: str
    time_zone: str


PROVINCES = (
    Province("11", "Aceh", WIB),
    Province("12", "Sumatera Utara", WIB),
    Province("13", "Sumatera Barat", WIB),
    Province("14", "Riau", WIB),
    Province("15", "Jambi", WIB),
    Province("16", "Sumatera Selatan", WIB),
    Province("17", "Bengkulu", WIB),
    Province("18", "Lampung", WIB),
    Province("19", "Bangka Belitung", WIB),
    Province("21", "Kepulauan Riau", WIB),
    Province("31", "DKI Jakarta", WIB),
    Province("32", "Jawa Barat", WIB),
    Province("33", "Jawa Tengah", WIB),
    Province("34", "DI Yogyakarta", WIB),
    Province("35", "Jawa Timur", WIB),
    Province("36", "Banten", WIB),
    Province("51", "Bali", WITA),
    Province("52", "Nusa Tenggara Barat", WITA),
    Province("53", "Nusa Tenggara Timur", WITA),
    Province("61", "Kalimantan Barat", WIB),
    Province("62", "Kalimantan Tengah", WIB),
    Province("63", "Kalimantan Selatan", WITA),
    Province("64", "Kalimantan Timur", WITA),
    Province("65", "Kalimantan Utara", WITA),
    Province("71", "Sulawesi Utara", WITA),
    Province("72", "Sulawesi Tengah", WITA),
    Province("73", "Sulawesi Selatan", WITA),
    Province("74", "Sulawesi Tenggara", WITA),
    Province("75", "Gorontalo", WITA),
    Province("76", "Sulawesi Barat", WITA),
    Province("81", "Maluku", WIT),
    Province("82", "Maluku Utara", WIT),
    Province("91", "Papua", WIT),
    Province("92", "Papua Barat", WIT),
    Province("93", "Papua Selatan", WIT),
    Province("94", "Papua Tengah", WIT),
    Province("95", "Papua Pegunungan", WIT),
    Province("96", "Papua Barat Daya", WIT),
)

_BY_CODE = {province.code: province for province in PROVINCES}


_SHORT = {
    "jakarta": "31",
    "dki": "31",
    "yogyakarta": "34",
    "jogja": "34",
    "diy": "34",
    "babel": "19",
    "kepri": "21",
}
_SHORT |= {
    "jabar": "32",
    "jateng": "33",
    "jatim": "35",
    "ntb": "52",
    "ntt": "53",
    "sumut": "12",
    "sumbar": "13",
}
_BY_NAME = {province.name.casefold(): province for province in PROVINCES}


def province_named(words: str) -> Province | None:
    """The province somebody wrote: its whole name or a common short one, nothing guessed."""
    plain = (
        " ".join(words.casefold().replace(".", " ").split()).removeprefix("provinsi ").removeprefix("prov ")
    )
    return _BY_NAME.get(plain) or _BY_CODE.get(_SHORT.get(plain, ""))


def province_of(code: str) -> Province | None:
    """The province with this code."""
    return _BY_CODE.get(code)
