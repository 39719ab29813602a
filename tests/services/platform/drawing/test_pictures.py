"""Pictures have the right size, fit every topic, and come from a worker that may die."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.guidance.texts import pictures
from rulebook.loader import load_rulebook
from rulebook.model import Topic
from services.platform.drawing.canvas import HEIGHT, WIDTH, block, font, width_of, wrap
from services.platform.drawing.guidance_pictures import GuidancePictures
from services.platform.drawing.others import (
    CERTIFICATE,
    draw_certificate,
    draw_chart,
    draw_score_card,
)
from services.platform.drawing.renderer import PictureRenderer
from services.platform.drawing.share_card import GAPS, INNER, _set, draw_share_card
from tests.pictures import opened
from tests.wardens import wardens

RULEBOOK = load_rulebook()
TOPICS = sorted(RULEBOOK, key=lambda topic: topic.slug)
BOT = "@NetraDemoBot"


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.slug)
def test_no_answer_and_no_safe_way_is_cut(topic: Topic) -> None:
    words = pictures.card(topic, BOT)
    head = block(words.first_line, "Bold", 72 if len(words.first_line) < 24 else 52, INNER)
    title = block(words.title, "SemiBold", 40, INNER)
    assert len(head.lines) <= 3
    assert len(title.lines) <= 2
    room = HEIGHT - 146 - (60 + 46 + head.height + 14 + title.height + 44 + 44)
    short, safe, basis = _set(words, room)
    assert " ".join(short.lines) == words.short
    assert " ".join(safe.lines) in words.instead
    assert short.height + safe.height + basis.height + GAPS <= room


def test_a_card_is_a_picture_of_the_right_size_without_metadata() -> None:
    with opened(draw_share_card(pictures.card(RULEBOOK["survei"], "@" + "x" * 32))) as picture:
        assert picture.size == (WIDTH, HEIGHT)
        assert picture.format == "PNG"
        assert not {"date:create", "Software", "exif"} & set(picture.info)


@settings(max_examples=25, deadline=None)
@given(st.text("ABCDEFGHIJ abcdefghij.,'", min_size=1, max_size=60))
def test_any_name_fits_a_certificate(name: str) -> None:
    with opened(draw_certificate(pictures.certificate(name, date(2026, 5, 1), BOT))) as picture:
        assert picture.size == CERTIFICATE


def test_score_cards_and_charts_are_drawn() -> None:
    results = tuple((topic.title, bool(n % 2)) for n, topic in enumerate(TOPICS[:5]))
    with opened(draw_score_card(pictures.score(2, results, date(2026, 5, 1), BOT))) as picture:
        assert picture.size == (WIDTH, HEIGHT)
    bars = tuple((topic.title, 40 - n) for n, topic in enumerate(TOPICS[:12]))
    for shown in ((), bars):
        with opened(draw_chart(pictures.chart("Judul", "Pekan", shown, "Catatan", BOT))) as picture:
            assert picture.width == WIDTH


@settings(deadline=None)
@given(st.text("abc defghij", max_size=400), st.integers(120, 900))
def test_wrapped_lines_are_never_too_wide_and_lose_nothing(text: str, width: int) -> None:
    face = font("Regular", 36)
    lines = wrap(text, face, width)
    assert all(width_of(line, face) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@pytest.fixture
async def renderer() -> AsyncIterator[PictureRenderer]:
    renderer = PictureRenderer()
    yield renderer
    await renderer.close()


@pytest.fixture
def guidance_pictures(tmp_path: Path, renderer: PictureRenderer) -> GuidancePictures:
    return GuidancePictures(RULEBOOK, tmp_path / "cards", renderer)


async def test_a_card_is_kept_under_the_rulebooks_hash(
    guidance_pictures: GuidancePictures, tmp_path: Path
) -> None:
    drawn = await guidance_pictures.share_card("survei", pictures.card(RULEBOOK["survei"], BOT))
    path = tmp_path / "cards" / RULEBOOK.digest / "survei.NetraDemoBot.png"
    assert path.read_bytes() == drawn
    path.write_bytes(b"kept")
    assert await guidance_pictures.share_card("survei", pictures.card(RULEBOOK["survei"], BOT)) == b"kept"


async def test_a_worker_killed_while_idle_is_replaced(guidance_pictures: GuidancePictures) -> None:
    words = pictures.chart("Judul", "Pekan", (), "Catatan", BOT)
    await guidance_pictures.chart(words)
    (worker,) = wardens()
    worker.kill()
    with opened(await guidance_pictures.chart(words)) as picture:
        assert picture.width == WIDTH
