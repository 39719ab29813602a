"""Takes reports in. Holds no key that opens them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from core.errors import ReportError, TooManyItemsError
from core.randomness import Randomness, row_id
from services.reporting.code import CodeService, Derived, fingerprint_of
from services.reporting.draft import Attachment, Draft
from services.reporting.evidence import MAX_ITEMS, EvidenceCleaner
from services.reporting.picture import CleanPicture
from services.reporting.vault import seal_report
from storage.dialogs import Dialogs
from storage.reports import Reports
from storage.unit import Unit


class Intake:
    """What the wizard of a report needs."""

    def __init__(
        self,
        reports: Reports,
        dialogs: Dialogs,
        codes: CodeService,
        cleaner: EvidenceCleaner,
        office_public: bytes,
        randomness: Randomness,
        zone: ZoneInfo,
    ) -> None:
        self._reports = reports
        self._dialogs = dialogs
        self._codes = codes
        self._cleaner = cleaner
        self._office_public = office_public
        self._randomness = randomness
        self._zone = zone

    async def clean(self, raw: bytes) -> CleanPicture:
        """Cleans a file; raises what :meth:`EvidenceCleaner.clean` raises."""
        return await self._cleaner.clean(raw)

    def attach(self, unit: Unit, chat_key: bytes, draft: Draft, picture: CleanPicture) -> Draft:
        """Keeps a cleaned picture with the draft.

        Raises:
            TooManyItemsError: the draft is full.
        """
        if len(draft.attachments) >= MAX_ITEMS:
            raise TooManyItemsError
        file_id = row_id(self._randomness)
        unit.write(self._dialogs.add_file(chat_key, file_id, picture.content))
        attachment = Attachment(
            file_id.hex(),
            len(picture.content),
            picture.width,
            picture.height,
            picture.sha256,
            picture.difference_hash,
        )
        return replace(draft, attachments=(*draft.attachments, attachment))

    def detach_all(self, unit: Unit, chat_key: bytes, draft: Draft) -> Draft:
        """Erases the draft's pictures."""
        for attachment in draft.attachments:
            unit.write(self._dialogs.drop_file(chat_key, bytes.fromhex(attachment.file)))
        return replace(draft, attachments=())

    async def new_code(self, draft: Draft) -> tuple[Draft, tuple[str, ...], Derived]:
        """A fresh code for the draft; an earlier one no longer sends it. The words are not kept."""
        words, derived = await self._codes.fresh()
        return replace(draft, lookup=derived.lookup.hex(), public=derived.public.hex()), words, derived

    def fingerprint_of(self, draft: Draft) -> str:
        """Mark of the draft's newest code, as its button carries it; empty before a code was shown."""
        return fingerprint_of(bytes.fromhex(draft.lookup)) if draft.lookup else ""

    async def submit(self, unit: Unit, chat_key: bytes, draft: Draft, now: datetime) -> None:
        """Seals the draft into a report, once, however often it is called.

        Raises:
            ReportError: no code was shown for this draft, or its pictures are gone.
        """
        if not draft.lookup:
            raise ReportError("a draft without a code can't be sent")
        contents = []
        for attachment in draft.attachments:
            content = await self._dialogs.file(chat_key, bytes.fromhex(attachment.file))
            if content is None:
                raise ReportError("a picture of the draft is gone")
            contents.append(content)
        report, evidence = seal_report(
            draft,
            contents,
            office_public=self._office_public,
            received_on=now.astimezone(self._zone).date(),
            randomness=self._randomness,
        )
        unit.write(self._reports.add(report, evidence))
        unit.truncate_log = True
