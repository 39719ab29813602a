"""Who says to be a citizen is told the citizen's side; whoever may be bound is not."""

from __future__ import annotations

import pytest

from services.guidance.standpoint import is_citizen


@pytest.mark.parametrize(
    "text",
    [
        "saya warga, pak lurah nyuruh pilih nomor dua",
        "Kami ini cuma warga biasa, kok camat kampanye?",
        "sebagai warga, boleh lapor lurah?",
        "saya masyarakat, mobil dinas dipakai kampanye",
    ],
)
def test_a_citizen_says_so(text: str) -> None:
    assert is_citizen(text)


@pytest.mark.parametrize(
    "text",
    [
        "saya pns, warga minta foto bareng calon",
        "pak lurah kami nyuruh warga pilih nomor dua",
        "saya warga desa sekaligus perangkat desa, boleh ikut kampanye?",
        "saya camat, warga mengundang saya ke kampanye",
        "saya warga tapi juga honorer, boleh like?",
        "boleh foto dengan calon?",
    ],
)
def test_whoever_may_be_bound_is_not_taken_for_one(text: str) -> None:
    assert not is_citizen(text)
