"""Follow-ups lean on the last topic; what stands on its own does not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.app.understanding import question_model
from rulebook.loader import Rulebook
from rulebook.model import Actor
from rulebook.vocabulary import load_vocabulary
from services.guidance.answerer import PERMISSIVE, THRESHOLDS, Answerer, ReadingOutcome
from services.guidance.conversation import CardSide, MessageReader, Talk, Understood
from services.guidance.matters import Matter
from services.guidance.overlays import Overlays

LAST = "medsos-like-share-komentar"
QUESTION = "boleh ga like postingan calon bupati?"


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("sanksinya apa?", CardSide.SANCTION),
        ("terus hukumannya apa ya", CardSide.SANCTION),
        ("kalau kena, sanksinya berapa", CardSide.SANCTION),
        ("ancamannya?", CardSide.SANCTION),
        ("dasarnya?", CardSide.LAW),
        ("dasar hukumnya mana kak", CardSide.LAW),
        ("pasal berapa itu", CardSide.LAW),
        ("jawabannya?", CardSide.FULL),
        ("UU nya apa", CardSide.LAW),
    ],
)
async def test_a_side_of_the_last_topic_is_opened(
    conversation: MessageReader, text: str, side: CardSide
) -> None:
    understood = await conversation.read(text, LAST, QUESTION)
    assert understood.reading.topic == LAST
    assert understood.side is side


@pytest.mark.parametrize("text", ["sanksinya apa?", "dasarnya?"])
async def test_without_a_last_topic_no_side_is_opened(conversation: MessageReader, text: str) -> None:
    assert (await conversation.read(text)).side is CardSide.CARD


@pytest.mark.parametrize(
    "text",
    [
        "sanksi pidana untuk kepala desa yang ikut kampanye apa saja",
        "boleh ga pns jadi saksi partai di tps",
        "saya diminta atasan pasang stiker calon di mobil saya, apa saya harus menolak dan bagaimana caranya",
    ],
)
async def test_a_whole_question_stands_on_its_own(conversation: MessageReader, text: str) -> None:
    alone, after = await conversation.read(text), await conversation.read(text, LAST, QUESTION)
    assert after == alone


async def test_an_actor_with_a_note_gets_the_topic_with_its_note(conversation: MessageReader) -> None:
    understood = await conversation.read("kalau honorer gimana?", LAST, QUESTION)
    assert understood.reading.topic == LAST
    assert understood.about is Actor.NON_ASN


async def test_a_neighbouring_topic_is_answered_by_itself(conversation: MessageReader) -> None:
    understood = await conversation.read("terus kalau ga sengaja gimana", LAST, QUESTION)
    assert understood.reading.topic == "like-tak-sengaja"
    far = await conversation.read("kalau cuma lihat aja?", LAST, QUESTION)
    assert far.reading.topic != "hadir-kampanye-pasif"


async def test_a_short_followup_is_not_taken_for_small_talk(conversation: MessageReader) -> None:
    understood = await conversation.read("kalau pppk juga?", LAST, QUESTION)
    assert understood.reading.topic == LAST
    assert understood.about is Actor.PPPK


async def test_an_actor_without_a_note_gets_a_choice_of_both(conversation: MessageReader) -> None:
    understood = await conversation.read("kalau suami saya?", LAST, QUESTION)
    assert understood.reading.outcome is ReadingOutcome.CLARIFY
    assert [one.slug for one in understood.reading.candidates] == ["suami-istri-calon", LAST]


async def test_greetings_and_wishes_to_report_are_never_followups(conversation: MessageReader) -> None:
    assert (await conversation.read("makasih ya", LAST, QUESTION)).reading.outcome is ReadingOutcome.CHITCHAT
    wish = await conversation.read("saya mau lapor camat", LAST, QUESTION)
    assert wish.reading.outcome is ReadingOutcome.REPORT


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("saya p3k, boleh ga mengantar istri daftar jadi calon ke kpu", Actor.PPPK),
        ("saya honorer, boleh follow akun tim pemenangan calon?", Actor.NON_ASN),
        ("PNS boleh jadi anggota partai?", None),
    ],
)
async def test_who_is_named_in_a_first_message_gets_the_note_for_them(
    conversation: MessageReader, text: str, about: Actor | None
) -> None:
    understood = await conversation.read(text)
    assert understood.reading.outcome is ReadingOutcome.ANSWER
    assert understood.about is about


async def test_a_role_beside_ones_own_is_somebody_elses(conversation: MessageReader) -> None:
    """The note "Untuk kepala desa: bukan ASN, tetapi …" below an answer to an ASN would be another's law."""
    understood = await conversation.read("kades maju lagi pilkades, saya asn jadi tim suksesnya boleh?")
    assert understood.about is None
    assert understood.addition is None


