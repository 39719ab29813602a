from __future__ import annotations

import stat
from pathlib import Path

import pytest

from bot.app.keys import KeyPaths, load_keys, make_missing_keys
from core.errors import KeyFileError
from services.platform.installation import Keys
from tests.repeatable import SeededRandomness


@pytest.fixture
def paths(tmp_path: Path) -> KeyPaths:
    folder = tmp_path / "keys"
    return KeyPaths(folder / "data.key", folder / "office.pub", folder / "office.key")


def made(paths: KeyPaths) -> Keys:
    make_missing_keys(paths, SeededRandomness(1), data_exists=False)
    return load_keys(paths)


def test_a_first_run_makes_keys_only_their_owner_reads(paths: KeyPaths) -> None:
    files = make_missing_keys(paths, SeededRandomness(1), data_exists=False)
    assert set(files) == {paths.data, paths.office_private, paths.office_public}
    assert stat.S_IMODE(paths.data.stat().st_mode) == 0o600
    assert stat.S_IMODE(paths.office_private.stat().st_mode) == 0o600
    assert stat.S_IMODE(paths.data.parent.stat().st_mode) == 0o700


def test_keys_are_made_once(paths: KeyPaths) -> None:
    first = made(paths)
    assert make_missing_keys(paths, SeededRandomness(2), data_exists=True) == []
    assert load_keys(paths) == first


def test_no_fresh_key_beside_old_data(paths: KeyPaths) -> None:
    with pytest.raises(KeyFileError, match="restore your backup"):
        make_missing_keys(paths, SeededRandomness(1), data_exists=True)
    made(paths)
    paths.office_public.unlink()
    with pytest.raises(KeyFileError, match="restore it"):
        make_missing_keys(paths, SeededRandomness(1), data_exists=True)


def test_without_the_private_key_it_is_intake_only(paths: KeyPaths) -> None:
    made(paths)
    paths.office_private.unlink()
    assert load_keys(paths).office_private is None


def test_a_key_others_can_read_is_refused(paths: KeyPaths) -> None:
    made(paths)
    paths.data.chmod(0o640)
    with pytest.raises(KeyFileError, match="chmod 600"):
        load_keys(paths)


def test_keys_that_are_no_pair_are_refused(paths: KeyPaths) -> None:
    made(paths)
    paths.office_private.unlink()
    public = paths.office_public.read_bytes()
    paths.office_public.unlink()
    make_missing_keys(paths, SeededRandomness(99), data_exists=False)
    paths.office_public.write_bytes(public)
    with pytest.raises(KeyFileError, match="does not belong"):
        load_keys(paths)


@pytest.mark.parametrize("content", ["", "netra-data-key-1:", "netra-data-key-1:AAAA", "x:y", "\x00\xff"])
def test_what_is_no_key_is_refused(paths: KeyPaths, content: str) -> None:
    made(paths)
    paths.data.write_text(content, encoding="utf-8")
    with pytest.raises(KeyFileError) as caught:
        load_keys(paths)
    assert str(paths.data) in str(caught.value)


def test_keys_never_print(paths: KeyPaths) -> None:
    assert repr(made(paths)) == "Keys(...)"
