"""Settings, from the environment or ``.env``. ``.env.example`` is made of what is said here of each."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.app.installed import typed
from bot.app.logs import configure_logging
from core.errors import ConfigurationError
from storage.platform.address import connecting, normalise_url
from storage.platform.errors import StorageError

TELEGRAM = "https://api.telegram.org"


class Settings(BaseSettings):
    """All settings. Secrets are wrapped, so that printing the settings never prints them."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True, env_ignore_empty=True
    )

    bot_token: SecretStr | None = Field(
        None, description="Token from @BotFather. Without it only the demo runs (make demo, netra demo)."
    )
    bot_api_url: str = Field(
        TELEGRAM,
        description="Root of the Bot API server; a self-hosted or local server otherwise, "
        "for example http://127.0.0.1:8081.",
    )
    owner_ids: Annotated[tuple[int, ...], NoDecode] = Field(
        (), description="Telegram ids of administrators and officers, separated by commas."
    )
    database_url: str | None = Field(
        None,
        description="sqlite:///path or postgresql://user:password@host/name "
        "(also ?sslmode=verify-full&sslrootcert=...); empty for an SQLite file in DATA_DIR.",
    )
    data_dir: Path = Field(Path("data"), description="Folder of the database, the keys and the lock.")
    data_key_file: Path | None = Field(
        None,
        description="Key that seals what is stored; empty for DATA_DIR/keys/data.key, made on the first run.",
    )
    office_public_key_file: Path | None = Field(
        None, description="Key that reports are sealed to; empty for DATA_DIR/keys/office.pub."
    )
    office_private_key_file: Path | None = Field(
        None,
        description="Key that opens reports; empty for DATA_DIR/keys/office.key. "
        "Keep it away from the public bot to run that one intake-only.",
    )
    broadcast_rate: float = Field(
        25.0,
        ge=0,
        le=1_000,
        description="Messages a second of an announcement; Telegram allows a bot about 30 in all. "
        "0 for no limit, on a Bot API server of your own.",
    )
    channel_id: int | str | None = Field(
        None,
        description="Channel announcements can go to as well: @name or its number (-100...). "
        "The bot must be its administrator.",
    )
    announcement_approval: bool = Field(
        False,
        description="true if a second administrator has to approve each announcement before it is sent.",
    )
    timezone: str = Field("Asia/Jakarta", description="Time zone of the agency, for dates shown to officers.")
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR.")
    log_json: bool = Field(False, description="true for one JSON object a line, as log collectors want.")
    report_retention_days: int = Field(
        365,
        ge=1,
        le=36_500,
        description="Days after closing when a report is erased, with a warning to officers 14 days before "
        "and a hold that stops it.",
    )
    report_posting_seconds: float = Field(
        20.0,
        gt=0,
        le=600,
        description="Sent reports are put among the others together, after at most so many seconds (at "
        "random, from a quarter of it): so nothing that is stored at that moment tells whose they are.",
    )
    evidence_video: bool = Field(
        False,
        description="true to take videos as evidence: pictures of moments, without sound. "
        "Needs `make video` once, or pip install 'netra[video]'.",
    )
    intake_only: bool = Field(
        False,
        description="true where reports are only taken in: office.key is left alone, and not missed here.",
    )
    listen: str = Field(
        "",
        description="host:port for /metrics (Prometheus) and /health, for example 127.0.0.1:9090; "
        "empty for none.",
    )

    @field_validator("owner_ids", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        if isinstance(value, str):
            return tuple(part for part in value.replace(",", " ").split() if part)
        return value

    @field_validator("data_dir")
    @classmethod
    def _folder(cls, value: Path) -> Path:
        if next((one for one in (value, *value.parents) if one.exists()), Path()).is_file():
            raise ValueError("it is a file, or lies in one; name a folder (one that is not there is made)")
        return value

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str | None) -> str | None:
        if value is not None:
            try:
                connecting(normalise_url(value))
            except StorageError as error:
                raise ValueError(str(error)) from None
        return value

    @field_validator("bot_token")
    @classmethod
    def _token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            bot_id, colon, rest = value.get_secret_value().partition(":")
            if not (bot_id.isdigit() and colon and rest):
                raise ValueError("a token looks like 123456:ABC...; copy it whole from @BotFather")
        return value

    @field_validator("bot_api_url")
    @classmethod
    def _url(cls, value: str) -> str:
        if not value.startswith(("https://", "http://")):
            raise ValueError("an address starts with https:// (or http:// for a server of your own)")
        return value.rstrip("/")

    @field_validator("channel_id", mode="before")
    @classmethod
    def _channel(cls, value: Any) -> Any:
        if value is None:
            return None
        text = str(value).strip()
        if text.lstrip("-").isdigit():
            return int(text)
        if not re.fullmatch(r"@[A-Za-z]\w{3,}", text):
            raise ValueError("use @name or the number that begins with -100")
        return text

    @field_validator("timezone")
    @classmethod
    def _zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError("use a name such as Asia/Jakarta, Asia/Makassar or Asia/Jayapura") from None
        return value

    @field_validator("log_level")
    @classmethod
    def _level(cls, value: str) -> str:
        if value.upper() not in ("DEBUG", "INFO", "WARNING", "ERROR"):
            raise ValueError("use DEBUG, INFO, WARNING or ERROR")
        return value.upper()

    @field_validator("listen")
    @classmethod
    def _address(cls, value: str) -> str:
        host, _, port = value.rpartition(":")
        if value and not (host and port.isdigit() and int(port) < 65_536):
            raise ValueError("an address to listen on looks like 127.0.0.1:9090")
        return value

    @property
    def zone(self) -> ZoneInfo:
        """The agency's time zone."""
        return ZoneInfo(self.timezone)

    @property
    def database(self) -> str:
        """The database's URL, with the default filled in."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'netra.sqlite3').resolve()}"

    @property
    def data_key_path(self) -> Path:
        """Where the data key is."""
        return self.data_key_file or self.data_dir / "keys" / "data.key"

    @property
    def office_public_key_path(self) -> Path:
        """Where the office's public key is."""
        return self.office_public_key_file or self.data_dir / "keys" / "office.pub"

    @property
    def office_private_key_path(self) -> Path:
        """Where the office's private key is, if it is here."""
        return self.office_private_key_file or self.data_dir / "keys" / "office.key"

    @property
    def token(self) -> str:
        """The token.

        Raises:
            ConfigurationError: none is set.
        """
        if self.bot_token is None:
            raise ConfigurationError(
                "BOT_TOKEN is not set: get one from @BotFather and put it into .env, or try "
                + typed("`make demo`", "`netra demo`")
            )
        return self.bot_token.get_secret_value()


def bot_id_of(token: str) -> int:
    """The bot's id, the part of a token before the colon."""
    return int(token.partition(":")[0])


def load_settings(**given: Any) -> Settings:
    """Settings from the environment and ``.env``; ``given`` ones win.

    Raises:
        ConfigurationError: names each wrong setting, what is wrong, never its value.
    """
    try:
        return Settings(**given)
    except ValidationError as error:
        wrong = "; ".join(
            _named(
                ".".join(str(part) for part in detail["loc"]).upper(),
                detail["msg"].removeprefix("Value error, "),
            )
            for detail in error.errors()
        )
        raise ConfigurationError(f"settings are wrong: {wrong}") from None


def _named(setting: str, wrong: str) -> str:
    """What is wrong with a setting, its name said once."""
    return wrong if setting in wrong else f"{setting}: {wrong}"


def start_settings(**given: Any) -> Settings:
    """Settings of a command that begins, with logging set up as they say.

    Raises:
        ConfigurationError: as :func:`load_settings`.
    """
    settings = load_settings(**given)
    configure_logging(settings.log_level, as_json=settings.log_json)
    return settings