async def after(conversation: MessageReader, first: str, then: str) -> tuple[Understood, str]:
    """What is made of the second message after the first was answered; and the first one's topic."""
    before = await conversation.read(first)
    assert before.reading.topic is not None, before
    return await conversation.read(then, before.reading.topic, first), before.reading.topic


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("boleh like postingan kpu?", "kalau postingan calon?"),
        ("boleh like postingan kpu?", "kalau postingan paslon?"),
        ("boleh like postingan kpu?", "kalau bupati?"),
        ("boleh like postingan kpu?", "sama partai juga?"),
        ("boleh share postingan kpu?", "kalau punya calon?"),
        ("boleh share jadwal pemilu dari kpu?", "kalau poster calon?"),
        ("boleh share jadwal pemilu dari kpu?", "kalau visi misi satu calon?"),
        ("boleh ikut sosialisasi pemilu?", "kalau dari partai?"),
        ("boleh ikut sosialisasi pemilu?", "kalau diadakan timses?"),
        ("pns boleh nyoblos?", "kalau nyuruh orang juga?"),
        ("pns boleh nyoblos?", "kalau sambil pakai kaos calon?"),
        ("pns boleh nyoblos?", "kalau pamer pilihan?"),
        ("pns boleh nyoblos?", "kalau dua kali?"),
        ("pns boleh jadi kpps?", "kalau sekalian saksi?"),
        ("kakak maju pilkada gmn", "kalau hari minggu?"),  # both together resemble what neither asks
        ("pensiun pns nyaleg", "kalau sekali?"),
    ],
)
async def test_what_is_allowed_is_never_said_again_of_something_else(
    conversation: MessageReader, first: str, then: str
) -> None:
    understood, last = await after(conversation, first, then)
    reading = understood.reading
    if reading.outcome is ReadingOutcome.ANSWER:
        assert reading.topic != last
        assert reading.verdict not in PERMISSIVE
    else:
        assert reading.outcome is ReadingOutcome.CLARIFY or understood.matter is not None
        assert [one.slug for one in reading.offered] != [last]


async def test_a_prohibition_may_be_said_again(conversation: MessageReader) -> None:
    understood = await conversation.read("kalau di story?", LAST, QUESTION)
    assert understood.reading.topic == LAST
    assert understood.asked == f"{QUESTION} kalau di story?", "the next change is one of both"


async def test_a_bribe_told_of_in_a_followup_is_one(conversation: MessageReader) -> None:
    understood, _ = await after(conversation, "pns boleh nyoblos?", "kalau dikasih uang sama caleg?")
    assert understood.matter is Matter.VOTE_BUYING


@pytest.mark.parametrize(
    ("text", "about", "own"),
    [
        ("istri saya polwan", Actor.MILITARY_POLICE, None),
        ("suami saya kades", Actor.VILLAGE, None),
        ("kalau camat?", Actor.SUBDISTRICT_HEAD, None),
        ("kelurahan", Actor.SUBDISTRICT_HEAD, None),
        ("saya camat", Actor.SUBDISTRICT_HEAD, Actor.SUBDISTRICT_HEAD),
        ("kami guru honorer", Actor.NON_ASN, Actor.NON_ASN),
        ("saya pns", Actor.PNS, Actor.PNS),
        ("slmt mlm pak, sy lurah di kec. tebet", Actor.SUBDISTRICT_HEAD, Actor.SUBDISTRICT_HEAD),
    ],
)
async def test_only_what_somebody_says_to_be_is_their_role(
    conversation: MessageReader, text: str, about: Actor, own: Actor | None
) -> None:
    understood = await conversation.read(text)
    assert understood.talk is Talk.ROLE
    assert (understood.about, understood.own) == (about, own)


