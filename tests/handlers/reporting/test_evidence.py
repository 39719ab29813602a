"""What is refused before it is downloaded, and what is said of a file that was taken."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from telegram import Animation, Audio, Chat, Document, LivePhoto, Message, PhotoSize, Video, Voice

from handlers.reporting.evidence import file_of, refuse_early, what_telegram_did
from handlers.reporting.texts import evidence as texts
from handlers.reporting.texts import track
from handlers.reporting.texts.labels import REMARK_WORDS
from services.reporting.draft import Draft
from services.reporting.errors import SoundEvidenceError, UnknownEvidenceKindError, VideoEvidenceError
from services.reporting.followup import Added
from services.reporting.intake import Taken
from services.reporting.picture import Remark

NOW = datetime(2024, 9, 25, tzinfo=UTC)
STILL = (PhotoSize("still", "s", 1_280, 960, 200_000),)


def message(**content: object) -> Message:
    return Message(1, NOW, Chat(1, "private"), **content)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "content",
    [
        {"voice": Voice("f", "u", 5)},
        {"audio": Audio("f", "u", 5)},
        {"document": Document("f", "u", mime_type="audio/mp4")},
    ],
)
@pytest.mark.parametrize("videos", [False, True])
def test_sound_is_refused_at_once_with_advice_that_fits_it(content: dict[str, object], videos: bool) -> None:
    with pytest.raises(SoundEvidenceError) as refused:
        refuse_early(message(**content), 1_000, videos=videos)
    words = texts.refusal(refused.value, videos=videos)
    assert "Tuliskan isinya" in words
    assert "Tangkap layar" not in words
    assert "Tangkap layar" in texts.refusal(UnknownEvidenceKindError(), videos=videos)


def test_a_gif_is_taken_where_films_are_not() -> None:
    moving = Animation("f", "u", 320, 240, 3)
    refuse_early(
        message(animation=moving, document=Document("f", "u", mime_type="image/gif")), 1_000, videos=False
    )
    film = message(animation=moving, document=Document("f", "u", mime_type="video/mp4"))
    for one in (film, message(animation=moving), message(video=Video("f", "u", 320, 240, 3))):
        with pytest.raises(VideoEvidenceError):
            refuse_early(one, 1_000, videos=False)
        refuse_early(one, 1_000, videos=True)


def test_of_a_live_photo_the_still_is_taken_and_the_moving_part_mentioned() -> None:
    live = message(photo=STILL, live_photo=LivePhoto("film", "u", 1_280, 960, 3))
    assert file_of(live) == ("still", 200_000)
    refuse_early(live, 200_000, videos=False)
    assert what_telegram_did(live) == [REMARK_WORDS[Remark.MOVING_PART]]
    assert what_telegram_did(message(photo=STILL)) == []


@pytest.mark.parametrize("remark", Remark)
def test_what_is_worth_knowing_of_a_file_is_said_where_it_was_taken(remark: Remark) -> None:
    assert REMARK_WORDS[remark] in texts.received(Draft(), Taken(Draft(), 0, 0, 1, None, (remark,)))
    assert REMARK_WORDS[remark] in track.evidence_kept(Added((), 0, 0, (remark,)))
    assert REMARK_WORDS[remark] not in texts.received(Draft(), Taken(Draft(), 0, 0, 1, None))
