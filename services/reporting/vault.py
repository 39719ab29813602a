"""Seals and opens reports: a key per report, wrapped for the office and for the code."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from core.randomness import Randomness, row_id
from core.sealing import KEY_BYTES, CellSealer, open_box, seal_to
from services.reporting.draft import Attachment, Draft, Status
from storage.engine import dumps, loads
from storage.reports import SealedEvidence, SealedReport


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


def seal_report(
    draft: Draft,
    contents: Sequence[bytes],
    *,
    office_public: bytes,
    received_on: date,
    randomness: Randomness,
    key: bytes | None = None,
) -> tuple[SealedReport, list[SealedEvidence]]:
    """Seals a draft and its pictures for the office and for the reporter's code.

    ``key`` is the report's key where the caller seals more with it; a fresh one otherwise.
    """
    report_id, key = row_id(randomness), key or randomness.bytes(KEY_BYTES)
    sealer = CellSealer(key)
    kept = replace(draft, attachments=(), lookup="", public="", report_key="", editing=False)
    body = sealer.seal(dumps(kept.to_json()), table="reports", column="body", row=report_id)
    evidence = []
    for position, (attachment, content) in enumerate(zip(draft.attachments, contents, strict=True)):
        item = row_id(randomness)
        about = dumps(replace(attachment, file="", original=None).to_json())
        evidence.append(
            SealedEvidence(
                item,
                position,
                sealer.seal(about, table="report_evidence", column="about", row=item),
                sealer.seal(content, table="report_evidence", column="content", row=item),
            )
        )
    sealed = SealedReport(
        id=report_id,
        lookup=bytes.fromhex(draft.lookup),
        status=Status.RECEIVED.value,
        received_on=received_on,
        body=body,
        office_key=office_fingerprint(office_public),
        for_office=seal_to(office_public, report_id + key),
        for_code=seal_to(bytes.fromhex(draft.public), report_id + key),
    )
    return sealed, evidence


class OpenReport:
    """A report whose key was unwrapped.

    Raises (on construction):
        core.errors.SealError: the private key is not the one it was wrapped for, or something was changed.
    """

    def __init__(self, sealed: SealedReport, wrapped: bytes, private_key: bytes) -> None:
        unwrapped = open_box(private_key, wrapped)
        bound_to, key = unwrapped[: len(sealed.id)], unwrapped[len(sealed.id) :]
        self._sealer = CellSealer(key)
        body = self._sealer.open(sealed.body, table="reports", column="body", row=bound_to)
        status = Status.of(sealed.status) or Status.RECEIVED
        self.report = Report(sealed.id, status, sealed.received_on, Draft.from_json(loads(body)))

    def cell(self, ciphertext: bytes, *, table: str, column: str, row: bytes) -> bytes:
        """Opens another cell that was sealed with the report's key.

        Raises:
            core.errors.SealError: another report's, another place's, or changed.
        """
        return self._sealer.open(ciphertext, table=table, column=column, row=row)

    def evidence(self, sealed: SealedEvidence) -> Evidence:
        """Opens one piece of evidence."""
        about = self._sealer.open(sealed.about, table="report_evidence", column="about", row=sealed.id)
        content = self._sealer.open(sealed.content, table="report_evidence", column="content", row=sealed.id)
        return Evidence(Attachment.from_json(loads(about)), content)
