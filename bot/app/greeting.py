"""The first words with Telegram, and the last about it: getMe, everybody's menus, and why polling ended."""

from __future__ import annotations

import asyncio

import structlog
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError

from bot.app.errors import PollingEndedError
from bot.app.logs import chain_of
from bot.wire.application import PtbApplication
from bot.wire.retry import Backoff, wait_or_stop
from bot.wire.transport import Transport
from core.errors import ConfigurationError
from handlers.access.commands import Commands
from handlers.access.menus import menus_of_everybody
from handlers.platform.outgoing import Call

UNKNOWN_TOKEN = "Telegram does not know this BOT_TOKEN; copy it again from @BotFather"  # noqa: S105 - no secret

log = structlog.get_logger(__name__)


async def greet_telegram(
    application: PtbApplication, transport: Transport, commands: Commands, stop: asyncio.Event
) -> None:
    """getMe and the menus of everybody, however long Telegram is away.

    Raises:
        core.errors.ConfigurationError: Telegram does not know the token.
    """
    backoff, tries = Backoff(first=1.0), 0
    while not stop.is_set():
        try:
            await application.initialize()
            for call in menus_of_everybody(commands):
                await _set_menu(transport, call)
            return
        except InvalidToken:
            raise ConfigurationError(UNKNOWN_TOKEN) from None
        except NetworkError as error:
            tries += 1
            log.warning("Telegram can't be reached, trying again", tries=tries, why=type(error).__name__)
            await wait_or_stop(stop, backoff.seconds(tries))
        except Exception as error:  # noqa: BLE001 - an answer PTB can't read raises whatever it likes
            tries += 1
            log.error("Telegram's first answers can't be read", tries=tries, why=chain_of(error))
            await wait_or_stop(stop, backoff.seconds(tries))


async def _set_menu(transport: Transport, call: Call) -> None:
    """A menu that is refused keeps nobody from starting."""
    try:
        await transport.call(call.method, dict(call.params))
    except (BadRequest, Forbidden):  # before NetworkError, whose child PTB makes BadRequest
        log.warning("a command menu was refused", method=call.method)


def explain(error: BaseException | None) -> None:
    """Raises why polling ended, in words for whoever restarts the bot."""
    if isinstance(error, InvalidToken):
        raise ConfigurationError(UNKNOWN_TOKEN)
    raise PollingEndedError from error
