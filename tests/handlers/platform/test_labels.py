from __future__ import annotations

from enum import Enum

import pytest

from handlers.platform.labels import labels


class Colour(Enum):
    RED = "merah"
    BLUE = "biru"


def test_every_member_has_its_words() -> None:
    assert labels(Colour, {Colour.RED: "Merah", Colour.BLUE: "Biru"})[Colour.BLUE] == "Biru"


def test_a_member_without_words_is_found_when_the_program_starts() -> None:
    with pytest.raises(ValueError, match="BLUE"):
        labels(Colour, {Colour.RED: "Merah"})
    with pytest.raises(ValueError, match="RED, BLUE"):
        labels(Colour, {Colour.RED: "", Colour.BLUE: ""})
