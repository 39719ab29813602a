"""Groups: /tanya, a mention, or a reply to the bot gets one short answer; the rest is for private chats.

Nothing of a group is kept: no memory, no dialog; only how much it was told in the last minute is counted, in
memory (``handlers/routing/group_gate.py``). A follow-up finds its topic in the button of the
message it replies to.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from telegram import Message, MessageEntity, Update
from telegram.ext import MessageHandler, filters

from handlers.access.code_words import in_group
from handlers.access.commands import ChatScope, Command, Commands
from handlers.access.texts import doors as door_texts
from handlers.guidance.ask import ASK, TOPIC_PAYLOAD, topic_link
from handlers.guidance.texts import ask as ask_texts
from handlers.guidance.texts import group as texts
from handlers.guidance.texts.talk import MATTERS, THANKS
from handlers.platform.handler_group import AnyHandler
from handlers.platform.outgoing import Button, Rows, message
from handlers.platform.update_context import NetraContext
from handlers.platform.words import rest_of
from rulebook.loader import Rulebook
from services.access.lost_code import says_code_is_lost
from services.access.spotter import Spotter
from services.guidance.answerer import MAX_OFFERED, ReadingOutcome
from services.guidance.conversation import MessageReader, Talk
from services.guidance.matters import Matter

_TOPIC = re.compile(rf"[?&]start={TOPIC_PAYLOAD}([a-z0-9-]+)$")


class Groups:
    """Answers in groups."""

    def __init__(
        self, conversation: MessageReader, rulebook: Rulebook, spotter: Spotter, commands: Commands
    ) -> None:
        self._commands = commands
        self._conversation = conversation
        self._spotter = spotter
        self._rulebook = rulebook

    def handlers(self) -> Sequence[AnyHandler]:
        """/tanya, and text that speaks to the bot. Edited messages are left alone: one answer a question."""
        groups = filters.ChatType.GROUPS & filters.UpdateType.MESSAGE
        return [
            ASK.answered_by(self._on_ask, ChatScope.GROUP),
            MessageHandler(groups & filters.COMMAND, self._on_other_command),
            MessageHandler(groups & filters.TEXT & ~filters.COMMAND, self._on_text),
        ]

    async def _on_ask(self, update: Update, context: NetraContext) -> None:
        """The question after the command, else the message the command replies to."""
        asked = update.effective_message
        if asked is None:
            return
        question = rest_of(asked.text or "")
        replied = asked.reply_to_message
        if not question and replied is not None and not _is_bots(replied, context):
            question = replied.text or replied.caption or ""
        if question:
            await self._answer(context, asked, question)
        else:
            _reply(context, asked, texts.HOW_TO_ASK)

    async def _on_other_command(self, update: Update, context: NetraContext) -> None:
        """A command of ours that works in private chats only. Whoever gave it, the words are the same: others
        read along. Commands that many bots have (/start) are left alone unless this bot is named."""
        given = update.effective_message
        command, addressed = _command_in(given, context, self._commands)
        if given is None or command is None:
            return
        if command.name == "lapor":
            _refuse_report(context, given)
        elif _is_answered(command, is_named=addressed):
            _reply(
                context, given, door_texts.COMMAND_ONLY_PRIVATE, rows_to_private(context, texts.OPEN, "grup")
            )

    async def _on_text(self, update: Update, context: NetraContext) -> None:
        asked = update.effective_message
        if asked is None or asked.text is None:
            return
        if not speaks_to_bot(asked, context, self._commands):
            return  # people talk among themselves
        question = _without_mention(asked, context)
        if question is None:
            question = asked.text
        if question:
            await self._answer(context, asked, question)
        else:
            _reply(context, asked, texts.GREETING)

    async def _answer(self, context: NetraContext, asked: Message, question: str) -> None:
        if self._spotter.has_code(question) or says_code_is_lost(question):  # also in what was replied to
            in_group(context, asked)
            return
        understood = await self._conversation.read(question, _topic_of(asked.reply_to_message))
        reading = understood.reading
        if reading.outcome is ReadingOutcome.ANSWER and reading.topic is not None:
            topic = self._rulebook[reading.topic]
            rows = [[Button(texts.FULL_ANSWER, url=topic_link(context.bot.username, topic.slug))]]
            _reply(context, asked, ask_texts.short_card(topic), rows)
        elif reading.outcome is ReadingOutcome.CLARIFY:
            slugs = [one.slug for one in reading.candidates[:MAX_OFFERED]]
            rows = [
                [Button(self._rulebook[slug].label, url=topic_link(context.bot.username, slug))]
                for slug in slugs
            ]
            _reply(context, asked, texts.UNCLEAR, rows)
        elif reading.outcome is ReadingOutcome.REPORT:
            _refuse_report(context, asked)
        elif reading.outcome is ReadingOutcome.CHITCHAT:
            _reply(context, asked, THANKS if understood.talk is Talk.THANKS else texts.GREETING)
        elif understood.matter in (Matter.EVASION, Matter.REPRISAL):
            _reply(context, asked, MATTERS[understood.matter])
        else:
            _reply(context, asked, texts.OUT_OF_SCOPE, rows_to_private(context, texts.ASK_IN_PRIVATE, "grup"))


def _reply(context: NetraContext, asked: Message, html: str, rows: Rows | None = None) -> None:
    context.turn.say(message(context.turn.chat_id, html, rows, reply_to=asked.message_id))


def _refuse_report(context: NetraContext, asked: Message) -> None:
    _reply(context, asked, texts.REPORT_REFUSED, rows_to_private(context, texts.REPORT_IN_PRIVATE, "lapor"))


def rows_to_private(context: NetraContext, label: str, payload: str) -> Rows:
    """The way into a private chat."""
    return [[Button(label, url=f"https://t.me/{context.bot.username}?start={payload}")]]


def speaks_to_bot(asked: Message, context: NetraContext, commands: Commands) -> bool:
    """Whether a text in a group is meant for the bot: it names or answers it, or is its command."""
    if asked.text is None:
        return False
    command, is_named = _command_in(asked, context, commands)
    if asked.text.startswith("/") and command is not None and _is_answered(command, is_named=is_named):
        return True
    replied = asked.reply_to_message
    return _without_mention(asked, context) is not None or (
        replied is not None and _is_bots(replied, context)
    )


def _is_answered(command: Command, *, is_named: bool) -> bool:
    """Whether a command that works elsewhere gets a word: commands that many bots have are left alone."""
    return is_named or not command.of_many_bots


def _command_in(
    given: Message | None, context: NetraContext, commands: Commands
) -> tuple[Command | None, bool]:
    """The command a message begins with, and whether it names this bot; none where it names another."""
    words = (given.text if given is not None else None) or "/"
    name, _, named = words.split()[0].removeprefix("/").partition("@")
    if named and named.casefold() != context.bot.username.casefold():
        return None, False
    return commands.named(name), bool(named)


def _is_bots(one: Message, context: NetraContext) -> bool:
    return one.from_user is not None and one.from_user.id == context.bot.id


def _topic_of(replied: Message | None) -> str | None:
    """The topic of a short card, from its button."""
    if replied is None or replied.reply_markup is None:
        return None
    for row in replied.reply_markup.inline_keyboard:
        for button in row:
            if button.url and (match := _TOPIC.search(button.url)):
                return match[1]
    return None


def _without_mention(asked: Message, context: NetraContext) -> str | None:
    """The text without the bot's name; None where the bot is not mentioned."""
    text = asked.text or ""
    kinds: list[str | None] = [MessageEntity.MENTION, MessageEntity.TEXT_MENTION]
    for entity, words in asked.parse_entities(kinds).items():
        named = words.casefold() == f"@{context.bot.username}".casefold()
        if named or (entity.user is not None and entity.user.id == context.bot.id):
            return " ".join(text.replace(words, " ", 1).split())
    return None
