"""Aiogram's bot without anything around it, so many messages in flight."""

import asyncio

from _report import CHATS, IN_FLIGHT, TEXT, TOKEN, URL, Watch
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup


async def main() -> None:
    """Sends to everybody."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(URL), limit=100)
    bot = Bot(TOKEN, session=session)
    button = InlineKeyboardButton(text="Baca aturan", callback_data="ask:open:masa-tenang")
    markup = InlineKeyboardMarkup(inline_keyboard=[[button]])
    chats, watch = iter(CHATS), Watch()

    async def work() -> None:
        for chat in chats:
            await bot.send_message(chat, TEXT, parse_mode="HTML", reply_markup=markup)

    await asyncio.gather(*(work() for _ in range(IN_FLIGHT)))
    watch.report()
    await session.close()


asyncio.run(main())