@pytest.mark.parametrize("text", ["istri saya polwan", "saya guru", "suami saya kades"])
async def test_a_role_told_while_a_choice_is_open_is_read_with_the_question(
    conversation: MessageReader, text: str
) -> None:
    offered = ("jamuan-hajatan-calon", "keluarga-calon")
    understood = await conversation.read(text, None, "syukuran calon di kampung, datang?", offered)
    assert understood.talk is None, "the question is not asked for again"
    assert understood.asked is not None
    assert understood.asked.startswith(text)
    assert "syukuran" in understood.asked
    if understood.reading.outcome is ReadingOutcome.CLARIFY:
        assert set(offered) <= {one.slug for one in understood.reading.offered}


async def test_a_role_told_before_any_question_is_asked_what_for(conversation: MessageReader) -> None:
    assert (await conversation.read("istri saya polwan", None, "", ("golput",))).talk is Talk.ROLE


async def test_who_is_no_honorer_any_more_is_none(conversation: MessageReader) -> None:
    understood = await conversation.read("saya bukan honorer lagi")
    assert understood.denied == {Actor.NON_ASN}


@pytest.mark.parametrize(
    "text", ["saya bukan pppk", "saya bukan pppk lagi", "bukan pppk pak", "eh salah saya bukan pppk"]
)
async def test_who_says_not_to_be_something_is_not(conversation: MessageReader, text: str) -> None:
    for last, question in ((None, ""), (LAST, QUESTION)):
        understood = await conversation.read(text, last, question)
        assert understood.talk is Talk.NOT_ROLE
        assert understood.denied == {Actor.PPPK}
        assert understood.own is None


async def test_a_role_denied_in_a_question_adds_nothing(conversation: MessageReader) -> None:
    understood = await conversation.read("saya bukan camat, boleh ga like postingan calon bupati?")
    assert understood.reading.topic == LAST
    assert (understood.about, understood.own, understood.addition) == (None, None, None)
    assert understood.denied == {Actor.SUBDISTRICT_HEAD}


@pytest.mark.parametrize(
    "text", ["atasan saya camat, boleh ga like postingan calon?", "tetangga saya polisi, boleh ga kampanye?"]
)
async def test_somebody_elses_role_is_not_ones_own(conversation: MessageReader, text: str) -> None:
    assert (await conversation.read(text)).own is None


@pytest.mark.parametrize(
    ("first", "then", "topics"),
    [
        ("polisi boleh nyoblos?", "eh salah, saya pns", {"hak-pilih"}),
        ("karyawan bumn boleh jadi tim sukses?", "maksud saya pns", {"tim-sukses"}),
        ("saya polisi, boleh like postingan calon bupati?", "eh salah, saya camat", {LAST}),
        ("polisi boleh nyoblos?", "saya pns", {"hak-pilih"}),
        ("polisi boleh nyoblos?", "eh salah saya pns", {"hak-pilih"}),
        ("kades boleh jadi tim sukses?", "kalau guru?", {"tim-sukses"}),
    ],
)
async def test_another_actors_law_is_not_said_again(
    conversation: MessageReader, first: str, then: str, topics: set[str]
) -> None:
    understood, last = await after(conversation, first, then)
    assert last not in topics, "it was another actor's law"
    assert understood.reading.topic in topics
    assert understood.asked is not None
    again = await conversation.read("sanksinya?", understood.reading.topic, understood.asked)
    assert again.side is CardSide.SANCTION


