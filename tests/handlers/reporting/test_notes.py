"""Notes of place and time as reporters and officers read them."""

from __future__ import annotations

import pytest

from handlers.reporting.texts.report import note_in_words
from services.reporting.draft import Attachment, NoteChoice


@pytest.mark.parametrize(
    ("clock", "zone", "words"),
    [
        ("taken", "+07:00", "diambil 20 September 2024 10.11 WIB"),
        ("taken", "+09:00", "diambil 20 September 2024 10.11 WIT"),
        ("taken", "+05:30", "diambil 20 September 2024 10.11 UTC+05:30"),
        ("taken", "", "diambil 20 September 2024 10.11 (zona waktu tidak tercatat)"),
        ("edited", "+08:00", "terakhir diubah, bukan diambil, 20 September 2024 10.11 WITA"),
        ("digitised", "+07:00", "dipindai 20 September 2024 10.11 WIB"),
        ("", "", "tercatat 20 September 2024 10.11"),
        ("of a later build", "", "tercatat 20 September 2024 10.11"),
    ],
)
def test_a_time_is_said_with_its_clock_and_zone(clock: str, zone: str, words: str) -> None:
    about = Attachment("f", 1, 1, 1, "", "", taken="2024-09-20 10:11", clock=clock, zone=zone)
    assert note_in_words(about) == words


def test_whoever_wants_no_time_written_leaves_no_zone_behind() -> None:
    about = Attachment(
        "f", 1, 1, 1, "", "", taken="2024-09-20 10:11", clock="taken", zone="+09:00", place="1, 2"
    )
    silent, timed, whole = (
        about.noted(choice) for choice in (NoteChoice.NOTHING, NoteChoice.TIME, NoteChoice.ALL)
    )
    assert (silent.taken, silent.clock, silent.zone, silent.place) == ("", "", "", "")
    assert (timed.taken, timed.clock, timed.zone, timed.place) == ("2024-09-20 10:11", "taken", "+09:00", "")
    assert whole == about
