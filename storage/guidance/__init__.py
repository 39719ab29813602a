"""Questions as stored."""
