"""Subscribers in and out and the preview of reminders, through the real command line."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.app.keys import KeyPaths, make_missing_keys
from bot.cli.entry import app
from core.errors import NetraError
from core.randomness import SystemRandomness
from tests.services.calendar.test_roster import HEAD, written

RUNNER = CliRunner()
LINES = ("700000001,pns,19,Kabupaten Bangka,Dinas Pendidikan,WIB,true,2026-11-01", "700000002,warga,31,,,,,")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with keys, as after the first run."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOT_TOKEN", "1000001:cli")
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    keys = tmp_path / "data" / "keys"
    make_missing_keys(
        KeyPaths(keys / "data.key", keys / "office.pub", keys / "office.key"),
        SystemRandomness(),
        data_exists=False,
    )
    return tmp_path


def run(*arguments: str) -> str:
    result = RUNNER.invoke(app, list(arguments), catch_exceptions=False, env={"COLUMNS": "160"})
    assert result.exit_code == 0, result.output
    return result.output


def exported(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8-sig") as handle:
        return list(csv.DictReader(handle, delimiter=";"))


def test_what_goes_in_comes_out_without_ids_unless_asked_for(home: Path) -> None:
    source = written(home / "in.csv", *LINES)
    assert "2 lines are sound" in run("subscribers", "import", str(source), "--check")
    assert "2 subscribers imported" in run("subscribers", "import", str(source))
    assert "2 subscribers imported" in run("subscribers", "import", str(source)), "again changes nothing"
    assert "2 subscribers written" in run("subscribers", "export", str(home / "plain.csv"))
    plain = exported(home / "plain.csv")
    assert list(plain[0]) == ["role", "province", "time_zone", "active", "since"]
    assert "Bangka" not in (home / "plain.csv").read_text(encoding="utf-8")
    run("subscribers", "export", str(home / "places.csv"), "--with-places")
    assert {row["district"] for row in exported(home / "places.csv")} == {"Kabupaten Bangka", ""}
    assert "700000001" not in (home / "plain.csv").read_text(encoding="utf-8")
    assert "warning" in run("subscribers", "export", str(home / "ids.csv"), "--with-ids")
    rows = {row["chat_id"]: row for row in exported(home / "ids.csv")}
    assert set(rows) == {"700000001", "700000002"}
    assert rows["700000001"]["district"] == "Kabupaten Bangka"
    assert rows["700000002"]["time_zone"] == "WIB"
    assert (home / "ids.csv").stat().st_mode & 0o077 == 0, "for the owner's eyes only"


def test_one_wrong_line_keeps_all_out(home: Path) -> None:
    source = written(home / "in.csv", LINES[0], "700000002,rektor,31,,,,,")
    result = RUNNER.invoke(app, ["subscribers", "import", str(source)])
    assert isinstance(result.exception, NetraError)
    assert "line 3: role is unknown" in result.output
    assert "700000002" not in result.output
    assert "0 subscribers" in run("subscribers", "export", str(home / "out.csv"))


def test_a_file_is_never_overwritten(home: Path) -> None:
    (home / "out.csv").write_text(HEAD, encoding="utf-8")
    result = RUNNER.invoke(app, ["subscribers", "export", str(home / "out.csv")])
    assert isinstance(result.exception, NetraError)
    assert (home / "out.csv").read_text(encoding="utf-8") == HEAD


def test_reminders_are_previewed(home: Path) -> None:
    shown = run("reminders", "preview", "--election", "pilkada-2024")
    assert "2024-09-25" in shown
    assert "Masa kampanye dimulai" in shown
    assert "Pemilu 2024" not in shown
    assert "people" in run("reminders", "preview", "--days", "30")
    result = RUNNER.invoke(app, ["reminders", "preview", "--election", "pilkada-1999"])
    assert isinstance(result.exception, NetraError)
    assert "pilkada-2024" in str(result.exception)


def test_a_preview_needs_no_bot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BOT_TOKEN", raising=False)
    assert "Hari pemungutan suara" in run("reminders", "preview")


def test_what_goes_in_and_out_stands_in_the_audit_log_without_content(home: Path) -> None:
    run("subscribers", "import", str(written(home / "in.csv", *LINES)))
    run("subscribers", "export", str(home / "plain.csv"))
    run("subscribers", "export", str(home / "all.csv"), "--with-ids", "--with-places")
    shown = run("audit", "show")
    assert "Mengimpor data  apa=pelanggan jumlah=2" in shown
    assert "Mengekspor data  apa=pelanggan jumlah=2\n" in shown
    assert "Mengekspor data  apa=pelanggan jumlah=2 dengan=id, tempat" in shown
    assert shown.count("sistem") == 3
    for word in ("700000001", "Bangka", "Pendidikan", "plain.csv"):
        assert word not in shown
    assert "the log is whole: 3 entries" in run("audit", "verify")
