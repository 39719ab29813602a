"""Seals and opens reports: a key per report, wrapped for the office and for the code."""

from __future__ import annotations

import hashlib
from copy import copy
from dataclasses import dataclass, replace
from datetime import date

from core.errors import SealError
from core.padding import WHOLE, padded
from core.randomness import Randomness, row_id
from core.sealing import KEY_BYTES, CellSealer, open_box, seal_to
from services.reporting.draft import Attachment, Draft, Status
from storage.platform.engine import dumps, loads
from storage.reporting.reports import SealedReport


@dataclass(frozen=True, slots=True)
class Report:
    """A report as it reads once opened."""

    id: bytes
    status: Status
    received_on: date
    draft: Draft


@dataclass(frozen=True, slots=True)
class Evidence:
    """One opened piece of evidence."""

    about: Attachment
    content: bytes


def office_fingerprint(public_key: bytes) -> str:
    """Short name of an office key, so that a rotated key is recognised."""
    return hashlib.blake2b(public_key, digest_size=8, person=b"office-key").hexdigest()


def seal_body(sealer: CellSealer, report_id: bytes, draft: Draft) -> bytes:
    """Everything the reporter said, with where the pictures lie, under the report's own key."""
    kept = replace(draft, lookup="", public="", code="", editing=False, told=(), kept_words=(), shown=())
    return sealer.seal(padded(dumps(kept.to_json()), WHOLE), table="reports", column="body", row=report_id)


def seal_report(
    draft: Draft, *, office_public: bytes, received_on: date, randomness: Randomness
) -> SealedReport:
    """Seals a draft for the office and for the reporter's code, under a fresh key.

    Its pictures stay where they are in the pool; the sealed body names their slots and keys.
    """
    report_id, key = row_id(randomness), randomness.bytes(KEY_BYTES)
    return SealedReport(
        id=report_id,
        lookup=bytes.fromhex(draft.lookup),
        status=Status.RECEIVED.value,
        received_on=received_on,
        body=seal_body(CellSealer(key), report_id, draft),
        office_key=office_fingerprint(office_public),
        for_office=seal_to(office_public, report_id + key),
        for_code=seal_to(bytes.fromhex(draft.public), report_id + key),
    )


class OpenReport:
    """A report whose key was unwrapped.

    Raises (on construction):
        core.errors.SealError: the private key is not the one it was wrapped for, or something was changed.
    """

    def __init__(self, sealed: SealedReport, wrapped: bytes, private_key: bytes | bytearray) -> None:
        unwrapped = open_box(private_key, wrapped)
        if unwrapped[: len(sealed.id)] != sealed.id:
            raise SealError("the key belongs to another report")
        self._set(sealed, unwrapped[len(sealed.id) :])

    def _set(self, sealed: SealedReport, key: bytes) -> None:
        self.key = key
        """The report's own key: opens this report and no other."""
        self._sealer = CellSealer(key)
        body = self._sealer.open(sealed.body, table="reports", column="body", row=sealed.id)
        status = Status.of(sealed.status) or Status.RECEIVED
        self.report = Report(sealed.id, status, sealed.received_on, Draft.from_json(loads(body)))

    @classmethod
    def with_key(cls, sealed: SealedReport, key: bytes) -> OpenReport:
        """Opens a report whose key is known already.

        Raises:
            core.errors.SealError: it is another report's key.
        """
        opened = cls.__new__(cls)
        opened._set(sealed, key)  # noqa: SLF001 - its own class
        return opened

    def standing(self, status: Status) -> OpenReport:
        """The same report at another status, without opening anything anew."""
        moved = copy(self)
        moved.report = replace(self.report, status=status)
        return moved

    def __repr__(self) -> str:
        return "OpenReport(...)"

    @property
    def sealer(self) -> CellSealer:
        """Seals and opens what belongs to this report."""
        return self._sealer

    def cell(self, ciphertext: bytes, *, table: str, column: str, row: bytes) -> bytes:
        """Opens another cell that was sealed with the report's key.

        Raises:
            core.errors.SealError: another report's, another place's, or changed.
        """
        return self._sealer.open(ciphertext, table=table, column=column, row=row)
