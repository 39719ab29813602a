"""The evidence of a report: files as they come, in any order, each added at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import partial

from telegram import Message

from core.errors import FileTooLargeError
from handlers.platform.outgoing import Button, Sent, edit, message
from handlers.platform.update_context import UpdateContext
from handlers.reporting.buttons import EvidencePart, KeepOriginals, OriginalsChoice
from handlers.reporting.steps import DIALOG
from handlers.reporting.steps import EVIDENCE as STEP
from handlers.reporting.texts import evidence as texts
from handlers.reporting.wizard import Wizard
from services.platform.traces import EVIDENCE
from services.reporting.draft import Draft
from services.reporting.errors import (
    EvidenceError,
    EvidenceTooLargeError,
    SoundEvidenceError,
    VideoEvidenceError,
)
from services.reporting.evidence import MAX_BYTES
from services.reporting.evidence_queue import IncomingFile
from services.reporting.intake import Intake, Taken
from services.reporting.limits import AbuseLimits, Act
from services.reporting.picture import Remark

LONG = 3
"""Long side by short side of a screenshot of more than one screen; phones' screens have 2.3 at most."""
LEGIBLE = 500
"""Pixels across that the words of a phone's screen need; a screen of 2.2 as a photo of 1,280 has 580."""


class EvidenceStep:
    """Takes files at any step of the wizard; its own step shows what has come."""

    def __init__(self, intake: Intake, limits: AbuseLimits, wizard: Wizard) -> None:
        self._intake = intake
        self._limits = limits
        self._wizard = wizard

    async def on_content(
        self, turn: UpdateContext, step: str, draft: Draft, content: Message
    ) -> Mapping[str, bytes]:
        """A message at the evidence step, or one with a file at another; new pictures, by their file."""
        found, videos = file_of(content), self._intake.takes_videos
        if found is None:
            self._wizard.tell(turn, texts.wanted(videos=videos), self._wizard.rows(STEP, draft))
            return {}
        file_id, size = found
        rows = self._wizard.rows(step, draft)
        wait = self._limits.wait(Act.FILE, turn.chat_key)
        if wait > timedelta():
            self._wizard.tell(turn, texts.too_many_files(wait), rows)
            return {}
        turn.direct.typing(turn.chat_id, "upload_photo")
        try:
            refuse_early(content, size, videos=videos)
            fetch = partial(turn.files.fetch, file_id)
            taken = await self._intake.take(turn.unit, draft, fetch, sender_of(turn, content, size))
        except (EvidenceError, FileTooLargeError) as error:
            refused = texts.refusal(error, videos=videos)
            self._wizard.tell(turn, _with_caption(refused, content), rows)
            return {}
        self._limits.note(Act.FILE, turn.chat_key)  # only what was taken counts
        self._show(turn, step, draft, taken, content)
        new = taken.draft.attachments[len(taken.draft.attachments) - taken.painted :]
        return {one.file: picture for one, picture in zip(new, taken.contents, strict=False)}

    def _show(self, turn: UpdateContext, step: str, before: Draft, taken: Taken, content: Message) -> None:
        if step != STEP:
            self._wizard.tell(turn, _with_caption(texts.TAKEN_AS_EVIDENCE, content))
            for words in (*texts.remarks(taken.remarks), *what_telegram_did(content)):
                self._wizard.tell(turn, words)
            self._wizard.ask(turn, step, taken.draft)
            return
        turn.set_dialog(DIALOG, step, taken.draft.to_json())
        html, rows = texts.received(taken.draft, taken), self._wizard.rows(step, taken.draft)
        if before.attachments:
            turn.say(edit(turn.chat_id, Sent(EVIDENCE), html, rows))
        else:
            turn.say(message(turn.chat_id, html, rows, remember=EVIDENCE))
        if content.caption:
            self._wizard.tell(turn, texts.CAPTION_LEFT, rows)
        for words in what_telegram_did(content):
            self._wizard.tell(turn, words, rows)

    async def on_remove(self, turn: UpdateContext, draft: Draft, part: EvidencePart) -> None:
        """Takes the newest file away, or all."""
        detach = self._intake.detach_last if part is EvidencePart.LAST else self._intake.detach_all
        self._wizard.ask(turn, STEP, detach(turn.unit, draft))

    async def on_original(self, turn: UpdateContext, draft: Draft, choice: OriginalsChoice) -> None:
        """Asks whether originals are to be kept too, and does as told."""
        if choice is OriginalsChoice.ASK:
            rows = [
                [Button(texts.KEEP_YES, KeepOriginals(STEP, OriginalsChoice.YES))],
                [Button(texts.KEEP_NO, KeepOriginals(STEP, OriginalsChoice.NO))],
            ]
            words = texts.ask_originals(videos=self._intake.takes_videos)
            self._wizard.tell(turn, words, rows)
            return
        keep = choice is OriginalsChoice.YES
        draft = self._intake.keep_originals(turn.unit, draft, keep=keep)
        self._wizard.tell(turn, texts.ORIGINALS_KEPT if keep else texts.ORIGINALS_NOT_KEPT)
        self._wizard.ask(turn, STEP, draft)


def _with_caption(html: str, content: Message) -> str:
    """The words, after a note that what is written below a file stays behind."""
    return f"{texts.CAPTION_LEFT}\n\n{html}" if content.caption else html


def what_telegram_did(content: Message) -> list[str]:
    """Words for whoever sent a photo of which Telegram gives us less than was sent."""
    shrunk = [texts.SHRUNK] if is_shrunk(content) else []
    return [*shrunk, *texts.remarks((Remark.MOVING_PART,) if content.live_photo else ())]


def is_shrunk(content: Message) -> bool:
    """Whether Telegram made a long picture so narrow that words in it can hardly be read: a photo's longest
    side is 1,280 pixels, or 2,560 where the sender chose it, however long the picture was."""
    if not content.photo:
        return False
    best = content.photo[-1]
    short, long = sorted((best.width, best.height))
    return short < LEGIBLE and long >= LONG * short


def has_file(content: Message) -> bool:
    """Whether a message brings something that may be evidence."""
    return file_of(content) is not None


def file_of(content: Message) -> tuple[str, int] | None:
    """File id and announced size of a picture or file."""
    if content.photo:
        best = content.photo[-1]
        return best.file_id, best.file_size or 0
    for one in (
        content.document,  # before animation: Telegram gives an animation as a document too
        content.video,
        content.animation,
        content.video_note,
        content.audio,
        content.voice,
    ):
        if one is not None:
            return one.file_id, one.file_size or 0
    return None


def sender_of(turn: UpdateContext, content: Message, size: int) -> IncomingFile:
    """Whose turn a file takes, and which line it waits in; ``size`` as Telegram announced it."""
    declared = content.document.mime_type if content.document else None
    picture = bool(content.photo) or (declared or "").startswith("image/")
    return IncomingFile(turn.chat_key, size, picture)


def refuse_early(content: Message, size: int, *, videos: bool) -> None:
    """What is known before anything is downloaded; ``size`` as Telegram announced it.

    Raises:
        SoundEvidenceError: sound.
        VideoEvidenceError: moving pictures, and they are not taken here.
        EvidenceTooLargeError: more than a bot may download.
    """
    declared = (content.document and content.document.mime_type) or ""
    if content.audio or content.voice or declared.startswith("audio/"):
        raise SoundEvidenceError
    moves = content.animation and declared != "image/gif"  # of which the first frame is taken
    if not videos and (content.video or content.video_note or moves):
        raise VideoEvidenceError
    if size > MAX_BYTES:
        raise EvidenceTooLargeError
