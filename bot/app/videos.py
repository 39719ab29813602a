"""Whether this installation can take videos as evidence: 100 MB that not everybody wants."""

from __future__ import annotations

from importlib.util import find_spec

from bot.app.installed import typed
from core.errors import ConfigurationError
from services.platform.jail.work import VIDEO, WorkerTask
from services.reporting.evidence import CleanVideo
from services.reporting.inspection import MAX_ANSWER, holds
from services.reporting.picture import Refusal
from services.reporting.worker import CleanFile

LIBRARY = "av"
_TAKE_MOMENTS: CleanVideo = WorkerTask(
    VIDEO,
    "services.reporting.video",
    "take_moments",
    answer=CleanFile | Refusal,
    most=MAX_ANSWER,
    holds=holds,
)


def is_installed() -> bool:
    """Whether the extra is there; it is not imported."""
    return find_spec(LIBRARY) is not None


def cleaner_of_videos() -> CleanVideo:
    """What the worker that cleans evidence is to call for videos; the serving process never imports it.

    Raises:
        ConfigurationError: the extra is missing.
    """
    if not is_installed():
        raise ConfigurationError(
            "EVIDENCE_VIDEO is true, but what reads videos is not installed: run "
            + typed("`make video`", "`pip install 'netra[video]'`")
            + ", or set EVIDENCE_VIDEO=false"
        )
    return _TAKE_MOMENTS
