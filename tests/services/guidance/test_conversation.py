"""Follow-ups lean on the last topic; what stands on its own does not."""

from __future__ import annotations

import pytest

from rulebook.model import Actor
from services.guidance.answerer import Outcome
from services.guidance.conversation import Conversation, Side

LAST = "medsos-like-share-komentar"
QUESTION = "boleh ga like postingan calon bupati?"


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("sanksinya apa?", Side.SANCTION),
        ("terus hukumannya apa ya", Side.SANCTION),
        ("kalau kena, sanksinya berapa", Side.SANCTION),
        ("ancamannya?", Side.SANCTION),
        ("dasarnya?", Side.LAW),
        ("dasar hukumnya mana kak", Side.LAW),
        ("pasal berapa itu", Side.LAW),
        ("UU nya apa", Side.LAW),
    ],
)
async def test_a_side_of_the_last_topic_is_opened(conversation: Conversation, text: str, side: Side) -> None:
    understood = await conversation.read(text, LAST, QUESTION)
    assert understood.reading.topic == LAST
    assert understood.side is side
    assert understood.leaned


@pytest.mark.parametrize("text", ["sanksinya apa?", "dasarnya?", "kalau suami saya?"])
async def test_without_a_last_topic_nothing_is_leaned_on(conversation: Conversation, text: str) -> None:
    assert not (await conversation.read(text)).leaned


@pytest.mark.parametrize(
    "text",
    [
        "sanksi pidana untuk kepala desa yang ikut kampanye apa saja",
        "boleh ga pns jadi saksi partai di tps",
        "saya diminta atasan pasang stiker calon di mobil saya, apa saya harus menolak dan bagaimana caranya",
    ],
)
async def test_a_whole_question_stands_on_its_own(conversation: Conversation, text: str) -> None:
    alone, after = await conversation.read(text), await conversation.read(text, LAST, QUESTION)
    assert after.reading.topic == alone.reading.topic
    assert not after.leaned


async def test_an_actor_with_a_note_gets_the_topic_with_its_note(conversation: Conversation) -> None:
    understood = await conversation.read("kalau honorer gimana?", LAST, QUESTION)
    assert understood.reading.topic == LAST
    assert understood.about is Actor.NON_ASN


async def test_a_neighbouring_topic_is_answered_by_itself(conversation: Conversation) -> None:
    understood = await conversation.read("terus kalau ga sengaja gimana", LAST, QUESTION)
    assert understood.reading.topic == "like-tak-sengaja"
    far = await conversation.read("kalau cuma lihat aja?", LAST, QUESTION)
    assert far.reading.topic != "hadir-kampanye-pasif"


async def test_a_short_followup_is_not_taken_for_small_talk(conversation: Conversation) -> None:
    understood = await conversation.read("kalau pppk juga?", LAST, QUESTION)
    assert understood.reading.topic == LAST
    assert understood.about is Actor.PPPK


async def test_an_actor_without_a_note_gets_a_choice_of_both(conversation: Conversation) -> None:
    understood = await conversation.read("kalau suami saya?", LAST, QUESTION)
    assert understood.reading.outcome is Outcome.CLARIFY
    assert [one.slug for one in understood.reading.candidates] == ["suami-istri-calon", LAST]


async def test_greetings_and_wishes_to_report_are_never_followups(conversation: Conversation) -> None:
    assert (await conversation.read("makasih ya", LAST, QUESTION)).reading.outcome is Outcome.CHITCHAT
    wish = await conversation.read("saya mau lapor camat", LAST, QUESTION)
    assert wish.reading.outcome is Outcome.REPORT


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("saya p3k, boleh ga mengantar istri daftar jadi calon ke kpu", Actor.PPPK),
        ("saya honorer, boleh follow akun tim pemenangan calon?", Actor.NON_ASN),
        ("PNS boleh jadi anggota partai?", None),
    ],
)
async def test_who_is_named_in_a_first_message_gets_the_note_for_them(
    conversation: Conversation, text: str, about: Actor | None
) -> None:
    understood = await conversation.read(text)
    assert understood.reading.outcome is Outcome.ANSWER
    assert understood.about is about


async def test_a_role_beside_ones_own_is_somebody_elses(conversation: Conversation) -> None:
    """The note "Untuk kepala desa: bukan ASN, tetapi …" below an answer to an ASN would be another's law."""
    understood = await conversation.read("kades maju lagi pilkades, saya asn jadi tim suksesnya boleh?")
    assert understood.about is None
    assert understood.addition is None
