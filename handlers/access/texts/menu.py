"""Words of a command as its feature writes them, and what Telegram shows of the bot."""

from __future__ import annotations

from dataclasses import dataclass

DESCRIPTION = (
    "Tanya apa yang boleh dan dilarang bagi ASN menjelang pemilu, lapor pelanggaran tanpa nama, "
    "dan dapatkan pengingat tiap tahapan."
)
SHORT_DESCRIPTION = "Netralitas ASN: tanya aturan, lapor tanpa nama, pengingat tahapan pemilu."


@dataclass(frozen=True, slots=True)
class CommandWords:
    """What people are told of one command, in Indonesian. A feature keeps it with its other words."""

    menu: str = ""
    """What the command menu says, 1 to 256 characters; empty for a command that stands in no menu."""
    help: str | None = None
    """What /bantuan says, with the command in it: a part of a sentence, or a whole one with a full stop.
    None: it says what the menu says; empty: it says nothing."""
    note: str = ""
    """A line of its own below the others of the same part of /bantuan."""
    in_groups: str = ""
    """What the menu of groups says, where the command works there; empty: the same as in private chats."""

    def help_for(self, name: str) -> str:
        """What /bantuan says of the command of this name; empty where it says nothing."""
        if self.help is not None:
            return self.help
        return f"/{name} {self.menu[:1].lower()}{self.menu[1:]}" if self.menu else ""
