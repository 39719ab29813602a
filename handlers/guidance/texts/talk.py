"""Words for what people say beside questions, and for matters that are none of neutrality."""

from __future__ import annotations

from core.text import escape
from handlers.guidance.texts.profile import LABELS
from handlers.platform.texts.common import verdict_line
from rulebook.model import Actor, Topic
from services.guidance.matters import Matter
from services.guidance.talk import Talk

THANKS = "Sama-sama. Kalau ada pertanyaan lain, tulis saja di sini."
ACK = "Baik. Kalau ada pertanyaan lain, tulis saja di sini."
CANCELLED = "Baik, tidak apa-apa. Pertanyaan tadi saya lupakan. Kalau ada yang lain, tulis saja."
MENU = (
    "<b>Yang bisa saya bantu</b>\n\n"
    "Tulis saja pertanyaan Anda dengan bahasa sehari-hari, misalnya:\n"
    "<i>“boleh ga like postingan calon bupati?”</i>\n\n"
    "Atau pilih:\n"
    "• /topik semua topik\n"
    "• /lapor melapor tanpa nama, /lacak melihat kabarnya\n"
    "• /jadwal tahapan pemilu, /pengingat minta diingatkan\n"
    "• /kuis menguji pengetahuan\n"
    "• /profil menyesuaikan jawaban dengan status Anda\n"
    "• /privasi apa yang disimpan"
)
STOP = (
    "Tidak ada yang sedang berjalan: tanpa pesan dari Anda, saya tidak menjawab apa pun.\n\n"
    "Pengingat dan pengumuman diatur di /pengingat; di sana ada tombol untuk berhenti."
)
STOP_BUTTON = "Atur pengingat"
WHICH_WAS_MEANT = (
    "Maaf, saya salah menangkap. Apakah ini yang Anda maksud? Kalau bukan, tulis lagi dengan kata lain."
)
WRITE_AGAIN = (
    "Maaf, saya salah menangkap. Coba tulis lagi dalam satu kalimat: <b>siapa</b> melakukan <b>apa</b>. "
    "Misalnya:\n"
    "<i>“boleh ga guru PPPK like postingan calon bupati?”</i>"
)
CHOOSE = "Yang mana? Tekan salah satu tombolnya, atau tulis nomor urutnya, misalnya <i>2</i>."
ROLE_HINT = "Ingat status ini"
ROLE_CHOICE = "Pilih status saya"

_UNCLEAR_END = "Bagian mana yang masih membingungkan? Tekan tombolnya, atau tanyakan dengan kata lain."


def command(name: str) -> str:
    """Somebody wrote a command's name without its slash."""
    return f"Untuk itu, ketuk /{name}"


_LABELS_OF_OTHERS = {Actor.CITIZEN: "warga", Actor.SPOUSE: "suami/istri calon"}


def role_noted(role: Actor, *, is_own: bool) -> str:
    """Somebody said only who they are, or who their kin is."""
    name = escape(_name(role))
    if is_own:
        return (
            f"Baik, Anda <b>{name}</b>. Selama percakapan ini jawaban saya sesuaikan.\n\n"
            "Apa yang ingin Anda tanyakan? Misalnya: <i>“boleh ga like postingan calon?”</i>"
        )
    return (
        f"Baik, ini tentang <b>{name}</b>. Sebutkan lagi dalam pertanyaannya, misalnya: "
        f"<i>“boleh ga {name} like postingan calon?”</i>\n\n"
        "Kalau itu status Anda sendiri, tulis <i>saya …</i> atau tekan tombol di bawah."
    )


def role_denied(role: Actor) -> str:
    """Somebody said only who they are not."""
    return (
        f"Baik, Anda bukan <b>{escape(_name(role))}</b>. Supaya jawabannya pas, tulis status Anda, misalnya "
        "<i>saya guru honorer</i>, atau tekan tombol di bawah. Setelah itu, silakan bertanya."
    )


def _name(role: Actor) -> str:
    return _LABELS_OF_OTHERS.get(role) or LABELS.get(role, role.label).removeprefix("Saya ")


def unclear(topic: Topic) -> str:
    """The last answer once more, in two lines."""
    first = topic.short.split(". ")[0].rstrip(".") + "."
    line = f"{verdict_line(topic)}: {escape(topic.title)}"
    return f"Maaf kalau kurang jelas. Singkatnya:\n\n{line}\n{escape(first)}\n\n{_UNCLEAR_END}"


