"""What goes wrong with codes, invitations and the audit log."""

from __future__ import annotations

from core.errors import NetraError, ReportError
from storage.access.errors import InvitationError


class OtherOfficerError(InvitationError):
    """The invitation is for one officer, and was opened in the chat of another."""


class AuditError(NetraError):
    """The audit log was cut off or changed; `python -m bot audit verify` says where."""


class CodeMalformedError(ReportError):
    """The words are no code: not six known words, or the check bits do not fit."""


class CodeOrderError(CodeMalformedError):
    """Six words of the list, none misspelt, whose check bits do not fit: another order, or another word."""
