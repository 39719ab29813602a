from __future__ import annotations

import io
import logging

import pytest
import structlog

from bot.app.logs import chain_of, configure_logging, place_of

SECRET = "123456:AAAA-token-of-a-bot"


@pytest.fixture(params=[True, False], ids=["json", "console"])
def output(request: pytest.FixtureRequest) -> io.StringIO:
    stream = io.StringIO()
    configure_logging("DEBUG", as_json=request.param, stream=stream)
    return stream


def fail_with(secret: str) -> None:
    local_value = secret * 2
    raise ValueError(f"could not parse {local_value}")


def test_exceptions_are_logged_by_type_and_place_only(output: io.StringIO) -> None:
    try:
        fail_with(SECRET)
    except ValueError:
        structlog.get_logger("bot.x").exception("a handler failed")
        logging.getLogger("telegram.ext").exception("No error handlers for update %s", SECRET)
    text = output.getvalue()
    assert "a handler failed" in text
    assert "ValueError at bot/app/test_logs.py" in text
    assert SECRET not in text
    assert "local_value" not in text


def test_messages_of_libraries_are_reduced_to_their_place(output: io.StringIO) -> None:
    logging.getLogger("aiohttp.client").warning("Connection timeout to host https://api/bot%s/getMe", SECRET)
    logging.getLogger("httpx").info("HTTP Request: POST https://api/bot%s/getMe", SECRET)
    text = output.getvalue()
    assert "warning from aiohttp.client" in text
    assert "httpx" not in text
    assert SECRET not in text


def fail_in_a_chain() -> None:
    try:
        fail_with(SECRET)
    except ValueError as error:
        raise RuntimeError(SECRET) from error


def test_causes_are_followed_without_their_words() -> None:
    with pytest.raises(RuntimeError) as caught:
        fail_in_a_chain()
    chain = chain_of(caught.value)
    assert place_of(caught.value).startswith("bot/app/test_logs.py:")
    assert "RuntimeError" in chain
    assert "<- ValueError" in chain
    assert SECRET not in chain
