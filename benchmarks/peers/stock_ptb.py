"""python-telegram-bot with its own transport (httpx), so many messages in flight."""

import asyncio

from _report import CHATS, IN_FLIGHT, TEXT, TOKEN, URL, Watch
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.request import HTTPXRequest


async def main() -> None:
    """Sends to everybody."""
    bot = Bot(TOKEN, base_url=f"{URL}/bot", request=HTTPXRequest(connection_pool_size=IN_FLIGHT))
    markup = InlineKeyboardMarkup(
        [[InlineKeyboardButton("Baca aturan", callback_data="ask:open:masa-tenang")]]
    )
    chats, watch = iter(CHATS), Watch()

    async def work() -> None:
        for chat in chats:
            await bot.send_message(chat, TEXT, parse_mode="HTML", reply_markup=markup)

    await asyncio.gather(*(work() for _ in range(IN_FLIGHT)))
    watch.report()


asyncio.run(main())
