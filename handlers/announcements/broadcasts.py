"""Handlers of announcements that are kept: /siaran. Start, pause, cancel, take back, change, report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from telegram import Update

from handlers.access.commands import Command
from handlers.access.gate import Gate
from handlers.announcements.admin_chats import AdminChats
from handlers.announcements.buttons import (
    ApproveCampaign,
    AskFirst,
    CancelCampaign,
    EditCampaign,
    ListCampaigns,
    OfCampaign,
    OpenCampaign,
    PauseCampaign,
    PreviewCampaign,
    ReportCampaign,
    ResumeCampaign,
    RetractCampaign,
    StartCampaign,
    action_of,
    button_of,
)
from handlers.announcements.content import part_of
from handlers.announcements.texts import announce as texts
from handlers.platform.admission import Who
from handlers.platform.handler_group import AnyHandler
from handlers.platform.outgoing import MAX_CAPTION, Button, Call, Rows, document, edit, message, photo, toast
from handlers.platform.taps import TapHandler, on
from handlers.platform.texts import common
from handlers.platform.update_context import NetraContext, UpdateContext, tapped_at
from services.access.audit_hook import AuditAction, AuditHook
from services.announcements.campaigns import Action, Campaigns
from services.announcements.draft import Part, edited
from services.announcements.errors import (
    ApprovalMissingError,
    CampaignError,
    CampaignStateError,
    CampaignUnknownError,
    SameAdminError,
    TooLateError,
    UnsuitableError,
)
from services.announcements.model import Campaign, CampaignId, DeliveryReport
from services.announcements.report import draw_report, report_csv
from services.platform.drawing.renderer import PictureRenderer
from services.platform.errors import DrawingError
from storage.platform.broadcast_states import CampaignState
from storage.platform.dialogs import Dialog
from storage.platform.unit import Unit

LISTED = 10
_NO_WORDS = Part("sendMessage", {"text": ""}, "text")
BOT_NAME = "Netra"
EXPORTED_REPORT = "laporan pengiriman"
"""What the audit log calls the table of a delivery."""
TYPED = "typed"
"""In the dialog: new words that wait for an open lock."""
FOLLOWED = (Action.START, Action.RESUME, Action.RETRACT, Action.PAUSE, Action.CANCEL)
"""Actions after which the card below the finger goes on showing how far it is."""

AUDITED = {
    Action.APPROVE: (AuditAction.ANNOUNCEMENT_APPROVED, "disetujui"),
    Action.START: (AuditAction.ANNOUNCED, "dikirim"),
    Action.PAUSE: (AuditAction.ANNOUNCEMENT_STOPPED, "dijeda"),
    Action.RESUME: (AuditAction.ANNOUNCED, "dilanjutkan"),
    Action.CANCEL: (AuditAction.ANNOUNCEMENT_STOPPED, "dibatalkan"),
    Action.RETRACT: (AuditAction.ANNOUNCEMENT_RETRACTED, "ditarik"),
    Action.EDIT: (AuditAction.ANNOUNCED, "diubah"),
}
"""What the audit log calls an action."""


def watch_tag(campaign: CampaignId) -> str:
    """Under this tag the messages are remembered that show a campaign's progress."""
    return f"siar:{campaign}"


def card_rows(campaign: Campaign, actions: Sequence[Action]) -> Rows:
    """Buttons below a campaign's card."""
    buttons = [
        Button(texts.action_label(action, campaign), button_of(action, campaign.id)) for action in actions
    ]
    rows: list[list[Button]] = [buttons[at : at + 2] for at in range(0, len(buttons), 2)]
    last = [Button(texts.PREVIEW, PreviewCampaign(campaign.id))]
    if campaign.started_at is not None:
        last.append(Button(texts.REPORT, ReportCampaign(campaign.id)))
    last.append(Button(texts.REFRESH, OpenCampaign(campaign.id)))
    return [*rows, last, [Button(texts.TO_LIST, ListCampaigns())]]


