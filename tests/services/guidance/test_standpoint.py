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
        "saya warga biasa bukan pns, boleh ikut kampanye?",
        "saya warga, di kantor kelurahan ada stiker calon",
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
        "saya warga negara, saya kepala dinas, boleh ikut kampanye?",
        "saya ini warga negara yang kebetulan kabid, boleh like postingan calon?",
        "sebagai warga negara apakah saya boleh like postingan calon?",
        "saya warga sini, kerja di dinas pendidikan, boleh like postingan calon?",
        "saya juga warga, saya lurah, boleh like?",
        "saya warga sekaligus camat di sini, boleh hadir?",
        "kami warga kecamatan dan saya sekda, boleh jadi timses?",
        "saya warga biasa, tugas di kantor bupati, boleh pasang stiker calon?",
        "saya cuma warga, bidan di puskesmas, boleh nyumbang?",
        "boleh foto dengan calon?",
    ],
)
def test_whoever_may_be_bound_is_not_taken_for_one(text: str) -> None:
    assert not is_citizen(text)
