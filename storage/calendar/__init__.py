"""Elections and subscribers, as stored."""
