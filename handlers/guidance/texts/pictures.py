"""Words inside the pictures of guidance: share card, score card, certificate, chart of a week."""

from __future__ import annotations

from datetime import date

from handlers.guidance.texts import pledge, quiz
from handlers.platform.texts.dates import format_date
from rulebook.model import Topic
from services.platform.drawing.others import ChartWords, PledgeWords, ScoreWords
from services.platform.drawing.share_card import CardWords


def card(topic: Topic, bot_name: str) -> CardWords:
    """What the share card of a topic says."""
    return CardWords(
        head="NETRALITAS ASN",
        verdict=topic.verdict.value,
        first_line=topic.first_line,
        title=topic.title,
        short=topic.short,
        instead=topic.instead,
        instead_label="YANG AMAN",
        basis=tuple(basis.citation for basis in topic.basis),
        basis_label="Dasar hukum",
        basis_more="; dan lainnya",
        foot=(
            f"Diperiksa {format_date(topic.checked_on, weekday=False)}",
            "Informasi umum, bukan nasihat hukum",
        ),
        bot_name=bot_name,
    )


def score(right: int, results: tuple[tuple[str, bool], ...], day: date, bot_name: str) -> ScoreWords:
    """What the score card of a quiz says."""
    return ScoreWords(
        head="KUIS NETRALITAS ASN",
        right=right,
        asked=len(results),
        praise=quiz.praise(right, len(results)),
        results=results,
        foot=(format_date(day, weekday=False), "Belajar aturan, lima soal"),
        bot_name=bot_name,
    )


def certificate(name: str, day: date, bot_name: str) -> PledgeWords:
    """What the certificate of a pledge says."""
    return PledgeWords(
        head="IKRAR NETRALITAS",
        below="Aparatur Sipil Negara",
        before="Saya,",
        after="berikrar kepada diri sendiri dan masyarakat:",
        name=name,
        promises=pledge.PROMISES,
        note=pledge.NOTE,
        day=format_date(day, weekday=False),
        bot_name=bot_name,
    )


def chart(
    title: str, subtitle: str, bars: tuple[tuple[str, int], ...], note: str, bot_name: str
) -> ChartWords:
    """What the chart of a week of questions says."""
    return ChartWords(
        title=title,
        subtitle=subtitle,
        bars=bars,
        note=note,
        foot=("Hitungan per topik", "Tanpa data penanya"),
        bot_name=bot_name,
    )
