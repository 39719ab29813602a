"""Takes reports in. Holds no key that opens them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from core.errors import ReportError
from core.randomness import Randomness
from services.access.code import CodeService, Derived, fingerprint_of
from services.reporting.draft import Attachment, Draft
from services.reporting.errors import RepeatedEvidenceError, TooManyItemsError
from services.reporting.evidence import (
    MAX_ITEMS,
    MAX_PAGES,
    MAX_PICTURES,
    NOBODY,
    EvidenceCleaner,
    Fetch,
    Received,
)
from services.reporting.evidence_queue import IncomingFile
from services.reporting.picture import Remark
from services.reporting.pieces import Pieces
from services.reporting.repeats import alike
from services.reporting.report_encryption import seal_report
from storage.platform.unit import Unit
from storage.reporting.letterbox import Letterbox


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that was added to a draft."""

    draft: Draft
    pages: int
    """Pages the PDF has; 0 for others."""
    seconds: int
    """Length of the video; 0 for others."""
    painted: int
    """Pictures that were added."""
    alike: int | None
    """Number of an earlier picture that it resembles."""
    remarks: tuple[Remark, ...] = ()
    """What the reporter should know of it."""
    contents: tuple[bytes, ...] = ()
    """The pictures that were added, which can be read again only once the draft is kept."""


class Intake:
    """What the wizard of a report needs."""

    def __init__(
        self,
        codes: CodeService,
        cleaner: EvidenceCleaner,
        pieces: Pieces,
        office_public: bytes,
        randomness: Randomness,
        zone: ZoneInfo,
        letterbox: Letterbox,
    ) -> None:
        self._letterbox = letterbox
        self._codes = codes
        self._cleaner = cleaner
        self._pieces = pieces
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

    async def take(self, unit: Unit, draft: Draft, fetch: Fetch, sender: IncomingFile = NOBODY) -> Taken:
        """Downloads a file, cleans it, and adds it to the draft.

        Raises:
            TooManyItemsError: the draft is full.
            RepeatedEvidenceError: the very same picture is there already.
            services.reporting.errors.EvidenceError: as :meth:`EvidenceCleaner.receive` says; the draft is
                unharmed.
            core.errors.TelegramCallError: Telegram did not give the file.
        """
        room = MAX_PICTURES - len(draft.attachments)
        if draft.items >= MAX_ITEMS or room <= 0:
            raise TooManyItemsError
        received = await self._cleaner.receive(fetch, min(MAX_PAGES, room), sender)
        file = received.file
        known = {one.sha256 for one in draft.attachments}
        if all(one.sha256 in known for one in file.pictures):
            return await self._repeated(unit, draft, received)
        original = await self._pieces.keep_original(unit, received) if draft.keep_originals else None
        fresh = next(one for one in file.pictures if one.sha256 not in known)
        similar = alike(fresh.difference_hash, draft.attachments)
        added = [
            await self._pieces.keep(unit, picture, original if number == 0 else None)
            for number, picture in enumerate(file.pictures)
        ]
        draft = replace(draft, attachments=(*draft.attachments, *added), notes="")
        contents = tuple(one.content for one in file.pictures)
        return Taken(draft, file.pages, file.seconds, len(added), similar, file.pictures[0].remarks, contents)

    async def _repeated(self, unit: Unit, draft: Draft, received: Received) -> Taken:
        """The same file again: good for nothing, unless its original is wanted now and was not then."""
        first = received.file.pictures[0].sha256
        at = next((n for n, one in enumerate(draft.attachments) if one.sha256 == first), 0)
        if not draft.keep_originals or draft.attachments[at].original is not None:
            raise RepeatedEvidenceError
        known = list(draft.attachments)
        known[at] = replace(known[at], original=await self._pieces.keep_original(unit, received))
        draft = replace(draft, attachments=tuple(known))
        return Taken(draft, received.file.pages, received.file.seconds, 0, None)

    async def picture(self, about: Attachment) -> bytes:
        """A cleaned picture of a draft.

        Raises:
            ReportError: it is gone, or not kept yet.
            core.errors.SealError: its place holds something else.
        """
        return await self._pieces.picture(about)

    # What a draft names no more is overwritten in the commit that saves it (Dialogs.save).

    def detach_all(self, unit: Unit, draft: Draft) -> Draft:
        """Takes all pictures out of the draft."""
        return self._without(unit, draft, ())

    def detach_last(self, unit: Unit, draft: Draft) -> Draft:
        """Takes out the newest file: a picture, or all pictures that became of a PDF or video."""
        begins = [n for n, one in enumerate(draft.attachments) if one.begins_item]
        return self._without(unit, draft, draft.attachments[: begins[-1] if begins else 0])

    def detach(self, unit: Unit, draft: Draft, file: str) -> Draft:
        """Takes one picture out, and the original of its file: that would show the picture still.

        ``file`` is the attachment's own; an unknown one (a second tap) changes nothing.
        """
        at = next((n for n, one in enumerate(draft.attachments) if one.file == file), None)
        if at is None:
            return draft
        kept = list(draft.attachments)
        begins = max(n for n, one in enumerate(kept[: at + 1]) if one.begins_item or n == 0)
        kept[begins] = replace(kept[begins], original=None)
        gone = kept.pop(at)
        if gone.begins_item and at < len(kept) and not kept[at].begins_item:
            kept[at] = replace(kept[at], leads=True)
        return self._without(unit, draft, kept)

    def _without(self, unit: Unit, draft: Draft, kept: Sequence[Attachment]) -> Draft:
        unit.truncate_log = True
        return replace(draft, attachments=tuple(kept))

    def keep_originals(self, unit: Unit, draft: Draft, *, keep: bool) -> Draft:
        """From now on keeps files untouched as well; or takes those out that were kept."""
        if keep:
            return replace(draft, keep_originals=True)
        without = [replace(one, original=None) for one in draft.attachments]
        return replace(self._without(unit, draft, without), keep_originals=False)

    # --- code and sending ---

    async def new_code(self, draft: Draft) -> tuple[Draft, tuple[str, ...], Derived]:
        """A fresh code for the draft; an earlier one no longer sends it. The words are not kept."""
        words, derived = await self._codes.fresh()
        derived.wipe()  # sending needs its public half alone
        return replace(draft, lookup=derived.lookup.hex(), public=derived.public.hex()), words, derived

    def fingerprint_of(self, draft: Draft) -> str:
        """Mark of the draft's newest code, as its button carries it; empty before a code was shown."""
        return fingerprint_of(bytes.fromhex(draft.lookup)) if draft.lookup else ""

    def submit(self, unit: Unit, draft: Draft, now: datetime) -> None:
        """Seals the draft into a report, once, however often it is called.

        Pictures and originals stay where they are; the report's sealed body names their slots from now on.

        Raises:
            ReportError: no code was shown for this draft.
        """
        if not draft.lookup:
            raise ReportError("a draft without a code can't be sent")
        noted = tuple(one.noted(draft.note_choice) for one in draft.attachments)
        report = seal_report(
            replace(draft, attachments=noted),
            office_public=self._office_public,
            received_on=now.astimezone(self._zone).date(),
            randomness=self._randomness,
        )
        unit.write(self._letterbox.drop(report))
        unit.truncate_log = True
