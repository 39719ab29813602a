"""Who may write to which dialog, while it is open. A command and a button say so themselves.

The guard (``handlers/access/guard.py``) is asked before a handler runs, and for free input in
``handlers/routing/dialog.py``. Commands are declared beside what answers them
(``handlers/access/commands.py``), buttons in the ``buttons.py`` of their column
(``handlers/platform/callback_data.py``). What an officer may do *with* a report (claims, conflicts of
interest, reading only) is a matter of ``services/casework``.
"""

from __future__ import annotations

from dataclasses import dataclass

from handlers.platform.admission import Lock, Who


@dataclass(frozen=True, slots=True)
class Typed:
    """Words, pictures and files sent while a dialog is open."""

    dialog: str
    who: Who = Who.ANYONE
    lock: Lock = Lock.NONE


TYPED = (
    Typed("report"),
    Typed("track"),
    Typed("pledge"),
    Typed("pengingat"),
    Typed("officer-door", Who.OFFICER),
    Typed("officer-input", Who.OFFICER, Lock.OPEN),
    Typed("officer-roles-input", Who.ADMIN, Lock.OPEN),
    Typed("pengumuman", Who.ADMIN),
    Typed("siaran", Who.ADMIN),  # kept as a draft where the lock is closed, see ``EditCampaign``
    Typed("kalender", Who.ADMIN),
)

_TYPED = {one.dialog: one for one in TYPED}


def typed_of(name: str) -> Typed | None:
    """What is typed while this dialog is open."""
    return _TYPED.get(name)
