"""District and agency of a subscriber: sealed, and found by keyed hashes.

Few work in a small office: with the place in clear, a stolen database or backup would name people. The hashes
stand in the audience's index, so that a million subscribers are filtered without opening one.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import SealError
from core.sealing import Keyring

PLACES = ("district", "agency")
"""What is looked for by :meth:`PlaceSealer.key`; each has a column ``<name>_key``."""
KEY_BYTES = 8
PADDED_TO = 64
"""The length of what is sealed tells the length of names in steps only."""


@dataclass(frozen=True, slots=True)
class SealedPlaces:
    """What stands in the row."""

    district_key: bytes | None
    agency_key: bytes | None
    places: bytes | None

    def as_row(self) -> dict[str, bytes | None]:
        """By column."""
        return {
            "district_key": self.district_key,
            "agency_key": self.agency_key,
            "places": self.places,
        }


class PlaceSealer:
    """Seals and opens; the row is the subscriber's id. These names stand in sealed data and never change."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring
        self._sealer = keyring.sealer("subscribers")

    def key(self, name: str, value: str) -> bytes | None:
        """The keyed hash of a ``district`` or ``agency``; None where there is none."""
        return self._keyring.digest(name, value.encode())[:KEY_BYTES] if value else None

    def seal(self, district: str, agency: str, row: bytes) -> SealedPlaces:
        """Both for one row."""
        if not district and not agency:
            return SealedPlaces(None, None, None)
        plain = f"{district}\n{agency}\n".encode()
        plain += b"\n" * (-len(plain) % PADDED_TO)
        sealed = self._sealer.seal(plain, table="subscribers", column="places", row=row)
        return SealedPlaces(self.key("district", district), self.key("agency", agency), sealed)

    def open(self, sealed: bytes | None, row: bytes) -> tuple[str, str]:
        """District and agency; empty where they were not named.

        Raises:
            SealError: another data key, another row, or changed bytes.
        """
        if sealed is None:
            return "", ""
        plain = self._sealer.open(sealed, table="subscribers", column="places", row=row).decode()
        district, _, rest = plain.partition("\n")
        agency, end, _ = rest.partition("\n")
        if not end:
            raise SealError
        return district, agency
