"""Words of the first meeting and of help; what help says of a command stands in its feature's own words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from handlers.access.commands import HelpSection
from handlers.access.texts.menu import CommandWords

COMMAND_HELP = CommandWords("Cara memakai bot ini", help="")
COMMAND_CANCEL = CommandWords(
    "Hentikan yang sedang berjalan", "/batal menghentikan apa pun yang sedang berjalan"
)

WELCOME = (
    "<b>Netra</b> · netralitas ASN dalam pemilu\n\n"
    "Tulis saja pertanyaan Anda dengan bahasa sehari-hari, misalnya:\n"
    "<i>“boleh ga like postingan calon bupati?”</i>\n\n"
    "Anda juga bisa:\n"
    "• melapor tanpa nama: /lapor\n"
    "• melihat tahapan pemilu: /jadwal\n"
    "• minta diingatkan: /pengingat\n"
    "• uji pengetahuan: /kuis\n\n"
    "Jawaban di sini informasi umum dengan dasar hukumnya, bukan nasihat hukum atau putusan lembaga mana pun."
)

_TITLE = "<b>Yang bisa Anda lakukan</b>"
_SECTIONS = {
    HelpSection.ASK: "\n\n<b>Bertanya</b>\n",
    HelpSection.LEARN: "\n\n<b>Belajar</b>\n",
    HelpSection.REPORT: "\n\n<b>Melapor tanpa nama</b>\n",
    HelpSection.ELECTIONS: "\n\n<b>Tahapan pemilu</b>\n",
    HelpSection.ANYTIME: "\n\n",
    HelpSection.OFFICERS: "\n\n<b>Petugas</b>\n",
    HelpSection.ADMINS: "\n",
}
"""What stands before each; what admins may do follows what all officers may."""

Told = tuple[str, str]
"""What help says of a command, and a line below."""


def help_of(told: Mapping[HelpSection, Iterable[Told]]) -> str:
    """The whole of /bantuan: parts of a sentence become one, what is a sentence already has its own line."""
    html = _TITLE
    for section, title in _SECTIONS.items():
        commands = list(told.get(section, ()))
        whole = [said for said, _ in commands if said.endswith(".")]
        parts = ", ".join(said for said, _ in commands if said and not said.endswith("."))
        lines = [*whole, *([f"{parts}."] if parts else []), *(note for _, note in commands if note)]
        if lines:
            html += title + "\n".join(lines)
    return html
