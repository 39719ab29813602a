#!/usr/bin/env bash
# python-telegram-bot 22.8: with its AIORateLimiter one group's 429 silences every other chat.
#
# Seen: a call to a group is answered with "retry after 2 seconds"; a call to a private chat that begins just
# afterwards, well within every limit, is not made before the two seconds are over. The pause is kept once for
# the whole bot, whatever chat it came for. Telegram counts groups by themselves (20 messages a minute), so
# anybody who opens a group and writes in it fast enough decides when all others are answered.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3.11}" -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --disable-pip-version-check 'python-telegram-bot[rate-limiter]==22.8'
cd "$folder"
"$folder/env/bin/python" - <<'PYTHON'
import asyncio
import time

from telegram.error import RetryAfter
from telegram.ext import AIORateLimiter

SECONDS = 2


async def main():
    limiter, tries, begun = AIORateLimiter(max_retries=1), [], time.monotonic()
    await limiter.initialize()

    async def to_group():
        tries.append("group")
        if len(tries) == 1:
            raise RetryAfter(SECONDS)
        return True

    async def to_person():
        tries.append("person")
        return time.monotonic() - begun

    def call(what, chat):
        return limiter.process_request(what, (), {}, "sendMessage", {"chat_id": chat}, None)

    group = asyncio.create_task(call(to_group, -100))
    await asyncio.sleep(0.3)
    waited = await call(to_person, 5)
    await group
    print("in the order of the calls:", tries, f"the person's after {waited:.1f} s")
    assert tries[0] == "group" and waited >= SECONDS, "another behaviour than stated"


asyncio.run(main())
PYTHON
echo "as stated above"