async def test_another_actors_law_with_no_question_to_ask_again_is_a_choice(
    conversation: MessageReader,
) -> None:
    understood = await conversation.read("kalau guru?", "tni-polri")
    assert understood.reading.outcome is ReadingOutcome.CLARIFY
    assert [one.slug for one in understood.reading.offered] == ["guru-dosen", "tni-polri"]
    assert (await conversation.read("saya pns", "tni-polri")).talk is Talk.ROLE


async def test_what_is_allowed_without_a_word_for_a_role_is_a_choice(conversation: MessageReader) -> None:
    understood = await conversation.read("kalau guru?", "sosialisasi-resmi-pemilu", "boleh share jadwal kpu?")
    assert understood.reading.outcome is ReadingOutcome.CLARIFY
    assert [one.slug for one in understood.reading.offered] == ["guru-dosen", "sosialisasi-resmi-pemilu"]


@pytest.mark.parametrize(
    "text",
    [
        "saya mau lapor lurah kampanye tapi jangan sampai ketahuan",
        "saya mau melaporkan kepala dinas saya yang bagi sembako, jangan sampai ketahuan saya pelapornya",
        "camat bagi kaos calon, mau saya lapor tapi identitas saya dirahasiakan",
        "lapor tapi biar gak ketahuan saya yang lapor gimana?",
        "mau lapor pak lurah bagi amplop tapi jangan sampe ketahuan saya",
    ],
)
async def test_who_fears_to_report_is_shown_the_way_and_nothing_is_kept(
    conversation: MessageReader, text: str
) -> None:
    understood = await conversation.read(text)
    assert understood.reading.outcome is ReadingOutcome.REPORT
    assert understood.also == ("laporan-anonim", "perlindungan-pelapor")


async def test_what_is_asked_of_a_reporters_safety_is_answered(conversation: MessageReader) -> None:
    understood = await conversation.read("apakah pelapor dilindungi identitasnya?")
    assert understood.reading.outcome is ReadingOutcome.ANSWER


async def test_an_honest_question_is_no_plea_by_what_was_asked_before(conversation: MessageReader) -> None:
    understood, _ = await after(conversation, "boleh jd timses?", "gmn biar ga ketauan milih siapa")
    assert understood.matter is None
    assert understood.reading.offered[0].slug == "hak-pilih"


async def test_small_talk_needs_no_reading(conversation: MessageReader) -> None:
    assert (await conversation.read("makasih ya")).reading.candidates == ()


async def test_a_plea_for_evasion_never_hears_boleh_in_a_conversation(
    conversation: MessageReader, rulebook: Rulebook
) -> None:
    for text in (
        "tips menghindari pengawas pemilu pas hadir kampanye",
        "pakai akun palsu biar ga ketahuan dukung calon, aman kan?",
        "kalau bantu calon sembunyi-sembunyi biar ga ketahuan?",
        "bukan kampanye, maksudnya bantu calon tanpa ketahuan bawaslu",
    ):
        for last, question in ((None, ""), ("hak-pilih", "pns boleh nyoblos?"), (LAST, QUESTION)):
            understood = await conversation.read(text, last, question)
            assert understood.reading.verdict not in PERMISSIVE, text
            assert understood.matter is Matter.EVASION or understood.reading.topic is not None, text


@pytest.mark.parametrize(
    ("text", "second"),
    [
        (
            "Kalau saya cuma punya KTA partai dari zaman mahasiswa dan belum dicabut, gimana nasib saya "
            "sebagai PNS?",
            "hak-pilih",
        ),
        (
            "bikin reels joget pake lagu paslon, di-close friend doang, masih kena ga min",
            "medsos-like-share-komentar",
        ),
    ],
)
async def test_a_second_question_is_answered_only_as_surely_as_a_first(
    rulebook: Rulebook, overlays: Overlays, text: str, second: str
) -> None:
    """Also where halves of a message were to need less than they do now."""
    unsure = replace(THRESHOLDS, part=0.4)
    answerer = Answerer(rulebook, load_vocabulary(), question_model(), thresholds=unsure)
    understood = await MessageReader(answerer, overlays, rulebook).read(text)
    assert understood.also == (second,), "it is one tap away"
    assert understood.second is None
