"""Names, numbers and addresses go; the question stays."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebook.loader import load_rulebook
from services.guidance.scrubber import MAX_KEPT, Scrubber

SCRUB = Scrubber(load_rulebook().words).scrub
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@pytest.mark.parametrize(
    ("raw", "scrubbed"),
    [
        ("Pak Budi Santoso boleh ga follow akun calon?", "Pak [nama] boleh ga follow akun calon?"),
        ("pak budi santoso boleh ga follow", "pak [nama] boleh ga follow"),
        ("pak camat Ahmad Yani suruh saya", "pak camat [nama] suruh saya"),
        ("bu Lurah Siti Aminah pakai mobil dinas D 12 AB", "bu Lurah [nama] pakai mobil dinas [pelat]"),
        ("Suami saya Andi Wijaya Kusuma caleg, bolehkah", "Suami saya [nama] caleg, bolehkah"),
        ("Sdr. Joko Susilo ikut kampanye", "Sdr. [nama] ikut kampanye"),
        ("nip saya 19870512 201001 1 003", "nip saya [nomor]"),
        ("nik 3171234567890001 hp +62 812-3456-7890", "nik [nomor] hp [nomor]"),
        ("surel a.b+c@gmail.co.id ya", "surel [surel] ya"),
        ("liat @ratna_s deh", "liat [akun] deh"),
        ("ada di https://fb.com/x?y=1 dan tiktok.com/@abc", "ada di [tautan] dan [tautan]"),
        ("mobilnya B 1234 XYZ", "mobilnya [pelat]"),
        ("mobilnya b 1234 xyz", "mobilnya [pelat]"),
    ],
)
def test_what_tells_a_person_goes(raw: str, scrubbed: str) -> None:
    assert SCRUB(raw) == scrubbed


@pytest.mark.parametrize(
    "raw",
    [
        "boleh ga pak camat like postingan",
        "UU 5 tahun 2014 pasal 71 ayat 3 masih berlaku?",
        "kemarin ibu mertua saya ikut kampanye",
        "2024 pilkada 25 november jam 14.00",
        "RT 05 RW 10 itu boleh?",
        "foto sama Calon Bupati di Kantor Camat",
        "PP 94/2021 atau SKB 2 tahun 2022?",
        "tps 012 desa kami",
    ],
)
def test_what_tells_nobody_stays(raw: str) -> None:
    assert SCRUB(raw) == raw


@given(st.integers(10**4, 10**18), st.text(LETTERS + " ", max_size=30), st.sampled_from(["", " ", "-", "."]))
def test_no_long_number_survives(number: int, around: str, gap: str) -> None:
    digits = str(number)
    grouped = gap.join(digits[n : n + 4] for n in range(0, len(digits), 4))
    kept = SCRUB(f"{around} {grouped} {around}")
    assert digits not in kept
    assert grouped not in kept or re.fullmatch(r"\d{1,3} (19|20)\d\d", grouped)


@given(
    st.from_regex(r"[a-z][a-z0-9._]{1,15}@[a-z]{2,10}\.(com|id|go\.id)", fullmatch=True),
    st.from_regex(r"@[A-Za-z][A-Za-z0-9_]{4,20}", fullmatch=True),
    st.from_regex(r"https?://[a-z]{3,10}\.[a-z]{2,5}/[A-Za-z0-9/]{0,20}", fullmatch=True),
)
def test_no_address_survives(mail: str, handle: str, url: str) -> None:
    kept = SCRUB(f"tolong {mail} dan {handle} juga {url} ya")
    assert mail not in kept
    assert handle not in kept
    assert url not in kept


@given(
    st.sampled_from(["Pak", "bu", "Bapak", "ibu", "Sdr.", "mas", "Mbak", "Bang", "nama saya"]),
    st.lists(
        st.from_regex(r"[A-Z][bdfghjkz][aiueo][bdfgjkz][aiueo]{1,2}", fullmatch=True), min_size=1, max_size=4
    ),
)
def test_no_name_after_an_honorific_survives(honorific: str, names: list[str]) -> None:
    kept = SCRUB(f"kemarin {honorific} {' '.join(names)} mengajak kami ikut kampanye")
    for name in names:
        assert name not in kept
    assert "kampanye" in kept


@given(
    st.from_regex(r"[A-Z]{1,2}", fullmatch=True),
    st.integers(1, 9999),
    st.from_regex(r"[A-Z]{1,3}", fullmatch=True),
)
def test_no_plate_survives(area: str, number: int, series: str) -> None:
    plate = f"{area} {number} {series}"
    if area not in ("UU", "PP", "NO", "RP", "SE", "RT", "RW"):
        assert plate not in SCRUB(f"mobil dinas {plate} dipakai kampanye")


@given(st.text(max_size=700))
def test_no_text_breaks_it_it_is_short_and_scrubbing_twice_changes_nothing(text: str) -> None:
    once = SCRUB(text)
    assert len(once) <= MAX_KEPT
    assert "\n" not in once
    assert SCRUB(once) == once
