"""What people say to a bot beside questions: thanks, greetings, "menu", "stop", "gak jadi", "bukan itu".

Told by rule, and only where the whole message says nothing else: each phrase below may be joined by others
and by words that mean nothing ("ok makasih ya kak"). Whatever holds one more word is left to the model.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from functools import cache

from services.guidance.words import word_set


class Talk(StrEnum):
    """What a message is that asks nothing of the law."""

    STOP = "stop"
    CANCEL = "cancel"
    AGAIN = "again"
    """The answer, or what was understood, was wrong."""
    UNCLEAR = "unclear"
    """The answer was right, perhaps, but not understood."""
    MENU = "menu"
    NONE = "none"
    """None of what was offered."""
    WHO = "who"
    THANKS = "thanks"
    GREETING = "greeting"
    ACK = "ack"
    CHOOSE = "choose"
    """A yes to several offers: which?"""
    ROLE = "role"
    """Nothing but who somebody is."""
    NOT_ROLE = "not-role"
    """Nothing but who somebody is not."""


# The first that a message holds decides: "ok stop makasih" is a stop.
_PHRASES: dict[Talk, str] = {
    Talk.STOP: (
        "stop|stopp|setop|berhenti|brenti|unsubscribe|unsub|stop notif|stop notifikasi|stop pengingat|"
        "stop pengumuman|stop langganan|stop kirim pesan|stop kirim|berhenti langganan|berhenti berlangganan|"
        "berhenti kirim pesan|berhenti ngirim pengingat|berhenti mengirim pesan|berhenti mengirim|"
        "berhenti mengirim pengingat|jangan kirim pesan lagi|jangan kirim pesan|jangan kirim lagi|"
        "jangan kirim pengingat|jangan hubungi saya lagi|jangan hubungi saya|jangan chat lagi|"
        "jangan ganggu|matikan pengingat|matikan notif|matikan notifikasi|matiin notif|matiin pengingat|"
        "hentikan|hentikan pengingat|hentikan pengumuman|hentikan pesan|udahan|sudahi|"
        "tidak mau dikirimi pengumuman|nggak mau dikirimi pengumuman|gak mau dikirimi pengumuman|"
        "tidak mau menerima pesan|gak mau terima pesan|ga mau terima notif|tidak mau dikirimi pesan|"
        "nggak mau dikirimi pesan|gak mau dikirimi pesan|stop messaging me|stop sending messages|quit|exit|"
        "keluar"
    ),
    Talk.CANCEL: (
        "batal|batalkan|batalin|dibatalkan|gak jadi|ga jadi|gk jadi|nggak jadi|ngga jadi|enggak jadi|"
        "tidak jadi|tdk jadi|tdk jd|gak jd|ga jd|g jadi|gajadi|gakjadi|nggakjadi|ndak jadi|ora sido|"
        "teu jadi|indak jadi|cancel|lupakan|lupain|lupakan saja|abaikan|abaikan saja tadi|skip|"
        "never mind|nevermind|nvm|salah kirim|salah kamar|salah chat|salah orang|salah alamat|kepencet|"
        "gak jadi nanya|ga jadi nanya|tidak jadi bertanya|nggak jadi tanya|gak jadi tanya|urung"
    ),
    Talk.AGAIN: (
        "salah|keliru|bukan itu|bukan ini|bukan begitu|bukan gitu|bukan|bkn itu|bukan itu maksud saya|"
        "bukan itu maksudku|bukan itu maksudnya|bukan begitu maksudku|bukan begitu maksud saya|"
        "bukan itu yang saya tanya|bukan itu yang saya maksud|bukan itu pertanyaan saya|"
        "bukan itu jawabannya|bukan itu pertanyaannya|salah tangkap|salah paham|salah jawab|salah topik|"
        "jawabannya salah|jawabanmu salah|jawaban salah|lain maksudnya|beda maksudnya|maksudnya lain|"
        "maksudnya beda|maksud saya lain|maksud saya bukan itu|maksudku bukan itu|gak nyambung|"
        "ga nyambung|nggak nyambung|tidak nyambung|jawabannya gak nyambung|jawabannya ga nyambung|"
        "jawabannya nggak nyambung|tidak sesuai|gak sesuai|ga sesuai|ngawur|ngaco|ngelantur|"
        "muter muter|jawabannya muter muter|gak membantu|ga membantu|nggak membantu|tidak membantu|"
        "tidak menjawab|gak menjawab|nggak menjawab pertanyaan|tidak menjawab pertanyaan saya|"
        "kurang tepat|tidak tepat|gak tepat|dudu|dudu kuwi|dudu kuwi karepku|dudu iku|sanes|sanes eta|"
        "lain itu|not that|wrong|that s wrong|that is wrong|not what i asked|not what i meant|zonk|"
        "jawabannya aneh|jawaban aneh|salah semua|gak gitu|nggak gitu|ga gitu"
    ),
    Talk.UNCLEAR: (
        "tidak mengerti|gak ngerti|ga ngerti|nggak ngerti|ngga ngerti|tidak paham|gak paham|ga paham|"
        "nggak paham|belum paham|kurang paham|tidak mengerti jawabannya|gak ngerti jawabannya|"
        "kurang jelas|gak jelas|ga jelas|nggak jelas|tidak jelas|belum jelas|jawabannya kurang jelas|"
        "ga paham maksudnya|gak paham maksudnya|nggak paham maksudnya|tidak paham maksudnya|"
        "gak ngerti maksudnya|kok gitu|kok begitu|bingung|makin bingung|ora mudheng|ora ngerti|teu ngartos|"
        "i don t understand|i dont understand|not clear|terlalu panjang|kepanjangan"
    ),
    Talk.MENU: (
        "menu|menu utama|menu awal|main menu|help|bantuan|tolong|mulai|start|bisa apa|bisa apa saja|"
        "kamu bisa apa|kamu bisa apa saja|bot ini bisa apa|bisa bantu apa|bisa bantu apa saja|"
        "fitur|fitur apa saja|fiturnya|fiturnya apa|apa fiturnya|daftar perintah|perintah|perintahnya apa|"
        "perintahnya apa saja|apa saja perintahnya|pilihan|pilihannya apa|kembali|kembali ke menu|"
        "balik ke menu|balik|ke menu|ke awal|kembali ke awal|cara pakainya|gimana cara pakainya|"
        "bagaimana cara pakainya|cara pakai|caranya pakai|cara pakai bot|caranya pakai bot ini gimana|"
        "cara pakai bot ini|gimana cara pakai bot ini|bagaimana cara menggunakan bot ini|"
        "bagaimana cara memakai bot ini|cara menggunakan bot|gimana pakainya|bingung pakainya|"
        "bingung cara pakainya|apa saja yang bisa ditanyakan|apa saja yang bisa saya tanyakan|"
        "bisa tanya apa|bisa tanya apa saja|boleh tanya apa saja|tanya apa saja|what can you do|commands|"
        "how does this work|how do i use this|panduan|petunjuk|info|layanan apa saja|apa yang bisa dibantu|"
        "apa yang bisa kamu bantu|untuk apa bot ini|bot apa ini|ini bot apa|iki bot opo|apa yang bisa anda "
        "bantu"
    ),
    Talk.NONE: (
        "bukan semuanya|bukan semua|tidak ada|gak ada|ga ada|nggak ada|tidak ada yang cocok|"
        "gak ada yang cocok|ga ada yang cocok|nggak ada yang cocok|tidak ada yang pas|gak ada yang pas|"
        "tidak ada yang sesuai|gak ada yang sesuai|bukan dua duanya|bukan keduanya|bukan ketiganya|"
        "tidak satupun|tidak satu pun|none|none of these|none of them|neither|ora ono|ora ono kabeh|"
        "ora ana|teu aya|ga ada di pilihan|gak ada di pilihan|tidak ada di pilihan|nggak ada di pilihan|"
        "yang lain|lainnya|bukan itu semua|tidak ada semuanya"
    ),
    Talk.WHO: (
        "siapa kamu|kamu siapa|siapa anda|anda siapa|ini siapa|siapa ini|dengan siapa|dengan siapa saya "
        "bicara|"
        "dengan siapa saya berbicara|ini bot|kamu bot|ini bot atau orang|bot atau orang|orang atau bot|"
        "ini orang atau bot|ini orang apa bot|kamu robot|robot|ini yang jawab orang|"
        "ini yang jawab orang apa mesin|ini yang jawab manusia apa mesin|yang jawab orang apa mesin|"
        "yang jawab bot atau orang|manusia atau mesin|apakah anda manusia|apakah ini bot|apakah anda bot|"
        "who are you|are you a bot|are you human|are you a real person|namamu siapa|siapa namamu"
    ),
    Talk.THANKS: (
        "makasih|makasi|mksh|mksih|mkasih|maksih|mks|terima kasih|terimakasih|trimakasih|trima kasih|"
        "tarima kasih|tararengkyu|trims|trm ksh|thanks|thank you|thank u|thankyou|thx|tks|tq|ty|tengkyu|"
        "tengkiu|matur nuwun|matur suwun|matur sembah nuwun|maturnuwun|suwun|nuwun|nuhun|hatur nuhun|"
        "haturnuhun|hatur nuhun pisan|kesuwun|sakalangkong|mauliate|bujur|tampiasih|tampi asih|suksma|"
        "matur suksma|syukron|syukran|jazakallah|jazakallahu khairan|sangat membantu|membantu|terbantu|"
        "sangat terbantu|kurru sumanga|tarimo kasih|tarimokasih|amanai"
    ),
    Talk.GREETING: (
        "halo|hallo|hello|helo|hai|hay|hi|hey|hei|p|ping|tes|test|tes tes|testing|cek|coba|permisi|punten|"
        "mlm|met mlm|slmt pagi|slmt siang|slmt sore|slmt malam|slmt mlm|selamat mlm|slamat pagi|slamat siang|"
        "slamat sore|slamat malam|pgi|met pgi|selamat pgi|siank|"
        "spada|assalamualaikum|assalamu alaikum|asalamualaikum|ass wr wb|aslm|assalamualaikum wr wb|"
        "warahmatullahi wabarakatuh|wr wb|waalaikumsalam|shalom|salam|om swastiastu|horas|sampurasun|"
        "rahajeng|ahoy|selamat pagi|selamat siang|selamat sore|selamat malam|met pagi|met siang|met sore|"
        "met malam|met malem|selamat malem|pagi|siang|sore|malam|malem|good morning|good evening|"
        "sugeng enjing|sugeng siang|sugeng sonten|sugeng dalu|sugeng ndalu|wilujeng enjing|wilujeng siang|"
        "wilujeng sonten|wilujeng wengi|kulonuwun|kulo nuwun|salam kenal|ada orang|apa kabar|woy|woi|oy|oi|"
        "hoi|"
        "ada yang bisa bantu|mau tanya|mau nanya|numpang tanya|numpang nanya|"
        "izin bertanya|ijin bertanya|izin tanya|ijin tanya|mau bertanya|boleh tanya|boleh nanya|nyuwun pirsa|"
        "bade tumaros|badhe tanglet|tanya|nanya|masuk gak|masuk nggak"
    ),
    Talk.ACK: (
        "ok|oke|okey|okay|okee|oks|okeh|okelah|k|baik|baiklah|siap|siyap|sip|siip|sipp|sippp|yoi|yo|ya|iya|"
        "iyo|iye|yes|yup|"
        "yap|yaa|iyaa|betul|benar|bener|leres|inggih|nggih|enggih|muhun|sumuhun|rebes|beres|paham|pahamm|"
        "saya paham|sudah paham|udah paham|dah paham|mengerti|saya mengerti|ngerti|dimengerti|noted|copy|"
        "jelas|sudah jelas|udah jelas|cukup|cukup jelas|sudah cukup|oh|ooh|oo|o|ohh|oh gitu|oo gitu|oh "
        "begitu|"
        "oo begitu|gitu|begitu|gitu toh|begitu toh|oalah|owalah|o alah|hmm|hm|hmmm|mm|wkwk|wkwkwk|wkwkwkwk|"
        "haha|hahaha|hehe|hehehe|wah|wow|mantap|mantab|mantul|keren|bagus|top|good|great|nice|i see|got it|"
        "understood|sure|alright|ya sudah|ya udah|yaudah|yasudah|yowis|ya wis|ywdh|dadah|dah|bye|babay|"
        "byebye|bye bye|sampai jumpa|sampai nanti|besok lagi|nanti lagi|see you|selamat tinggal|pamit|"
        "alhamdulillah|syukurlah|amin|aamiin|syukur|lanjut|gas|komandan|bosku|setuju|sepakat|deal|"
        "besok saya tanya lagi|nanti saya tanya lagi|nanti saya kabari|cukup sekian|sekian|maaf|sori|sorry|"
        "maaf mengganggu|"
        "lucu|canggih|hebat|pintar"
    ),
}
_FILLERS = word_set(
    """
    ya yah yaa dong donk deh dah sih nih tuh min mimin admin kak kaka kakak pak bapak bu ibu bun bang
    abang bro sis gan mas mbak mba om tante kang teh teteh akang neng nok uda uni bli daeng ustad bos
    boss bot netra lah loh lho kok aja saja banget bgt sekali banyak byk sangat atas saya aku gw gue sy
    kami ini itu tadi lagi dulu nya kan to toh tho nggih eh ah oh nah semua semuanya anda kamu buat
    untuk yang yg kalau utk so very much pisan tenan temen kuwi no please tolong mohon ke dan sudah udah
    semoga sehat selalu sukses bnyk sini sekarang gitu begitu seperti jadi hehe ternyata info informasi
    wae ae bae mi ji ki di to jo kah juga maaf deui atuh euy mah teu lur cak rek dab ndan komandan
    bestie guys gaes sayang atas pencerahannya penjelasannya infonya informasinya bantuannya jawabannya
    """
)
_ADDRESS = word_set("min mimin admin kak kakak pak bapak bu ibu bang mas mbak gan bro bot ya")
_LEAVING = word_set("batal batalkan batalin cancel stop berhenti")
_ORDER = tuple(_PHRASES)
MOST_WORDS = 14
"""A longer message tells something."""
_REPEATED = re.compile(r"([a-z])\1{2,}")
_WORD = re.compile(r"[a-z0-9]+")
_SHRUG = re.compile(r"^[\s?]*\?[\s?]*$")


@cache
def _lexicon() -> dict[tuple[str, ...], Talk]:
    known: dict[tuple[str, ...], Talk] = {}
    for talk in _ORDER:
        for phrase in _PHRASES[talk].split("|"):
            known.setdefault(tuple(phrase.split()), talk)
    return known


@cache
def _longest() -> int:
    return max(map(len, _lexicon()))


def _words(text: str) -> list[tuple[str, int]]:
    """Words in lower case, stretched ones made short ("makasihhhh"), and where each begins."""
    folded = text.casefold()
    found = _WORD.finditer(folded)
    if _REPEATED.search(folded) is None:
        return [(one[0], one.start()) for one in found]
    return [(_REPEATED.sub(r"\1", one[0]), one.start()) for one in found]


def said(text: str) -> Talk | None:
    """What a message says that asks nothing; None where it may ask something."""
    if _SHRUG.match(text):
        return Talk.MENU
    words = [word for word, _ in _words(text)]
    if not words:
        return Talk.ACK  # a thumb, folded hands, a heart
    if len(words) > MOST_WORDS:
        return None
    found, end = _opening(words)
    if end < len(words) or not found:
        return None
    return min(found, key=_ORDER.index)


def says_stop(text: str) -> bool:
    """Whether a message is nothing but the word by which people leave a form: "batal", "stop"."""
    return " ".join(word for word, _ in _words(text)) in _LEAVING


def command_in(text: str, names: Iterable[str]) -> str | None:
    """The command whose name somebody wrote without its slash, and nothing else: "kuis dong"."""
    words = [word for word, _ in _words(text) if word not in _FILLERS]
    return words[0] if len(words) == 1 and words[0] in names else None


def after_talk(text: str) -> str:
    """What stands behind an opening that asks nothing ("makasih. kalau camat?"); the message as it is
    where it has none, or is nothing else."""
    words = _words(text)
    found, end = _opening([word for word, _ in words])
    while 0 < end < len(words) and words[end][0] in _ADDRESS:
        end += 1
    opens = found & {Talk.THANKS, Talk.GREETING, Talk.ACK, Talk.CANCEL, Talk.STOP}
    return text[words[end][1] :] if opens and opens == found and end < len(words) else text


def _opening(words: list[str]) -> tuple[set[Talk], int]:
    """What the known phrases and fillers at the beginning say, and where the last known phrase ends; all of a
    message that holds nothing else."""
    found: set[Talk] = set()
    at = end = 0
    while at < len(words):
        length = next(
            (
                n
                for n in range(min(_longest(), len(words) - at), 0, -1)
                if tuple(words[at : at + n]) in _lexicon()
            ),
            0,
        )
        if length:
            found.add(_lexicon()[tuple(words[at : at + length])])
            at += length
            end = at
        elif words[at] in _FILLERS:
            at += 1
        else:
            return found, end
    return found, len(words)