async def report_calls(
    renderer: PictureRenderer, report: DeliveryReport, chat_id: int, zone: ZoneInfo
) -> list[Call]:
    """The delivery report for one chat: picture (words where it can't be drawn) and table."""
    caption = texts.report_caption(report)
    try:
        picture = await renderer.draw(draw_report, texts.report_words(report, zone, BOT_NAME))
        first = photo(chat_id, picture, caption, file_name="laporan.png")
    except DrawingError:
        first = message(chat_id, caption)
    name = f"laporan-{report.campaign.id}.csv"
    return [first, document(chat_id, report_csv(texts.report_table(report)), name)]


def note_report(audit: AuditHook, unit: Unit, actor_key: bytes, report: DeliveryReport) -> None:
    """Notes that the table of a delivery went out: which announcement, how many rows."""
    details = {"apa": EXPORTED_REPORT, "jumlah": str(len(report.rows))}
    audit.record(unit, actor_key, AuditAction.EXPORTED_DATA, report.campaign.id.encode(), details)


ANNOUNCEMENTS = Command("siaran", texts.COMMAND_LIST, Who.ADMIN, rank=70)


class BroadcastHandlers:
    """What admins do with announcements."""

    name = "siaran"

    def __init__(
        self,
        campaigns: Campaigns,
        admins: AdminChats,
        renderer: PictureRenderer,
        zone: ZoneInfo,
        audit: AuditHook,
        gate: Gate,
    ) -> None:
        self._campaigns = campaigns
        self._admins = admins
        self._renderer = renderer
        self._audit = audit
        self._zone = zone
        self._gate = gate

    def handlers(self) -> Sequence[AnyHandler]:
        """/siaran and its buttons."""
        return [
            ANNOUNCEMENTS.answered_by(self._on_command),
            TapHandler(
                on(ListCampaigns, self._on_list),
                on(OpenCampaign, self._on_button),
                on(PreviewCampaign, self._on_button),
                on(PauseCampaign, self._on_button),
                on(AskFirst, self._on_button),
                on(ApproveCampaign, self._on_button),
                on(StartCampaign, self._on_button),
                on(ResumeCampaign, self._on_button),
                on(CancelCampaign, self._on_button),
                on(RetractCampaign, self._on_button),
                on(EditCampaign, self._on_button),
                on(ReportCampaign, self._on_button),
            ),
        ]

    async def _on_command(self, _update: Update, context: NetraContext) -> None:
        turn = context.turn
        html, rows = await self._list()
        turn.say(message(turn.chat_id, html, rows))

    async def _list(self) -> tuple[str, Rows]:
        campaigns = await self._campaigns.recent(LISTED)
        if not campaigns:
            return texts.EMPTY, []
        return texts.LIST, [[Button(texts.line(one), OpenCampaign(one.id))] for one in campaigns]

    async def _on_list(self, update: Update, context: NetraContext, _pressed: ListCampaigns) -> None:
        query_id, message_id = tapped_at(update)
        html, rows = await self._list()
        self._put(context.turn, query_id, message_id, html, rows)

    async def _on_button(self, update: Update, context: NetraContext, pressed: OfCampaign) -> None:
        query_id, message_id = tapped_at(update)
        turn = context.turn
        try:
            await self._act(turn, query_id, message_id, pressed)
        except CampaignError as error:
            turn.say(toast(query_id, _refusal(error), alert=True))

    async def _act(
        self, turn: UpdateContext, query_id: str, message_id: int | None, pressed: OfCampaign
    ) -> None:
        """One tap.

        Raises:
            CampaignError: it can't be done (any more).
        """
        campaign = await self._campaigns.get(pressed.campaign)
        if isinstance(pressed, PreviewCampaign | ReportCampaign):
            turn.say(toast(query_id))
            await self._show(turn, campaign, preview=isinstance(pressed, PreviewCampaign))
            return
        if isinstance(pressed, AskFirst):
            if pressed.action is Action.EDIT and await turn.has_report_draft():
                turn.say(toast(query_id, common.REPORT_OPEN_SHORT, alert=True))
                return
            html, rows = self._ask(turn, campaign, pressed.action)
            self._put(turn, query_id, message_id, html, rows)
            return
        if isinstance(pressed, EditCampaign):
            html, rows, changed = await self._change_words(turn, campaign)
            self._put(turn, query_id, message_id, html, rows, follow=changed)
            return
        action = action_of(pressed)
        if action is None:
            html, rows = await self._card(turn, campaign)
            self._put(turn, query_id, message_id, html, rows, follow=campaign if _moves(campaign) else None)
            return
        changed = await self._change(turn, campaign, action)
        self._note(turn, changed, action)
        html, rows = await self._card(turn, changed)
        follow = changed if action in FOLLOWED else None
        self._put(turn, query_id, message_id, html, rows, follow=follow, words=texts.DONE_WORDS[action])

    def _put(
        self,
        turn: UpdateContext,
        query_id: str,
        message_id: int | None,
        html: str,
        rows: Rows,
        *,
        follow: Campaign | None = None,
        words: str = "",
    ) -> None:
        """Puts words in place of the message tapped; with ``follow`` it goes on showing the progress."""
        turn.say(toast(query_id, words))
        call = (
            message(turn.chat_id, html, rows)
            if message_id is None
            else edit(turn.chat_id, message_id, html, rows)
        )
        turn.say(replace(call, remember=watch_tag(follow.id)) if follow is not None else call)

    async def _card(self, turn: UpdateContext, campaign: Campaign) -> tuple[str, Rows]:
        """``campaign`` may be ahead of what is stored: the change is committed with these words."""
        progress = await self._campaigns.progress(campaign.id)
        progress = replace(progress, state=campaign.state)
        actions = self._campaigns.allowed(campaign, turn.chat_key, turn.now)
        alone = not await self._admins.others(turn.user_id)
        return texts.card(campaign, progress, self._zone, alone=alone), card_rows(campaign, actions)

    async def _show(self, turn: UpdateContext, campaign: Campaign, *, preview: bool) -> None:
        if preview:
            turn.say(message(turn.chat_id, texts.PREVIEW_HEAD))
            addressed = campaign.content.addressed(turn.chat_id)
            turn.say(*(Call(one.method, one.params) for one in addressed))
            return
        turn.direct.typing(turn.chat_id, "upload_photo")
        report = await self._campaigns.report(campaign.id)
        turn.say(*await report_calls(self._renderer, report, turn.chat_id, self._zone))
        note_report(self._audit, turn.unit, turn.actor_key, report)

    def _ask(self, turn: UpdateContext, campaign: Campaign, action: Action) -> tuple[str, Rows]:
        """Asks once more before what can't be undone, and for the new words of a change.

        Raises:
            CampaignError: it can't be done (any more).
        """
        cancels = action is Action.CANCEL
        if action not in self._campaigns.allowed(campaign, turn.chat_key, turn.now):
            raise CampaignStateError if cancels or not _was_sent(campaign) else TooLateError
        back = [Button(texts.BACK, OpenCampaign(campaign.id))]
        if action is Action.EDIT:
            if edited(campaign.content.calls, _NO_WORDS) is None:
                return texts.NOT_EDITABLE, [back]
            turn.set_dialog(self.name, "edit", {"campaign": campaign.id})
            return texts.ASK_EDIT, [back]
        if cancels:
            return texts.ASK_CANCEL, [[Button(texts.SURE_CANCEL, CancelCampaign(campaign.id))], back]
        return texts.ASK_RETRACT, [[Button(texts.SURE_RETRACT, RetractCampaign(campaign.id))], back]

    async def _change(self, turn: UpdateContext, campaign: Campaign, action: Action) -> Campaign:
        """Does it.

        Raises:
            CampaignError: it can't be done (any more).
        """
        unit, now = turn.unit, turn.now
        if action is Action.APPROVE:
            changed = await self._campaigns.approve(unit, campaign.id, turn.actor_key)
            author = await self._admins.with_key(campaign.author_key)
            if author is not None:
                rows = [[Button(texts.OPEN, OpenCampaign(campaign.id))]]
                self._admins.tell(turn, author, message(author, texts.approved_news(campaign.title), rows))
            return changed
        if action is Action.START:
            return await self._campaigns.start(unit, campaign.id, now)
        if action is Action.PAUSE:
            return await self._campaigns.pause(unit, campaign.id)
        if action is Action.RESUME:
            return await self._campaigns.resume(unit, campaign.id)
        if action is Action.CANCEL:
            return await self._campaigns.cancel(unit, campaign.id, now)
        if action is Action.RETRACT:
            return await self._campaigns.retract(unit, campaign.id, now)
        raise CampaignUnknownError  # a change needs its words first

    def _note(self, turn: UpdateContext, campaign: Campaign, action: Action) -> None:
        """Writes into the audit log, in the unit of the change, what was done to an announcement."""
        done, what = AUDITED[action]
        self._audit.record(turn.unit, turn.actor_key, done, campaign.id.encode(), {"apa": what})

    # --- new words ---

    async def on_input(self, update: Update, context: NetraContext, dialog: Dialog) -> None:
        """The new words of what was sent."""
        turn, content = context.turn, update.effective_message
        if content is None:
            return
        try:
            part = part_of(content)
        except UnsuitableError as error:
            turn.say(message(turn.chat_id, texts.UNSUITABLE[error.reason]))
            return
        if part.kind != "text":
            turn.say(message(turn.chat_id, texts.EDIT_WANTS_TEXT))
            return
        typed = {"campaign": str(dialog.data["campaign"]), TYPED: part.params}
        turn.set_dialog(self.name, "edit", typed)
        if turn.officer is None or not turn.officer.is_unlocked(turn.now):
            await self._gate.lead(turn, {"tap": EditCampaign(str(typed["campaign"])).pack()})
            return
        try:
            campaign = await self._campaigns.get(str(typed["campaign"]))
            html, rows, changed = await self._change_words(turn, campaign)
        except CampaignError as error:
            turn.say(message(turn.chat_id, _refusal(error)))
            turn.end_dialog()
            return
        call = message(turn.chat_id, html, rows)
        turn.say(replace(call, remember=watch_tag(changed.id)) if changed is not None else call)

    async def _change_words(
        self, turn: UpdateContext, campaign: Campaign
    ) -> tuple[str, Rows, Campaign | None]:
        """Puts the words that lie in the dialog in place of what was sent; no campaign where they can't.

        Raises:
            CampaignError: it can't be done (any more).
        """
        dialog = await turn.dialog()
        if dialog is None or dialog.name != self.name or dialog.data.get("campaign") != campaign.id:
            raise CampaignStateError("the new words are gone")
        if TYPED not in dialog.data:
            raise CampaignStateError("the new words were not given yet")
        found = edited(campaign.content.calls, Part("sendMessage", dialog.data[TYPED], "text"))
        if found is None:
            return texts.NOT_EDITABLE, [], None
        call, at = found
        if len(str(call.params.get("caption", ""))) > MAX_CAPTION:
            return texts.UNSUITABLE["length"], [], None
        changed = await self._campaigns.edit(turn.unit, campaign.id, call, turn.now, part=at)
        self._note(turn, changed, Action.EDIT)
        turn.end_dialog()
        return *await self._card(turn, changed), changed


def _moves(campaign: Campaign) -> bool:
    """Whether its card will change by itself."""
    busy = campaign.aftermath is not None and not campaign.aftermath_done
    return busy or campaign.state in (CampaignState.SCHEDULED, CampaignState.RUNNING, CampaignState.PAUSED)


def _was_sent(campaign: Campaign) -> bool:
    return campaign.started_at is not None and campaign.state.is_over


def _refusal(error: CampaignError) -> str:
    for kind, words in (
        (CampaignUnknownError, texts.GONE),
        (ApprovalMissingError, texts.NOT_APPROVED),
        (SameAdminError, texts.SAME_ADMIN),
        (TooLateError, texts.TOO_LATE),
    ):
        if isinstance(error, kind):
            return words
    return texts.NOT_NOW
