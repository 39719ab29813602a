"""aiogram-broadcaster: one mailer without an interval and without storage, its fastest way."""

import asyncio

from _report import CHATS, TEXT, TOKEN, URL, Watch
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from aiogram_broadcaster import Broadcaster
from aiogram_broadcaster.contents import TextContent


async def main() -> None:
    """Sends to everybody."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(URL), limit=100)
    bot = Bot(TOKEN, session=session)
    button = InlineKeyboardButton(text="Baca aturan", callback_data="ask:open:masa-tenang")
    markup = InlineKeyboardMarkup(inline_keyboard=[[button]])
    mailer = await Broadcaster(bot).create_mailer(
        chats=list(CHATS), content=TextContent(text=TEXT, parse_mode="HTML", reply_markup=markup)
    )
    watch = Watch()
    await mailer.start()
    watch.report()
    await session.close()


asyncio.run(main())
