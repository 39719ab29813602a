from __future__ import annotations

from pathlib import Path

import pytest

from bot.app.settings import Settings, bot_id_of, load_settings
from bot.app.settings_file import settings_file
from core.errors import ConfigurationError

ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def test_the_example_is_what_the_program_prints() -> None:
    """Mend it with: python -m bot settings > .env.example"""
    assert (ROOT / ".env.example").read_text(encoding="utf-8") == settings_file()


def test_every_setting_stands_in_the_example_with_words_about_it() -> None:
    blocks = [block.splitlines() for block in settings_file().strip().split("\n\n")[1:]]
    assert [block[-1].split("=")[0] for block in blocks] == [name.upper() for name in Settings.model_fields]
    assert all(len(block) > 1 and all(line.startswith("# ") for line in block[:-1]) for block in blocks)
    assert all(len(line) <= 110 for block in blocks for line in block)


def test_the_example_says_the_defaults(tmp_path: Path) -> None:
    before = load_settings()
    (tmp_path / ".env").write_text(settings_file(), encoding="utf-8")
    assert load_settings() == before


def test_the_example_can_be_used_as_it_is(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes((ROOT / ".env.example").read_bytes())
    settings = load_settings()
    assert settings.bot_token is None
    assert settings.owner_ids == ()
    assert settings.database.startswith("sqlite:///")


def test_defaults_follow_the_data_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", "/srv/netra")
    settings = load_settings()
    assert settings.database == "sqlite:////srv/netra/netra.sqlite3"
    assert settings.data_key_path == Path("/srv/netra/keys/data.key")


def test_owners_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OWNER_IDS", "7, 8,9")
    assert load_settings().owner_ids == (7, 8, 9)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOT_TOKEN", "not-a-token-5551234"),
        ("OWNER_IDS", "budi5551234"),
        ("BOT_API_URL", "ftp://5551234"),
        ("TIMEZONE", "Mars/5551234"),
        ("LOG_LEVEL", "LOUD5551234"),
    ],
)
def test_a_wrong_setting_is_named_and_its_value_is_not_shown(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError) as caught:
        load_settings()
    assert name in str(caught.value)
    assert "5551234" not in str(caught.value)


def test_the_token_never_prints(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TOKEN", "123:secretsecret")
    settings = load_settings()
    assert "secretsecret" not in f"{settings!r}{settings}"
    assert settings.token == "123:secretsecret"
    assert bot_id_of(settings.token) == 123


def test_without_a_token_it_says_what_to_do() -> None:
    with pytest.raises(ConfigurationError, match="BotFather"):
        assert load_settings().token


@pytest.mark.parametrize(
    ("given", "kept"), [("@netralitas_asn", "@netralitas_asn"), ("-1001234567890", -1001234567890)]
)
def test_a_channel_is_a_name_or_a_number(given: str, kept: int | str) -> None:
    assert load_settings(channel_id=given).channel_id == kept


@pytest.mark.parametrize("given", ["netralitas", "https://t.me/x", "@a"])
def test_what_is_no_channel_is_refused(given: str) -> None:
    with pytest.raises(ConfigurationError, match="CHANNEL_ID"):
        load_settings(channel_id=given)


def test_a_rate_is_within_what_telegram_may_ever_allow() -> None:
    assert load_settings().broadcast_rate == 25.0
    assert load_settings(broadcast_rate="0").broadcast_rate == 0
    for wrong in ("-1", "5000", "cepat"):
        with pytest.raises(ConfigurationError, match="BROADCAST_RATE"):
            load_settings(broadcast_rate=wrong)
