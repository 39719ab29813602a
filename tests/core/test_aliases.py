"""Names of chats that only this run knows."""

from __future__ import annotations

from core.aliases import Aliases
from tests.repeatable import SeededRandomness

CHAT = b"a chat's key, as the database has it"


def test_an_alias_is_the_same_until_it_is_renewed_and_another_run_has_another() -> None:
    aliases = Aliases(SeededRandomness(1))
    before = aliases.of(CHAT)
    assert before == aliases.of(CHAT)
    assert before not in (CHAT, aliases.of(b"another"), Aliases(SeededRandomness(2)).of(CHAT))
    aliases.renew()
    assert aliases.of(CHAT) != before


def test_without_randomness_of_its_own_each_run_has_another() -> None:
    assert Aliases().of(CHAT) != Aliases().of(CHAT)
