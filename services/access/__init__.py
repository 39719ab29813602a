"""Who may do what: roles, the officers' lock, the audit log, and secret codes."""
