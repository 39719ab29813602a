"""Officers and the audit log, as stored."""
