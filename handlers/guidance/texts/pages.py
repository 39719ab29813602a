"""Lays long texts out on pages that Telegram takes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape

MAX_PAGE = 3_800
"""Room below Telegram's 4,096 characters (counted after the markup is read) for head and foot."""
_TAG = re.compile(r"<[^>]*>")


def visible_length(html: str) -> int:
    """Length as Telegram counts it: characters (code points) of the text once its markup is read."""
    return len(unescape(_TAG.sub("", html)))


def section(title: str, lines: Sequence[str]) -> list[str]:
    """Pieces of a titled list; each begins with the line breaks that set it off."""
    if not lines:
        return []
    return [f"\n\n<b>{title}</b>\n{lines[0]}", *(f"\n{line}" for line in lines[1:])]


def paginate(head: str, pieces: Sequence[str], foot: str = "") -> tuple[str, ...]:
    """Pages that begin with the head; nothing is left out and no piece is cut. The foot ends the last one."""
    bodies = [""]
    screen = MAX_PAGE - visible_length(head)
    for piece in pieces:
        if bodies[-1] and visible_length(bodies[-1] + piece) > screen:
            bodies.append("")
        bodies[-1] += piece if bodies[-1] else "\n\n" + piece.lstrip("\n")
    if foot and visible_length(bodies[-1] + foot) > screen:
        bodies.append("")
    bodies[-1] += f"\n\n{foot}" if foot else ""
    if len(bodies) == 1:
        return (head + bodies[0],)
    return tuple(
        f"{head}\n<i>Bagian {n} dari {len(bodies)}</i>{body}" for n, body in enumerate(bodies, start=1)
    )
