"""Which rules of the rulebook matter most at each stage. Slugs only: what the law says is in the topics."""

from __future__ import annotations

from rulebook.elections import Election, ElectionKind
from rulebook.loader import Rulebook
from rulebook.model import Topic, Verdict
from services.calendar.calendar import Stage

RULES: dict[Stage, tuple[str, ...]] = {
    Stage.BEFORE_CANDIDATES: (
        "medsos-like-share-komentar",
        "ktp-dukungan",
        "pose-jari",
        "tim-sukses",
        "mutasi-pejabat",
    ),
    Stage.AFTER_CANDIDATES: (
        "medsos-like-share-komentar",
        "kampanye-di-media-sosial-sendiri",
        "pose-jari",
        "tim-sukses",
        "mutasi-pejabat",
    ),
    Stage.CAMPAIGN: (
        "hadir-kampanye-aktif",
        "medsos-like-share-komentar",
        "kendaraan-dinas",
        "mengajak-bawahan",
        "pose-jari",
    ),
    Stage.QUIET: (
        "masa-tenang",
        "kampanye-di-media-sosial-sendiri",
        "grup-whatsapp",
        "mengajak-bawahan",
    ),
    Stage.VOTING: ("saksi-tps", "kampanye-di-media-sosial-sendiri", "mengajak-bawahan"),
    Stage.AFTERWARDS: ("setelah-pemilu", "keputusan-menguntungkan", "medsos-like-share-komentar"),
    Stage.OUTSIDE: ("anggota-partai", "keputusan-menguntungkan"),
}
ONLY_REGIONAL = ("mutasi-pejabat",)
"""Rules of the laws on Pilkada, which say nothing of a Pemilu. Support by identity card is forbidden in both:
candidates of the DPD collect it too (SKB 2022, item 11)."""
SHOWN = 4


def forbidden_now(stage: Stage, election: Election | None, rulebook: Rulebook) -> tuple[Topic, ...]:
    """The rules to show at a stage, all of them with the verdict "dilarang"; those of an election of village
    heads are the ones that hold always, because the stages of Pemilu and Pilkada do not apply there."""
    if election is not None and not election.kind.is_election_law:
        stage = Stage.OUTSIDE
    regional = election is not None and election.kind in (ElectionKind.REGIONAL, ElectionKind.REPEATED)
    found = (rulebook.topics.get(slug) for slug in RULES[stage] if regional or slug not in ONLY_REGIONAL)
    return tuple(topic for topic in found if topic is not None and topic.verdict is Verdict.FORBIDDEN)[:SHOWN]