TALKED = {
    Talk.THANKS: THANKS,
    Talk.ACK: ACK,
    Talk.CANCEL: CANCELLED,
    Talk.MENU: MENU,
    Talk.STOP: STOP,
}

MATTERS = {
    Matter.CRIME: (
        "Sepertinya ini perkara hukum atau kepegawaian di luar pemilu. Itu bukan bidang saya, tetapi ada "
        "yang berwenang:\n\n"
        "• <b>Suap, pungli, korupsi</b>: inspektorat instansi itu, SP4N-LAPOR! (lapor.go.id, SMS 1708), "
        "atau KPK\n"
        "• <b>Kekerasan, ancaman, penipuan, narkoba</b>: kantor polisi terdekat\n"
        "• <b>Kekerasan pada perempuan atau anak</b>: polisi, atau dinas perlindungan perempuan dan anak di "
        "daerah Anda\n\n"
        "Simpan buktinya. Kalau Anda dalam bahaya, cari tempat aman dulu.\n\n"
        "<i>Pesan Anda tidak kami simpan. Kalau ada kaitannya dengan calon atau pemilu, tulis "
        "kaitannya.</i>"
    ),
    Matter.VOTE_BUYING: (
        "Uang atau barang supaya orang memilih calon adalah <b>politik uang</b>, dan itu pidana. "
        "<b>Jangan diterima</b>: dalam Pilkada penerimanya juga dapat dipidana (UU 10/2016 Pasal "
        "187A).\n\n"
        "Laporkan ke <b>Bawaslu</b> atau Panwascam setempat, paling lama 7 hari sejak Anda tahu. Catat "
        "siapa, kapan, di mana, dan simpan buktinya.\n\n"
        "Kalau yang membagikan <b>ASN</b>, itu juga pelanggaran netralitas; Anda bisa memberi tahu kami "
        "tanpa nama."
    ),
    Matter.EVASION: (
        "Maaf, saya <b>tidak membantu mencari cara supaya tidak ketahuan</b> atau mengakali aturan. Yang "
        "menanggung akibatnya nanti Anda sendiri, bukan calonnya.\n\n"
        "Yang bisa saya bantu: menunjukkan apa yang aman, cara menolak kalau Anda disuruh, dan hak Anda "
        "kalau sudah terlanjur atau dipanggil."
    ),
    Matter.REPRISAL: (
        "Maaf, saya <b>tidak membantu mencari tahu siapa yang melapor</b>, apalagi membalasnya.\n\n"
        "Kalau Anda yang dilaporkan, yang berguna: kumpulkan bukti, datang bila dipanggil, dan pakai hak "
        "Anda untuk menjelaskan."
    ),
    Matter.MY_REPORT: (
        "Kabar laporan hanya bisa dibuka dengan <b>kode rahasia Anda</b> (enam kata): ketik /lacak. Di "
        "sana Anda juga bisa menambah bukti dan menjawab pertanyaan petugas.\n\n"
        "Tanpa kode itu, kami pun tidak tahu laporan mana yang Anda kirim. Kodenya hilang? Tulis <i>kode "
        "saya hilang</i>."
    ),
}

ADDED = {
    Actor.SUBDISTRICT_HEAD: (
        "Lurah dan camat adalah ASN: semua larangan netralitas berlaku, ditambah UU Pilkada yang melarang "
        "mereka dilibatkan dan membuat keputusan atau tindakan memihak."
    ),
    Actor.TEACHER: (
        "larangan bagi guru dan dosen ASN sama, ditambah larangan memakai kelas atau kampus untuk kampanye."
    ),
    Actor.HEALTH: "Pelayanan tidak boleh ditahan atau didahulukan karena dukungan politik.",
    Actor.CPNS: "Semua larangan berlaku juga bagi CPNS",
    Actor.PPPK: "PPPK adalah ASN: seluruh aturan netralitas berlaku.",
    Actor.NON_ASN: "Honorer dan PPNPN juga wajib netral lewat SE MenPANRB 1/2023.",
}
"""What a role adds to an answer that forbids something and has no note for it: sentences of the topic about
the role, word for word (a test holds them together)."""


def added(role: Actor) -> str:
    """The role's addition as a sentence; empty where it has none."""
    words = ADDED.get(role, "")
    return words and words[0].upper() + words[1:].rstrip(".") + "."
