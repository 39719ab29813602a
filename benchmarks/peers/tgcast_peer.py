"""tgcast: its queue in SQLite, its limits opened as far as they go, so many workers."""

import json
import tempfile
import time
import urllib.request
from pathlib import Path

from _report import CHATS, IN_FLIGHT, NUMBER, TEXT, TOKEN, URL, Watch
from tgcast import Task, Telecast

GIVE_UP_SECONDS = 300


def delivered() -> int:
    """What the server counted."""
    with urllib.request.urlopen(f"{URL}/stats") as answer:
        return int(json.load(answer)["delivered"])


with tempfile.TemporaryDirectory() as folder:
    engine = Telecast(
        TOKEN,
        store_dsn=str(Path(folder) / "tgcast.db"),
        telegram_base_url=URL,
        global_rps=1e9,
        per_chat_rps=1e9,
        max_concurrency=IN_FLIGHT,
        poll_interval=0.001,
    )
    for chat in CHATS:
        engine.enqueue(Task(chat_id=chat, text=TEXT, parse_mode="HTML"))
    before, watch = delivered(), Watch()
    engine.start()
    deadline = time.monotonic() + GIVE_UP_SECONDS
    while delivered() - before < NUMBER and time.monotonic() < deadline:
        time.sleep(0.05)
    watch.report()
    engine.shutdown()
