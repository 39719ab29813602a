"""The citizen's side of a rule that binds others: what officials may not do, and how to report it."""

from __future__ import annotations

from core.text import escape
from handlers.platform.texts.common import verdict_line
from rulebook.model import Actor, Topic, Verdict

CIVIL_SERVANTS = "pegawai ASN"
_ASN = frozenset({Actor.PNS, Actor.CPNS, Actor.PPPK})
MOST_NAMED = 3
FOR_YOU = "Bagi Anda, warga"
RULE_FOR_THEM = "Aturan bagi mereka"
CAN_DO = "Bila melihatnya"
WAYS = (
    "catat, simpan buktinya, lapor ke Bawaslu atau Panwascam sebelum lewat 7 hari.",
    "Tanpa nama lewat bot ini hanya informasi awal, bukan laporan resmi.",
)
"""Source: the topics cara-melapor, bukti-laporan and laporan-anonim."""


def bound(topic: Topic) -> str:
    """Whom the rule binds, in words."""
    named = [_inside(actor.label) for actor in topic.actors if actor not in _ASN]
    if _ASN & set(topic.actors):
        named.insert(0, CIVIL_SERVANTS)
    more = ", dan lainnya" if len(named) > MOST_NAMED else ""
    return ", ".join(named[:MOST_NAMED]) + more


def first_line(topic: Topic) -> str:
    """The topic's one first line; a prohibition says whom it binds: no citizen takes it for theirs."""
    line = verdict_line(topic)
    return f"{line} bagi {escape(bound(topic))}" if topic.verdict is Verdict.FORBIDDEN else line


def meaning(topic: Topic) -> str:
    """What the rule means to a citizen: its own words, else whom it is for."""
    return topic.citizen or f"Aturan ini untuk {bound(topic)}. Warga yang bukan salah satunya tidak terikat."


def _inside(label: str) -> str:
    """A label inside a sentence: in lower case, unless it begins with an abbreviation."""
    return label if label[:2].isupper() else label[0].lower() + label[1:]
