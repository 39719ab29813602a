"""Takes reports in. Holds no key that opens them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from core.errors import RepeatedEvidenceError, ReportError, TooManyItemsError
from core.randomness import Randomness, row_id
from core.sealing import KEY_BYTES
from services.reporting.code import CodeService, Derived, fingerprint_of
from services.reporting.draft import Attachment, Draft, Original
from services.reporting.evidence import MAX_ITEMS, MAX_PAGES, MAX_PICTURES, EvidenceCleaner, Fetch, Received
from services.reporting.originals import Originals
from services.reporting.picture import CleanPicture
from services.reporting.repeats import Repeats, alike
from services.reporting.vault import seal_report
from storage.dialogs import Dialogs
from storage.evidence import EvidenceShelf
from storage.reports import Reports
from storage.unit import Unit


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that was added to a draft."""

    draft: Draft
    pages: int
    """Pages the PDF has; 0 for a picture."""
    painted: int
    """Pictures that were added."""
    alike: int | None
    """Number of an earlier picture that it resembles."""
    has_original: bool


class Intake:
    """What the wizard of a report needs."""

    def __init__(
        self,
        reports: Reports,
        dialogs: Dialogs,
        codes: CodeService,
        cleaner: EvidenceCleaner,
        shelf: EvidenceShelf,
        repeats: Repeats,
        office_public: bytes,
        randomness: Randomness,
        zone: ZoneInfo,
    ) -> None:
        self._reports = reports
        self._dialogs = dialogs
        self._codes = codes
        self._cleaner = cleaner
        self._shelf = shelf
        self._repeats = repeats
        self._originals = Originals(shelf, randomness)
        self._office_public = office_public
        self._randomness = randomness
        self._zone = zone

    # --- evidence ---

    def expect_evidence(self) -> None:
        """Gets the worker ready: files are about to come."""
        self._cleaner.warm_up()

    @property
    def takes_videos(self) -> bool:
        """Whether videos are cleaned here."""
        return self._cleaner.takes_videos

    async def take(self, unit: Unit, chat_key: bytes, draft: Draft, fetch: Fetch) -> Taken:
        """Downloads a file, cleans it, and adds it to the draft.

        Raises:
            TooManyItemsError: the draft is full.
            RepeatedEvidenceError: the very same picture is there already.
            core.errors.EvidenceError: as :meth:`EvidenceCleaner.receive` says; the draft is unharmed.
            core.errors.TelegramCallError: Telegram did not give the file.
        """
        room = MAX_PICTURES - len(draft.attachments)
        if draft.items >= MAX_ITEMS or room <= 0:
            raise TooManyItemsError
        received = await self._cleaner.receive(fetch, min(MAX_PAGES, room))
        known = {one.sha256 for one in draft.attachments}
        fresh = [one for one in received.file.pictures if one.sha256 not in known]
        if not fresh:
            return self._repeated(unit, chat_key, draft, received)
        original = self._originals.keep(unit, chat_key, received) if draft.keep_originals else None
        similar = alike(fresh[0].difference_hash, draft.attachments)
        added = [
            self._keep(unit, chat_key, picture, original if number == 0 else None)
            for number, picture in enumerate(received.file.pictures)
        ]
        draft = replace(draft, attachments=(*draft.attachments, *added), notes="")
        return Taken(draft, received.file.pages, len(added), similar, original is not None)

    def _repeated(self, unit: Unit, chat_key: bytes, draft: Draft, received: Received) -> Taken:
        """The same file again: good for nothing, unless its original is wanted now and was not then."""
        first = received.file.pictures[0].sha256
        at = next((n for n, one in enumerate(draft.attachments) if one.sha256 == first), 0)
        if not draft.keep_originals or draft.attachments[at].original is not None:
            raise RepeatedEvidenceError
        known = list(draft.attachments)
        known[at] = replace(known[at], original=self._originals.keep(unit, chat_key, received))
        return Taken(replace(draft, attachments=tuple(known)), received.file.pages, 0, None, True)

    def _keep(
        self, unit: Unit, chat_key: bytes, picture: CleanPicture, original: Original | None
    ) -> Attachment:
        file_id = row_id(self._randomness)
        unit.write(self._dialogs.add_file(chat_key, file_id, picture.content))
        return Attachment(
            file_id.hex(),
            len(picture.content),
            picture.width,
            picture.height,
            picture.sha256,
            picture.difference_hash,
            picture.page,
            picture.place,
            picture.taken,
            original,
        )

    def detach_all(self, unit: Unit, chat_key: bytes, draft: Draft) -> Draft:
        """Erases the draft's pictures."""
        return self._detach(unit, chat_key, draft, 0)

    def detach_last(self, unit: Unit, chat_key: bytes, draft: Draft) -> Draft:
        """Erases the newest picture, or the newest PDF with all its pages."""
        begins = [n for n, one in enumerate(draft.attachments) if one.begins_item]
        return self._detach(unit, chat_key, draft, begins[-1] if begins else 0)

    def _detach(self, unit: Unit, chat_key: bytes, draft: Draft, first: int) -> Draft:
        gone = draft.attachments[first:]
        for attachment in gone:
            unit.write(self._dialogs.drop_file(chat_key, bytes.fromhex(attachment.file)))
        self._originals.drop(unit, chat_key, [one.original for one in gone if one.original])
        unit.truncate_log = True
        return replace(draft, attachments=draft.attachments[:first])

    def keep_originals(self, unit: Unit, chat_key: bytes, draft: Draft, *, keep: bool) -> Draft:
        """From now on keeps files untouched as well; or erases those that were kept."""
        if not keep:
            self._originals.drop(unit, chat_key, draft.originals)
            unit.truncate_log = True
            without = tuple(replace(one, original=None) for one in draft.attachments)
            return replace(draft, keep_originals=False, attachments=without)
        return replace(draft, keep_originals=True)

    # --- code and sending ---

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
        noted = tuple(one.noted(draft.note_choice) for one in draft.attachments)
        key = self._randomness.bytes(KEY_BYTES)
        report, evidence = await asyncio.to_thread(  # ten photos are 20 MB to seal: others need not wait
            seal_report,
            replace(draft, attachments=noted),
            contents,
            office_public=self._office_public,
            received_on=now.astimezone(self._zone).date(),
            randomness=self._randomness,
            key=key,
        )
        unit.write(self._reports.add(report, evidence))
        self._originals.move(unit, chat_key, draft, report.id, key)
        marks = {
            sealed.id: self._repeats.marks(attachment.difference_hash)
            for sealed, attachment in zip(evidence, draft.attachments, strict=True)
        }
        if marks:
            unit.write(self._shelf.mark(marks))
        unit.truncate_log = True
