"""What tells of the reporter is found; what tells of others is left alone; taking out is exact."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.reporting.draft import Draft
from services.reporting.own_identity import (
    FIELDS,
    MASK,
    Clue,
    asks_who,
    hints_in,
    hints_of,
    mask_of,
    masked,
    without,
)

TELLING = [
    ("Nama saya Budi Santoso, saya melihat camat berkampanye.", "Budi Santoso", Clue.NAME),
    ("nama saya budi santoso dan saya melihat pak camat", "budi santoso", Clue.NAME),
    ("Perkenalkan saya Rina Wati", "Rina Wati", Clue.NAME),
    ("Saya, Budi, melihat sendiri", "Budi", Clue.NAME),
    ("Saya Budi Santoso melihat sendiri", "Budi Santoso", Clue.NAME),
    ("atas nama pelapor Joko Susilo", "Joko Susilo", Clue.NAME),
    ("Begitu ceritanya. Terima kasih,\nSiti Aminah", "Siti Aminah", Clue.NAME),
    ("Saya bekerja di Dinas Pendidikan Kabupaten Bantul. Kepala dinas menyuruh kami.",
     "bekerja di Dinas Pendidikan Kabupaten Bantul", Clue.WORK),
    ("saya staf di bagian umum", "staf di bagian umum", Clue.WORK),
    ("Saya staf bagian umum Setda, disuruh memilih calon", "staf bagian umum Setda", Clue.WORK),
    ("Saya guru di SDN 3 Wates dan diminta ikut", "guru di SDN 3 Wates", Clue.WORK),
    ("sy bidan di puskesmas sewon disuruh kapus", "bidan di puskesmas sewon", Clue.WORK),
    ("Kami guru SMPN 2 Bantul dipaksa hadir", "guru SMPN 2 Bantul", Clue.WORK),
    ("kantor saya di Dinas PUPR lantai dua", "Dinas PUPR lantai dua", Clue.WORK),
    ("Jabatan saya bendahara kelurahan", "bendahara kelurahan", Clue.WORK),
    ("Saya ajudan camat", "ajudan camat", Clue.WORK),
    ("aku honorer di kelurahan Sukun", "honorer di kelurahan Sukun", Clue.WORK),
    ("Saya salah satu pegawai di Disdukcapil", "pegawai di Disdukcapil", Clue.WORK),
    ("saya sebagai kepala seksi pemerintahan di kecamatan Palang melihat",
     "kepala seksi pemerintahan di kecamatan Palang", Clue.WORK),
    ("Saya kerja sebagai operator di kantor desa", "kerja sebagai operator di kantor desa", Clue.WORK),
    ("Saya tinggal di Jl. Melati 5, Sewon", "Jl. Melati 5, Sewon", Clue.HOME),
    ("rumah saya di samping balai desa Sukamaju", "samping balai desa Sukamaju", Clue.HOME),
    ("hubungi saya di 0812-3456-7890 ya", "0812-3456-7890", Clue.PHONE),
    ("WA saya +62 812 3456 7890", "+62 812 3456 7890", Clue.PHONE),
    ("081234567890", "081234567890", Clue.PHONE),
    ("NIP 197805122005011003", "197805122005011003", Clue.NIP),
    ("NIP saya 19780512 200501 1 003 melihat", "19780512 200501 1 003", Clue.NIP),
    ("NIK 3402151205780001", "3402151205780001", Clue.NIK),
    ("email saya budi.santoso@gmail.com", "budi.santoso@gmail.com", Clue.MAIL),
    ("Telegram saya @budisantoso", "@budisantoso", Clue.ACCOUNT),
    ("@budisantoso", "@budisantoso", Clue.ACCOUNT),
]  # fmt: skip

ORDINARY = """\
Camat Gambir Pak Budi Santoso membagikan stiker kepada warga.
Saya melihat camat berkampanye di lapangan.
Nama saya jangan disebut.
nama saya dicatut sebagai pendukung
Tolong nama saya dirahasiakan ya pak
Pak Joko, guru SDN 3 Wates, mengajak murid.
Akun Instagram @camat_gambir mengunggah foto calon.
Nomor HP pak camat 081234567890 dipakai menyebar ajakan
Ia bekerja di Dinas Pendidikan
Kepala dinas bernama Bambang Sutrisno, NIP 197805122005011003
Saya warga biasa.
Saya ASN dan merasa ditekan.
Kami dipaksa hadir di balai desa
Saya lihat mobil dinas AB 1234 XY dipakai kampanye
Di grup WA, lurah menulis "pilih nomor 2"
Kepala sekolah menyuruh guru memilih calon nomor 3
Kejadian tanggal 12-10-2024 pukul 10.00
Anggaran Rp1.250.000.000.000 dipakai
Saya takut kalau ketahuan
Beliau mengirim pesan dari 0812 3456 7890
Kontak timses: pak Dedi 0813 1111 2222
rekening BRI 1234 5678 9012 3456 atas nama camat
Saya dan teman melihat langsung
Saya merekam video itu sendiri
Saya mendengar dari tetangga
Saya Melihat Camat
tautan https://instagram.com/p/abc123
atasan saya menyuruh memilih
saya bekerja di bawah tekanan
Kami diberi kaus dan uang Rp50.000
saya tidak tahu siapa namanya
Pak camat membagikan kaus bergambar calon saat rapat desa.
Amplop dibagikan di balai banjar.
Ada tiga saksi.
Bu lurah mengajak ibu-ibu PKK memilih calonnya, videonya ada pada saya.
Foto itu saya ambil dari seberang jalan.
Kepala Puskesmas mengumpulkan KTP pegawai
Sekretaris desa bertugas di TPS sambil memakai kaus partai
Mereka bekerja di kantor bupati
Saya harap segera ditindak. Terima kasih.
Terima kasih, semoga ditindaklanjuti
Mobilnya plat merah, sopirnya pegawai kecamatan
Saya kirim bukti fotonya
Kadis PUPR sering datang ke posko timses
Uangnya diserahkan oleh bendahara dinas di ruang rapat
Beliau bilang kepada saya supaya memilih nomor satu
Saya tidak berani menegur karena beliau kepala dinas
Akun facebook Budi Santoso membagikan unggahan calon
Status WA Pak Lurah: "Lanjutkan!"
Saya ikut apel dan mendengar arahan itu
""".splitlines()


@pytest.mark.parametrize(("text", "words", "clue"), TELLING, ids=[text[:40] for text, _, _ in TELLING])
def test_what_tells_of_the_reporter_is_found_and_nothing_beside_it(text: str, words: str, clue: Clue) -> None:
    found = hints_in(text)
    assert [(one.words, one.clue) for one in found] == [(words, clue)]
    assert masked(text, found) == text.replace(words, MASK)


def test_ordinary_stories_are_not_nagged_about() -> None:
    """Fifty sentences of reports that tell of others, or of the reporter nothing: none may raise a question."""
    assert len(ORDINARY) == 50
    assert [text for text in ORDINARY if hints_in(text)] == []
    assert hints_in(" ".join(ORDINARY)) == ()


def test_where_others_are_asked_for_their_numbers_are_theirs() -> None:
    for field in ("accused", "place", "agency"):
        assert hints_in("@camat_gambir", field) == ()
        assert hints_in("Budi Santoso, NIP 197805122005011003", field) == ()
        assert [one.words for one in hints_in("hubungi saya 081234567890", field)] == ["081234567890"]
        assert [one.words for one in hints_in("camat. Saya staf di bagian umum", field)] == [
            "staf di bagian umum"
        ]


def test_what_is_kept_is_not_asked_about_again() -> None:
    draft = Draft(
        story="Nama saya Budi Santoso. WA saya 081234567890", accused="camat, nama saya Budi Santoso"
    )
    assert [one.words for one in hints_of(draft)] == ["Budi Santoso", "081234567890", "Budi Santoso"]
    kept = replace(draft, kept_words=("Budi Santoso",))
    assert [one.words for one in hints_of(kept)] == ["081234567890"]
    assert without(kept, hints_of(kept)).story == f"Nama saya Budi Santoso. WA saya {MASK}"
    assert Draft.from_json(kept.to_json()) == kept


pieces = st.one_of(
    st.sampled_from([text for text, _, _ in TELLING]), st.sampled_from(ORDINARY), st.text(max_size=40)
)
texts = st.lists(pieces, max_size=6).map("\n".join)


@given(texts, st.sampled_from(FIELDS))
def test_finds_are_in_order_and_taking_out_touches_nothing_else(text: str, field: str) -> None:
    found = hints_in(text, field)
    end, left = 0, ""
    for one in found:
        assert end <= one.start < one.end
        assert text[one.start : one.end] == one.words
        left += text[end : one.start] + mask_of(one)
        end = one.end
    assert masked(text, found) == left + text[end:]
    assert len(masked(text, found)) <= len(text), "a story that was full stays within its limit"


@pytest.mark.parametrize("name", ["A", "Ed", "Ida"])
def test_a_short_name_taken_out_of_a_full_story_leaves_it_within_its_limit(name: str) -> None:
    full = f"Lurah membagi sembako di balai desa. Terima kasih.\n{name}"
    cut = masked(full, hints_in(full))
    assert not cut.endswith(name)
    assert len(cut) <= len(full)
    assert masked(cut, hints_in(cut)) == cut


@given(texts)
def test_what_was_taken_out_is_not_found_again(text: str) -> None:
    once = masked(text, hints_in(text))
    again = masked(once, hints_in(once))
    for _ in range(6):
        once, again = again, masked(again, hints_in(again))
    assert once == again


@given(st.builds(Draft, story=texts, place=texts, accused=texts, agency=texts))
def test_a_draft_loses_what_was_pointed_at_and_keeps_the_rest(draft: Draft) -> None:
    found = hints_of(draft)
    cut = without(draft, found)
    for field in FIELDS:
        of_field = tuple(one for one in found if one.field == field)
        assert getattr(cut, field) == masked(getattr(draft, field), of_field)
    assert replace(cut, **{field: getattr(draft, field) for field in FIELDS}) == draft


@pytest.mark.parametrize(
    "question",
    [
        "Siapa nama Anda?", "Boleh minta nomor HP?", "Anda bekerja di bagian apa?", "Mohon foto KTP",
        "Di mana alamat Anda?", "Bisa kami hubungi lewat WhatsApp?", "siapa anda", "Apa jabatan Anda di sana?",
        "apa identitas saudara", "NIP Bapak berapa?",
    ],
)  # fmt: skip
def test_questions_for_the_reporter_are_known(question: str) -> None:
    assert asks_who(question)


@pytest.mark.parametrize(
    "question",
    [
        "Berapa orang yang menerima amplop?",
        "Pukul berapa kejadiannya?",
        "Apakah ada saksi lain?",
        "Di ruang mana?",
    ],
)
def test_questions_about_the_matter_are_not(question: str) -> None:
    assert not asks_who(question)
