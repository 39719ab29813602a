"""What follows from a code is locked until its button is tapped."""

from __future__ import annotations

from services.reporting.code_lock import key_name, locked, unlocked
from services.reporting.draft import Draft

CHAT, OTHER = b"c" * 16, b"o" * 16
DRAFT = Draft(story="Cerita", lookup="ab" * 32, public="cd" * 32)


def test_only_the_buttons_key_in_its_own_chat_unlocks() -> None:
    kept = locked(DRAFT, b"k" * 32, CHAT)
    assert (kept.lookup, kept.public, kept.story) == ("", "", "Cerita")
    assert unlocked(kept, key_name(b"k" * 32), CHAT) == DRAFT
    assert unlocked(kept, key_name(b"x" * 32), CHAT) is None
    assert unlocked(kept, key_name(b"k" * 32), OTHER) is None
    for wrong in ("", "a", "%%%", "f" * 12, key_name(b"k" * 31)):
        assert unlocked(kept, wrong, CHAT) is None
    assert unlocked(Draft(), key_name(b"k" * 32), CHAT) is None


def test_it_survives_the_way_through_the_dialog() -> None:
    kept = Draft.from_json(locked(DRAFT, b"k" * 32, CHAT).to_json())
    assert unlocked(kept, key_name(b"k" * 32), CHAT) == DRAFT
    assert len("report:send:" + key_name(b"k" * 32)) <= 64
