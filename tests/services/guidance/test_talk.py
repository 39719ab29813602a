"""Messages as several people write them, each with what a person would expect of the answer.

``seen.jsonl`` was looked at while the rules were written; ``kept.jsonl`` was written with it by the same hand
before any rule, kept aside, and scored once at the end (CHANGELOG says how well).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rulebook.loader import ROOT, Rulebook
from rulebook.model import Actor, Verdict
from rulebook.speech import load_speech
from services.guidance.actors import named, only_role
from services.guidance.answerer import Answerer, ReadingOutcome
from services.guidance.conversation import MessageReader, Understood
from services.guidance.corrections import meant
from services.guidance.matters import Matter, matter_of, wishes_to_report
from services.guidance.picks import Picks
from services.guidance.talk import Talk, TalkReader

SPEECH = load_speech(ROOT)
TALK, PICKS = TalkReader(SPEECH.talk), Picks(SPEECH.followups.picks)
DATA = Path(__file__).parents[2] / "data" / "talk"
OFFERED = ("medsos-like-share-komentar", "follow-akun-calon", "grup-whatsapp")
MATTERS = {
    "crime": Matter.CRIME,
    "bribe": Matter.VOTE_BUYING,
    "evasion": Matter.EVASION,
    "track": Matter.MY_REPORT,
}
LEAST = {"seen": 0.94, "kept": 0.80}
"""Share of right answers below which a change lost something (figures of the day: CHANGELOG)."""


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


async def heard(conversation: MessageReader, row: dict[str, Any]) -> tuple[Understood, set[Actor | None]]:
    """The last message of a row understood after those before it, and for whom it is answered."""
    topic: str | None = None
    question = ""
    offered: tuple[str, ...] = ()
    own: Actor | None = None
    for before in row["last"]:
        if before == "@offer":
            question, offered = "boleh ga interaksi di medsos calon?", OFFERED
            continue
        understood = await conversation.read(before, topic, question, offered)
        own = understood.own or own
        if understood.reading.outcome is ReadingOutcome.ANSWER:
            topic, question, offered = understood.reading.topic, before, ()
        elif understood.reading.outcome is ReadingOutcome.CLARIFY:
            question, offered = before, tuple(one.slug for one in understood.reading.offered)
    understood = await conversation.read(row["says"], topic, question, offered)
    return understood, {understood.about, understood.own, own}


async def is_right(conversation: MessageReader, rulebook: Rulebook, row: dict[str, Any]) -> bool:
    understood, actors = await heard(conversation, row)
    kind, reading = row["is"], understood.reading
    topic = reading.topic if reading.outcome is ReadingOutcome.ANSWER else None
    fits = topic in row["topics"]
    meant_for = row["actor"] is None or Actor.of(row["actor"]) in actors
    if kind in MATTERS:
        refused = kind == "evasion" and fits and rulebook[str(topic)].verdict is Verdict.FORBIDDEN
        return understood.matter is MATTERS[kind] or refused
    if kind in ("sanction", "law", "full"):
        return fits and understood.side.value == kind
    if kind == "pick":
        return topic == OFFERED[row["topics"][0] - 1]
    if kind == "report":
        return reading.outcome is ReadingOutcome.REPORT and understood.matter is None
    if kind == "offer":
        offers = reading.outcome is ReadingOutcome.CLARIFY and {one.slug for one in reading.offered}
        return fits or bool(offers and offers & set(row["topics"]))
    if kind == "both":
        return fits and understood.second in row["topics"] and understood.second != topic
    if kind == "again":
        return understood.talk in (Talk.AGAIN, Talk.UNCLEAR)
    if kind in ("answer", "act"):
        return fits and understood.talk is None and (meant_for or kind == "act")
    return understood.talk is Talk(kind) and meant_for


@pytest.mark.parametrize("name", sorted(LEAST))
async def test_people_get_what_they_expect(
    conversation: MessageReader, rulebook: Rulebook, name: str
) -> None:
    every = rows(name)
    wrong = [row["says"] for row in every if not await is_right(conversation, rulebook, row)]
    assert len(wrong) <= (1 - LEAST[name]) * len(every), wrong


@pytest.mark.parametrize(
    "text",
    [
        "ok, boleh ga saya like postingan calon?",
        "stop kampanye di medsos itu gimana aturannya",
        "siap-siap jadi timses, boleh?",
        "salah ga kalau saya foto sama calon",
        "menu makan siang acara calon boleh saya makan?",
        "bukan asn tapi honorer, boleh kampanye?",
        "makasih sudah pilih calon saya",
        "tidak ada larangan pose jari kan?",
    ],
)
def test_what_holds_a_question_is_no_small_talk(text: str) -> None:
    assert TALK.said(text) is None


def test_the_words_behind_a_greeting_stay_as_they_were() -> None:
    assert TALK.after_talk("Halo min, Boleh like?") == "Boleh like?"
    assert TALK.after_talk("Boleh like? makasih") == "Boleh like? makasih"
    assert TALK.after_talk("makasih") == "makasih"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("salah, maksud saya camat", "camat"),
        ("bukan like, tapi share", "share"),
        ("koreksi, saya PPPK bukan PNS", "saya PPPK"),
        ("maksudku kalau difoto orang lain", "difoto orang lain"),
        ("maksudnya?", None),
        ("boleh ga like postingan calon?", None),
        ("salah ga kalau saya hadir di kampanye", None),
        ("eh salah saya pns", "saya pns"),
        ("salah saya like postingan calon?", None),
    ],
)
def test_what_was_meant_instead(text: str, words: str | None) -> None:
    assert meant(text) == words


@pytest.mark.parametrize(
    ("text", "actor", "own"),
    [
        ("saya p3k", Actor.PPPK, True),
        ("istri saya polwan", Actor.MILITARY_POLICE, False),
        ("saya lurah di kota tegal", Actor.SUBDISTRICT_HEAD, True),
        ("suami saya guru", Actor.TEACHER, False),
        ("saya pns", Actor.PNS, True),
        ("saya honorer", Actor.NON_ASN, True),
    ],
)
def test_who_somebody_says_to_be(text: str, actor: Actor, own: bool) -> None:
    role = only_role(text)
    assert role is not None
    assert (role.actor, role.is_own) == (actor, own)


def test_a_superior_or_a_place_is_not_who_asks() -> None:
    assert not any(one.is_subject for one in named("saya disuruh camat like postingan calon"))
    assert not any(one.is_subject for one in named("rapat di kecamatan, boleh pakai kaos partai?"))
    assert only_role("saya camat, boleh like?") is None
    (guru,) = named("guru saya menyuruh pilih calon")
    assert not guru.is_own


def test_a_choice_is_only_among_what_was_offered() -> None:
    assert PICKS.picked("yang kedua", OFFERED) == OFFERED[1]
    assert PICKS.picked("3", OFFERED[:2]) is None
    assert PICKS.picked("yang kedua", ()) is None
    assert PICKS.picked("dua jari boleh?", OFFERED) is None


@pytest.mark.parametrize(
    "text",
    [
        "saya mau lapor tapi jangan sampai ketahuan atasan",
        "tidak sengaja kepencet like, semoga tidak ketahuan",
        "boleh merekam diam-diam kampanye di kantor untuk bukti?",
        "kasih uang buat kampanye calon boleh?",
        "lurah bagi amplop dari calon ke warga",
        "laporan saya ke bawaslu sudah diproses belum",
        "suap menyuap saat kampanye pemilu itu sanksinya apa",
        "bagaimana agar asn tidak kena sanksi netralitas",
        "gimana biar ga kena sanksi kalau mau foto bareng calon",
        "supaya tidak kena sanksi apa yang harus saya hindari saat kampanye?",
        "hindari sanksi netralitas gimana caranya?",
        "tips biar ga ketahuan milih siapa sama atasan",
        "gimana caranya biar pilihan saya di tps ga ketahuan atasan?",
        "bolehkah diam diam milih calon oposisi?",
        "apakah dukungan diam-diam dilarang?",
        "saya diam-diam difoto pas kampanye orang, gimana?",
        "saya dimasukkan ke grup timses diam-diam",
        "saya diancam dimutasi sama bupati",
        "saya diancam dipecat karena tidak ikut acara deklarasi",
        "diancam sanksi apa kalau pose 2 jari?",
        "laporan saya dibaca siapa saja?",
        "apakah laporan saya dibaca atasan saya?",
        "apakah laporan saya aman identitasnya?",
        "laporan saya ke atasan belum ditanggapi",
        "lurah bagi sembako dari caleg",
        "apakah atasan bisa cari siapa yang melapor?",
        "ada yang lapor saya, siapa yang berhak memeriksa?",
        "takut dicari siapa pelapornya",
    ],
)
def test_what_is_no_matter_of_its_own(text: str) -> None:
    assert matter_of(text) is None


@pytest.mark.parametrize(
    ("text", "matter"),
    [
        ("gimana biar gak kena sanksi padahal saya kampanye", Matter.EVASION),
        ("cara dukung calon tanpa kena sanksi", Matter.EVASION),
        ("gimana caranya milih calon dua kali biar ga ketahuan", Matter.EVASION),
        ("cara nyuruh pegawai pilih paslon 1 tanpa ketahuan", Matter.EVASION),
        ("cara kampanye diam-diam biar aman", Matter.EVASION),
        ("gimana biar dukungan saya ke calon tidak terlacak bawaslu", Matter.EVASION),
        ("saya diancam preman pasar", Matter.CRIME),
        ("saya diancam akan dibunuh atasan", Matter.CRIME),
        ("timses bagi amplop di gang, lapor panwas ke mana", Matter.VOTE_BUYING),
        ("laporan saya sudah dibaca belum?", Matter.MY_REPORT),
        ("ada yang lapor saya ke bawaslu, cari siapa orang yang melapor dong", Matter.REPRISAL),
        ("siapa sih yang laporin saya", Matter.REPRISAL),
        ("pelapornya mau saya kasih pelajaran", Matter.REPRISAL),
    ],
)
def test_what_is_one(text: str, matter: Matter) -> None:
    assert matter_of(text) is matter


@pytest.mark.parametrize(
    "text",
    [
        "mau ngadu, saya difitnah tidak netral",
        "mau lapor pajak",
        "saya mau lapor balik orang yang memfitnah saya",
        "saya mau lapor ke atasan dulu sebelum jadi kpps",
        "saya ingin lapor bahwa saya terlanjur like postingan calon",
        "saya akan melaporkan LHKPN sebagai calon",
    ],
)
def test_what_is_no_wish_to_report_to_us(answerer: Answerer, text: str) -> None:
    assert not wishes_to_report(text)
    assert answerer.read(text).outcome is not ReadingOutcome.REPORT


def test_a_sure_answer_about_ones_own_trouble_goes_before_a_wish_to_report(answerer: Answerer) -> None:
    reading = answerer.read("mau ngadu, nama saya dicatut partai jadi anggota padahal saya pns")
    assert reading.topic == "nama-dicatut-partai"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("tips biar ga ketahuan milih siapa sama atasan", "hak-pilih"),
        ("gimana caranya biar pilihan saya di tps ga ketahuan atasan?", "hak-pilih"),
        ("hindari sanksi netralitas gimana caranya?", "definisi-netralitas"),
    ],
)
def test_who_asks_honestly_is_not_told_that_evasion_is_not_helped(
    answerer: Answerer, text: str, first: str
) -> None:
    reading = answerer.read(text)
    assert reading.outcome is ReadingOutcome.CLARIFY, "never an answer: it may be about voting twice"
    assert reading.offered[0].slug == first
    assert len(reading.offered) == 2


@pytest.mark.parametrize("text", ["mlm min", "slmt pagi pak", "pgi"])
def test_greetings_as_tired_people_write_them(text: str) -> None:
    assert TALK.said(text) is Talk.GREETING


@pytest.mark.parametrize("text", ["jawabannya?", "penjelasannya", "infonya dong"])
def test_what_is_thanked_for_is_no_thanks_by_itself(text: str) -> None:
    assert TALK.said(text) is None
    assert TALK.said(f"makasih atas {text}") is Talk.THANKS


def test_words_by_which_people_leave_or_call() -> None:
    assert TALK.says_stop("Batal!")
    assert not TALK.says_stop("batal ikut kampanye")
    assert TALK.command_in("kuis dong", {"kuis"}) == "kuis"
    assert TALK.command_in("kuis tentang netralitas", {"kuis"}) is None


ACTS = {
    "saya camat, boleh like postingan calon?": "medsos-like-share-komentar",
    "saya guru, boleh pasang stiker caleg di motor pribadi?": "stiker-di-kendaraan-pribadi",
    "saya lurah, boleh jadi tim sukses cabup?": "tim-sukses",
}


@pytest.mark.parametrize("text", ACTS)
async def test_a_role_word_does_not_eat_the_question(conversation: MessageReader, text: str) -> None:
    understood = await conversation.read(text)
    assert understood.reading.topic == ACTS[text]
    assert understood.about is not None


@pytest.mark.parametrize(
    "text",
    [
        "saya polisi, boleh nyoblos?",
        "anggota tni boleh milih di tps?",
        "guru pns bicara soal calon di depan kelas boleh?",
        "sekdes boleh jadi pengurus partai ga",
    ],
)
def test_a_role_word_left_out_never_makes_an_answer_milder(
    answerer: Answerer, rulebook: Rulebook, text: str
) -> None:
    topic = answerer.read(text).topic
    assert topic in ("tni-polri", "guru-dosen", "kepala-desa-perangkat"), topic


@pytest.mark.parametrize(
    "text",
    [
        "saya kades, adik saya bingung terus saya suruh ikut pilihan saya",
        "saya pegawai bumn, doktrin keponakan",
        "saya polisi, toko onlen dipake bela caleg",
    ],
)
def test_an_act_binds_nobody_with_a_law_of_their_own(answerer: Answerer, text: str) -> None:
    assert answerer.read(text).outcome is not ReadingOutcome.ANSWER


def test_only_what_is_strict_takes_the_place_of_a_roles_topic(answerer: Answerer) -> None:
    text = "sy bru cpns, 1) udh kena atrn netral blm 2) klo bpk sy nyuruh sy maju dprd hrs mundur kpn"
    assert answerer.read(text).topic == "cpns"


def test_a_plea_for_evasion_never_hears_boleh(answerer: Answerer, rulebook: Rulebook) -> None:
    for row in (*rows("seen"), *rows("kept")):
        if row["is"] == "evasion":
            topic = answerer.read(row["says"]).topic
            assert topic is None or rulebook[topic].verdict is Verdict.FORBIDDEN
