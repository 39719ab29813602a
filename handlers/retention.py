"""The end of reports: the job that warns and erases, and /retensi, where officers hold what they need."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from core.clock import Clock
from core.errors import StorageError
from core.randomness import Randomness
from core.sealing import Keyring
from handlers.journey import AnyHandler
from handlers.outgoing import Button, edit, message, toast
from handlers.remind import Commit
from handlers.texts import retention as texts
from handlers.turn import NetraContext, Turn, tapped
from services.access.views import VIEW_TAG
from services.reporting.retention import Retention
from services.reporting.vault import Report
from storage.unit import Outgoing, Unit

PAGE = 8
"""Reports on one page."""
HANDLE_BYTES = 4
LEAVE_TO_OFFICERS_BOT = timedelta(days=2)
"""A bot without the private key warns only if the officers' bot did not, say because it is switched off."""


class RetentionJob:
    """Rings at start and every hour; the database knows what is due."""

    def __init__(
        self,
        retention: Retention,
        refresh_key_backup: Callable[[], Awaitable[bool]],
        officers: Callable[[], Awaitable[Sequence[int]]],
        keyring: Keyring,
        clock: Clock,
        zone: ZoneInfo,
        *,
        can_open: bool,
    ) -> None:
        self._retention = retention
        self._refresh = refresh_key_backup
        self._officers = officers
        self._keyring = keyring
        self._clock = clock
        self._zone = zone
        self._patience = timedelta() if can_open else LEAVE_TO_OFFICERS_BOT

    async def run(self, commit: Commit) -> None:
        """Notes what was closed, warns of what will be erased, erases what is due, renews the key backup.

        Raises:
            StorageError: some of it was refused, say because another bot of the installation did it at this
                moment; the rest was done all the same, and the next ring looks again.
        """
        today = self._clock.now().astimezone(self._zone).date()
        sweep = Unit()
        self._retention.sweep(sweep, today)
        await commit(sweep)
        units = [await self._warning(today)]
        for report_id in await self._retention.due(today):
            unit = Unit()
            self._retention.erase(unit, report_id, today)
            units.append(unit)
        refused: StorageError | None = None
        for unit in units:
            try:
                await commit(unit)
            except StorageError as error:
                refused = error
        await self._refresh()
        if refused is not None:
            raise refused

    async def _warning(self, today: date) -> Unit:
        unit = Unit()
        announcement = await self._retention.announcement(today, self._patience)
        if announcement is not None:
            self._retention.announced(unit, announcement, today)
            html = texts.warning(len(announcement.report_ids), announcement.erased_from)
            rows = [[Button(texts.SEE, "retensi:list:0")]]
            unit.outgoing.extend(
                Outgoing(self._keyring.chat_key(chat_id), message(chat_id, html, rows).encode())
                for chat_id in await self._officers()
            )
        return unit


class RetentionDesk:
    """/retensi: closed reports, when each goes, and holds."""

    name = "retention"

    def __init__(
        self,
        retention: Retention,
        may_hold: Callable[[int], bool],
        describe: Callable[[Turn, bytes], Awaitable[Report | None]],
        randomness: Randomness,
        zone: ZoneInfo,
    ) -> None:
        """``may_hold`` is asked with a person's id; ``describe`` opens a report where that is allowed."""
        self._retention = retention
        self._may_hold = may_hold
        self._describe = describe
        self._randomness = randomness
        self._zone = zone

    def handlers(self) -> Sequence[AnyHandler]:
        """/retensi and its buttons."""
        return [
            CommandHandler("retensi", self._on_command, filters.ChatType.PRIVATE),
            CallbackQueryHandler(self._on_button, r"^retensi:"),
        ]

    async def _on_command(self, _update: Update, context: NetraContext) -> None:
        turn = context.turn
        if not self._may_hold(turn.user_id):
            turn.say(message(turn.chat_id, texts.NOT_FOR_YOU))
            return
        await self._list(turn, 0, None)

    async def _on_button(self, update: Update, context: NetraContext) -> None:
        query_id, data, message_id = tapped(update)
        turn = context.turn
        _, action, value = (*data.split(":", 2), "")[:3]
        if not self._may_hold(turn.user_id):
            turn.say(toast(query_id, texts.NOT_FOR_YOU, alert=True))
        elif action == "list":
            turn.say(toast(query_id))
            await self._list(turn, int(value) if value.isdigit() else 0, message_id)
        else:
            await self._toggle(turn, query_id, value, message_id)

    async def _toggle(self, turn: Turn, query_id: str, handle: str, message_id: int | None) -> None:
        dialog = await turn.dialog()
        known = dialog.data["handles"].get(handle) if dialog and dialog.journey == self.name else None
        if dialog is None or known is None:
            turn.say(toast(query_id, texts.OLD_LIST, alert=True))
            return
        report_id = bytes.fromhex(known)
        held = await self._retention.is_held(report_id)
        if held:
            self._retention.release(turn.unit, turn.chat_key, report_id)
        else:
            today = turn.now.astimezone(self._zone).date()
            self._retention.hold(turn.unit, turn.chat_key, report_id, today)
        turn.say(toast(query_id, texts.RELEASED if held else texts.HELD, alert=True))
        await self._list(turn, int(dialog.data["offset"]), message_id, toggled=report_id)

    async def _list(
        self, turn: Turn, offset: int, message_id: int | None, toggled: bytes | None = None
    ) -> None:
        total = await self._retention.count_closed()
        today = turn.now.astimezone(self._zone).date()
        page = await self._retention.closed(today, PAGE, offset)
        if not page:
            turn.say(message(turn.chat_id, texts.EMPTY))
            return
        handles = {self._randomness.bytes(HANDLE_BYTES).hex(): one for one in page}
        turn.set_dialog(
            self.name,
            "list",
            {"offset": offset, "handles": {handle: one.report_id.hex() for handle, one in handles.items()}},
        )
        rows: list[list[Button]] = []
        for number, (handle, one) in enumerate(handles.items(), offset + 1):
            shown = self._retention.toggled(one, today) if one.report_id == toggled else one
            words = texts.line(number, shown, await self._describe(turn, one.report_id))
            rows.append([Button(words, f"retensi:hold:{handle}")])
        rows.append(self._pages(offset, total))
        html = texts.listing(len(page), total, self._retention.days)
        if message_id is None:
            turn.say(message(turn.chat_id, html, rows, protect=True, remember=VIEW_TAG))
        else:
            turn.say(edit(turn.chat_id, message_id, html, rows))

    def _pages(self, offset: int, total: int) -> list[Button]:
        buttons = [Button(texts.REFRESH, f"retensi:list:{offset}")]
        if offset:
            buttons.append(Button(texts.FIRST, "retensi:list:0"))
        if offset + PAGE < total:
            buttons.append(Button(texts.NEXT, f"retensi:list:{offset + PAGE}"))
        return buttons
