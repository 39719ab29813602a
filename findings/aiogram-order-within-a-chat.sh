#!/usr/bin/env bash
# aiogram 3.31.0, polling with its defaults, answers one person's messages in another order than they were written.
#
# Each update becomes a task of its own (handle_as_tasks is on), also those of one chat. Seen: of two messages of
# one person, of which the first takes longer to work on, the second is through first. For a form that asks step
# by step (a report, a set-up) the answers can land in each other's fields; with handle_as_tasks=False the order
# stands, and every chat waits for every other.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3.11}" -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --disable-pip-version-check aiogram==3.31.0
cd "$folder"
"$folder/env/bin/python" - <<'PYTHON'
import asyncio
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

class BotApi(BaseHTTPRequestHandler):
    """As much of a Bot API server as polling needs, on loopback."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode(errors="replace")
        method = self.path.rsplit("/", 1)[1]
        answer = {"ok": True, "result": getattr(server, "on_" + method, lambda body: True)(body)}
        raw = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *arguments):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), BotApi)
server.handle_error = lambda *connection: None  # a client that has heard enough hangs up
url = f"http://127.0.0.1:{server.server_port}"
threading.Thread(target=server.serve_forever, daemon=True).start()
server.on_getMe = lambda body: {"id": 1, "is_bot": True, "first_name": "b", "username": "b_bot"}


def message(number, text):
    sender = {"id": 5, "first_name": "p", "is_bot": False}
    chat = {"id": 5, "type": "private"}
    return {"update_id": number, "message": {"message_id": number, "date": 1, "chat": chat, "from": sender, "text": text}}


given = []


def updates(body):
    if not given:
        given.append(True)
        return [message(7, "first"), message(8, "second")]
    time.sleep(0.2)
    return []


server.on_getUpdates = updates


async def order(**options):
    given.clear()
    done, bot = [], Bot("1:t", session=AiohttpSession(api=TelegramAPIServer.from_base(url)))
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def handle(message):
        await asyncio.sleep(1 if message.text == "first" else 0)
        done.append(message.text)
        if len(done) == 2:
            asyncio.create_task(dispatcher.stop_polling())

    await dispatcher.start_polling(bot, handle_signals=False, polling_timeout=1, **options)
    return done


as_tasks, in_turn = asyncio.run(order()), asyncio.run(order(handle_as_tasks=False))
print("by default:", as_tasks, " one after the other:", in_turn)
assert as_tasks == ["second", "first"] and in_turn == ["first", "second"], "another behaviour than stated"
PYTHON
echo "as stated above"
