"""Takes reports in. Holds no key that opens them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from core.errors import RepeatedEvidenceError, ReportError, TooManyItemsError
from core.randomness import Randomness, row_id
from core.sealing import KEY_BYTES, CellSealer
from services.reporting.code import CodeService, Derived, fingerprint_of
from services.reporting.draft import Attachment, Draft, Original
from services.reporting.evidence import MAX_ITEMS, MAX_PAGES, MAX_PICTURES, EvidenceCleaner, Fetch, Received
from services.reporting.originals import Originals
from services.reporting.picture import CleanPicture
from services.reporting.repeats import Repeats, alike
from services.reporting.vault import seal_report
from storage.engine import dumps
from storage.evidence import EvidenceShelf, SealedPiece
from storage.letterbox import Letterbox
from storage.reports import Reports
from storage.unit import Unit

TABLE = "report_evidence"
"""Where a picture's ciphertext is bound to from the moment it comes."""


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
    has_original: bool


class Intake:
    """What the wizard of a report needs."""

    def __init__(
        self,
        reports: Reports,
        codes: CodeService,
        cleaner: EvidenceCleaner,
        shelf: EvidenceShelf,
        repeats: Repeats,
        office_public: bytes,
        randomness: Randomness,
        zone: ZoneInfo,
        letterbox: Letterbox,
    ) -> None:
        self._letterbox = letterbox
        self._reports = reports
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
        if not draft.report_key:
            draft = replace(draft, report_key=self._randomness.bytes(KEY_BYTES).hex())
        sealer = CellSealer(bytes.fromhex(draft.report_key))
        added = [
            self._keep(unit, chat_key, sealer, picture, original if number == 0 else None)
            for number, picture in enumerate(received.file.pictures)
        ]
        draft = replace(draft, attachments=(*draft.attachments, *added), notes="")
        file = received.file
        return Taken(draft, file.pages, file.seconds, len(added), similar, original is not None)

    def _repeated(self, unit: Unit, chat_key: bytes, draft: Draft, received: Received) -> Taken:
        """The same file again: good for nothing, unless its original is wanted now and was not then."""
        first = received.file.pictures[0].sha256
        at = next((n for n, one in enumerate(draft.attachments) if one.sha256 == first), 0)
        if not draft.keep_originals or draft.attachments[at].original is not None:
            raise RepeatedEvidenceError
        known = list(draft.attachments)
        known[at] = replace(known[at], original=self._originals.keep(unit, chat_key, received))
        draft = replace(draft, attachments=tuple(known))
        return Taken(draft, received.file.pages, received.file.seconds, 0, None, True)

    def _keep(
        self,
        unit: Unit,
        chat_key: bytes,
        sealer: CellSealer,
        picture: CleanPicture,
        original: Original | None,
    ) -> Attachment:
        """Seals a picture for its place in the report, so that sending moves it and need not touch it."""
        file_id = row_id(self._randomness)
        sealed = sealer.seal(picture.content, table=TABLE, column="content", row=file_id)
        unit.write(self._shelf.keep_draft(chat_key, file_id, sealed))
        return Attachment.of(file_id.hex(), picture, original)

    def detach_all(self, unit: Unit, chat_key: bytes, draft: Draft) -> Draft:
        """Erases the draft's pictures."""
        return self._detach(unit, chat_key, draft, 0)

    def detach_last(self, unit: Unit, chat_key: bytes, draft: Draft) -> Draft:
        """Erases the newest file: a picture, or all pictures that became of a PDF or video."""
        begins = [n for n, one in enumerate(draft.attachments) if one.begins_item]
        return self._detach(unit, chat_key, draft, begins[-1] if begins else 0)

    def detach(self, unit: Unit, chat_key: bytes, draft: Draft, file: str) -> Draft:
        """Erases one picture, and the original of its file: that would show the picture still.

        ``file`` is the attachment's own; an unknown one (a second tap) changes nothing.
        """
        at = next((n for n, one in enumerate(draft.attachments) if one.file == file), None)
        if at is None:
            return draft
        kept = list(draft.attachments)
        begins = max(n for n, one in enumerate(kept[: at + 1]) if one.begins_item or n == 0)
        original = kept[begins].original
        if original is not None:
            self._originals.drop(unit, chat_key, [original])
            kept[begins] = replace(kept[begins], original=None)
        gone = kept.pop(at)
        if gone.begins_item and at < len(kept) and not kept[at].begins_item:
            kept[at] = replace(kept[at], leads=True)
        unit.write(self._shelf.drop_draft(chat_key, [bytes.fromhex(gone.file)]))
        unit.truncate_log = True
        return replace(draft, attachments=tuple(kept))

    def _detach(self, unit: Unit, chat_key: bytes, draft: Draft, first: int) -> Draft:
        gone = draft.attachments[first:]
        if gone:
            unit.write(self._shelf.drop_draft(chat_key, [bytes.fromhex(one.file) for one in gone]))
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

    def submit(self, unit: Unit, chat_key: bytes, draft: Draft, now: datetime) -> None:
        """Seals the draft into a report, once, however often it is called.

        Pictures and originals were sealed when they came; they are moved inside the database. If one of them
        is gone, the commit fails and nothing is stored.

        Raises:
            ReportError: no code was shown for this draft.
        """
        if not draft.lookup:
            raise ReportError("a draft without a code can't be sent")
        key = bytes.fromhex(draft.report_key) or self._randomness.bytes(KEY_BYTES)
        sealer = CellSealer(key)
        report, _ = seal_report(
            replace(draft, attachments=()),
            (),
            office_public=self._office_public,
            received_on=now.astimezone(self._zone).date(),
            randomness=self._randomness,
            key=key,
        )
        pictures = [
            SealedPiece(
                bytes.fromhex(one.file), position, _sealed_about(sealer, one.noted(draft.note_choice))
            )
            for position, one in enumerate(draft.attachments)
        ]
        if not pictures:
            unit.write(self._letterbox.drop(report))
        else:
            unit.write(self._reports.add(report, ()))
            originals = self._originals.sealed_for(draft, sealer)
            unit.write(self._shelf.move(chat_key, report.id, pictures, originals))
            unit.write(
                self._shelf.mark(
                    {
                        bytes.fromhex(one.file): self._repeats.marks(one.difference_hash)
                        for one in draft.attachments
                    }
                )
            )
        unit.truncate_log = True


def _sealed_about(sealer: CellSealer, attachment: Attachment) -> bytes:
    about = dumps(replace(attachment, file="", original=None).to_json())
    return sealer.seal(about, table=TABLE, column="about", row=bytes.fromhex(attachment.file))
