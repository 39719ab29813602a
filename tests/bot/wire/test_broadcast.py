"""The wire's side of broadcasts: what Telegram's answers mean, and the runner behind the bell."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from bot.wire.broadcast import WireSender, holder_of, verdict_of
from bot.wire.transport import Transport
from demo.server import DemoServer
from services.announcements.sender import Encoded, SendResult, SendVerdict
from tests.telegram_side import TelegramSide


def refused(code: int, words: str, **parameters: int) -> bytes:
    return orjson.dumps(
        {"ok": False, "error_code": code, "description": words, "parameters": parameters or None}
    )


@pytest.mark.parametrize(
    ("status", "payload", "expected"),
    [
        (
            200,
            b'{"ok":true,"result":{"message_id":7,"chat":{"id":1}}}',
            SendResult(SendVerdict.DELIVERED, (7,)),
        ),
        (
            200,
            b'{"ok":true,"result":[{"message_id":7},{"message_id":8}]}',
            SendResult(SendVerdict.DELIVERED, (7, 8)),
        ),
        (200, b'{"ok":true,"result":true}', SendResult(SendVerdict.DELIVERED)),
        (
            429,
            refused(429, "Too Many Requests: retry after 3", retry_after=3),
            SendResult(SendVerdict.WAIT, seconds=3),
        ),
        (429, refused(429, "Too Many Requests"), SendResult(SendVerdict.WAIT, seconds=1)),
        (403, refused(403, "Forbidden: bot was blocked by the user"), SendResult(SendVerdict.BLOCKED)),
        (403, refused(403, "Forbidden: user is deactivated"), SendResult(SendVerdict.DEACTIVATED)),
        (
            403,
            refused(403, "Forbidden: bot can't initiate conversation with a user"),
            SendResult(SendVerdict.NOT_STARTED),
        ),
        (
            403,
            refused(403, "Forbidden: bot was kicked from the supergroup chat"),
            SendResult(SendVerdict.BLOCKED),
        ),
        (400, refused(400, "Bad Request: chat not found"), SendResult(SendVerdict.CHAT_GONE)),
        (400, refused(400, "Bad Request: PEER_ID_INVALID"), SendResult(SendVerdict.CHAT_GONE)),
        (400, refused(400, "Bad Request: INPUT_USER_DEACTIVATED"), SendResult(SendVerdict.DEACTIVATED)),
        (400, refused(400, "Bad Request: can't parse entities"), SendResult(SendVerdict.REFUSED)),
        (400, refused(400, "Bad Request: message is not modified: ..."), SendResult(SendVerdict.UNCHANGED)),
        (400, refused(400, "Bad Request: message to delete not found"), SendResult(SendVerdict.UNCHANGED)),
        (
            400,
            refused(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-1001),
            SendResult(SendVerdict.MIGRATED, new_chat=-1001),
        ),
        (401, refused(401, "Unauthorized"), SendResult(SendVerdict.TOKEN_REFUSED)),
        (404, refused(404, "Not Found"), SendResult(SendVerdict.TOKEN_REFUSED)),
        (500, refused(500, "Internal Server Error"), SendResult(SendVerdict.SERVER)),
        (502, b"<html>Bad Gateway</html>", SendResult(SendVerdict.LOST)),
        (502, b"[]", SendResult(SendVerdict.LOST)),
        (200, b"[]", SendResult(SendVerdict.DELIVERED)),
        (200, b"<html>", SendResult(SendVerdict.DELIVERED)),
        (200, b'{"ok":true,"result":{"message_id":"7"}}', SendResult(SendVerdict.DELIVERED)),
    ],
)
def test_what_an_answer_means(status: int, payload: bytes, expected: SendResult) -> None:
    assert verdict_of(status, payload) == expected


async def test_what_the_wire_does_is_a_verdict_too(demo: DemoServer, telegram: TelegramSide) -> None:
    transport = Transport("1:wire", demo.url)
    await transport.start()
    sender = WireSender(transport)
    await telegram.fault(method="getMe", drop=True, times=1)
    assert (await sender.send("getMe", b"{}")).verdict is SendVerdict.LOST
    assert (await sender.send("getMe", b"{}")).verdict is SendVerdict.DELIVERED
    await transport.close()
    nowhere = Transport("1:wire", "http://127.0.0.1:9")
    await nowhere.start()
    assert (await WireSender(nowhere).send("getMe", b"{}")).verdict is SendVerdict.UNREACHED
    await nowhere.close()


def test_content_is_encoded_once_and_the_chat_spliced_in() -> None:
    text = Encoded.of("sendMessage", {"text": 'kutip " dan \u2028', "chat_id": 1})
    assert orjson.loads(text.to(b"5")) == {"chat_id": 5, "text": 'kutip " dan \u2028'}
    assert orjson.loads(text.to(b'"@kanal"'))["chat_id"] == "@kanal"
    assert orjson.loads(Encoded.of("sendDice", {}).to(b"5")) == {"chat_id": 5}
    edit = Encoded.of("editMessageText", {"text": "baru"})
    assert orjson.loads(edit.to_message(b"5", 9)) == {"chat_id": 5, "message_id": 9, "text": "baru"}
    assert Encoded.of("sendMediaGroup", {"media": [{}, {}, {}]}).weight == 3
    assert Encoded.of("copyMessages", {"message_ids": [1, 2]}).weight == 2
    assert text.weight == 1


def test_a_restart_has_the_same_name_and_another_folder_another(tmp_path: Path) -> None:
    assert holder_of(tmp_path) == holder_of(tmp_path)
    assert holder_of(tmp_path) != holder_of(tmp_path / "other")
    assert len(holder_of(tmp_path)) == 16
