from __future__ import annotations

from zoneinfo import ZoneInfo

from services.platform.places import PROVINCES, ZONE_LABELS, province_of


def test_there_are_38_provinces_each_in_a_zone_with_a_label() -> None:
    assert len(PROVINCES) == 38
    assert len({one.code for one in PROVINCES}) == len({one.name for one in PROVINCES}) == 38
    for province in PROVINCES:
        assert ZoneInfo(province.time_zone).key == province.time_zone
        assert province.time_zone in ZONE_LABELS
        assert province_of(province.code) is province
    assert province_of("00") is None
