"""Reports from before the pool: their pictures' places are taken over into their sealed bodies.

Done once, at the start of a process that holds the office's key; nothing is left of it afterwards.
"""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import structlog

from core.errors import SealError
from services.reporting.draft import Attachment, Original
from services.reporting.pieces import ORIGINALS, PICTURES
from services.reporting.report_encryption import OpenReport, seal_body
from storage.platform.engine import loads
from storage.platform.unit import Unit
from storage.reporting.heirlooms import Heirlooms
from storage.reporting.reports import Reports, SealedReport

AT_ONCE = 50
"""Reports of one transaction."""

Commit = Callable[[Unit], Awaitable[object]]

log = structlog.get_logger(__name__)


class Heirs:
    """Takes the lists over."""

    def __init__(self, heirlooms: Heirlooms, reports: Reports, office_private: bytes) -> None:
        self._heirlooms = heirlooms
        self._reports = reports
        self._private = office_private

    async def take_over(self, commit: Commit) -> int:
        """Rewrites the bodies of all such reports; how many. Killed, it goes on where it was."""
        done, after = 0, b""
        while page := await self._heirlooms.page(after, AT_ONCE):
            after = max(page)
            bodies = {}
            for sealed in await self._reports.by_ids(list(page)):
                try:
                    bodies[sealed.id] = self._body(sealed, page[sealed.id])
                except SealError:
                    log.warning("a report from before does not open; its pictures stay where they are")
            writes = [self._reports.rewrite(bodies), self._heirlooms.forget(bodies)]
            await commit(Unit(writes=writes, truncate_log=True))
            done += len(bodies)
        return done

    def _body(self, sealed: SealedReport, listed: Sequence[Mapping[str, Any]]) -> bytes:
        opened = OpenReport(sealed, sealed.for_office, self._private)
        named = opened.report.draft.attachments
        there = {one.file for one in named}
        named += tuple(one for one in _pictures(opened, listed) if one.file not in there)
        return seal_body(opened.sealer, sealed.id, replace(opened.report.draft, attachments=named))


def _pictures(opened: OpenReport, listed: Sequence[Mapping[str, Any]]) -> list[Attachment]:
    found = []
    for one in listed:
        about = Attachment.from_json(_about(opened, one, PICTURES))
        original = None
        if one["original"]:
            known = _about(opened, one["original"], ORIGINALS)
            original = replace(Original.from_json(known), **_place(one["original"]))
        key = opened.key.hex()
        found.append(replace(about, file=one["id"], key=key, original=original, **_place(one)))
    return found


def _place(one: Mapping[str, Any]) -> dict[str, Any]:
    return {"slots": tuple(one["slots"]), "sealed": one["sealed"]}


def _about(opened: OpenReport, one: Mapping[str, Any], table: str) -> dict[str, Any]:
    sealed, row = base64.b64decode(one["about"]), bytes.fromhex(one["id"])
    found: dict[str, Any] = loads(opened.cell(sealed, table=table, column="about", row=row))
    return found
