"""The drawing worker: what crashes, hangs or fails in it costs one drawing and tells nothing."""

from __future__ import annotations

import inspect
import os
import subprocess
import sys
import time
from importlib import import_module

import pytest

from bot.videos import cleaner_of_videos
from core.errors import DrawingError
from services.reporting.chart import draw_chart
from services.reporting.handover import pack_handover
from services.worker import ByName, Drawer


def double(number: int) -> int:
    """Runs in the worker."""
    return number * 2


def crash(_number: int) -> int:
    """Ends its process."""
    os._exit(3)


def hang(_number: int) -> int:
    """Never comes back."""
    time.sleep(600)
    return 0


def fail(secret: str) -> int:
    """Raises with a report's words in the message."""
    raise ValueError(secret)


def hog(_number: int) -> int:
    """Wants more memory than it may have."""
    return len(bytearray(4 * 2**30))


def limits() -> tuple[int, str]:
    """What the process was given."""
    return os.nice(0), os.environ["OPENBLAS_NUM_THREADS"]


async def test_it_returns_what_the_function_does() -> None:
    drawer = Drawer()
    assert await drawer.run(double, 21) == 42
    nice, threads = await drawer.run(limits)
    assert nice >= 10
    assert threads == "1"


async def test_crashes_and_failures_are_one_plain_error() -> None:
    drawer = Drawer(seconds=2)
    for function, given in ((crash, 1), (hang, 1), (hog, 1)):
        with pytest.raises(DrawingError):
            await drawer.run(function, given)
    with pytest.raises(DrawingError) as caught:
        await drawer.run(fail, "rahasia pelapor")
    assert "rahasia" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert await drawer.run(double, 1) == 2


@pytest.mark.parametrize("named", [draw_chart, pack_handover, cleaner_of_videos()])
def test_what_is_named_is_there(named: object) -> None:
    assert isinstance(named, ByName)
    assert inspect.isfunction(getattr(import_module(named.module), named.name))


def test_the_libraries_that_draw_never_enter_the_serving_process() -> None:
    program = "import sys, bot.app; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout.split()
    assert "telegram" in loaded
    assert not {"av", "matplotlib", "fpdf", "sklearn", "scipy"} & set(loaded)
