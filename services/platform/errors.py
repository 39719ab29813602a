"""What goes wrong in the jail, and with what is drawn there."""

from __future__ import annotations

from core.errors import NetraError


class DrawingError(NetraError):
    """A picture or document could not be made: the worker crashed or took too long."""


class WorkerError(NetraError):
    """A worker of the jail gave no answer: it crashed, took too long, failed, or could not be started."""


class WorkerAnswerError(WorkerError):
    """A worker's answer is malformed, too large, or not what was asked for: it may have been taken over."""
